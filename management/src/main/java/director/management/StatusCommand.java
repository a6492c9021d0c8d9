/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code director status}. */
@Command(
    name = "status",
    description = "Tells whether a director runs and since when, how its workers and ports fare, and why packets were "
        + "dropped.")
public final class StatusCommand implements Callable<Integer> {
    private static final String DROPS = "drop";

    @Mixin
    private final ClientOptions options = new ClientOptions();

    @Override
    public Integer call() {
        final DirectorApi director = options.director();
        final ObjectNode all = JsonNodeFactory.instance.objectNode();
        all.set("status", director.get("/v1/status"));
        all.set("workers", director.get("/v1/workers").path("workers"));
        all.set("ports", director.get("/v1/ports").path("ports"));
        all.set("counters", director.get("/v1/counters").path("counters"));
        if (options.json()) {
            options.print(all);
        } else {
            print(all, options.out(), options.style());
        }
        return ExitCode.OK.code();
    }

    private static void print(final ObjectNode all, final PrintWriter out, final Style style) {
        final JsonNode status = all.path("status");
        out.println("director " + status.path("version").asString("?") + ", process " + status.path("pid").asLong()
            + ", " + style.good("running") + " for " + Figure.time(status.path("uptimeSeconds").asLong()) + ": "
            + count(status, "services", "service") + ", "
            + count(status, "realServers", "real server"));
        out.println();
        final Table workers = new Table(style, "WORKER", ">CORE", ">RECEIVED", ">TRANSMITTED", ">DROPPED");
        for (final JsonNode worker : all.path("workers")) {
            final JsonNode counters = worker.path("counters");
            workers.row(worker.path("name").asString(""), worker.path("core").asString(""),
                figure(counters, "received"), figure(counters, "transmitted"), figure(counters, "dropped"));
        }
        workers.print(out);
        out.println();
        final Table ports = new Table(style, "PORT", "LINK", ">RX PACKETS", ">TX PACKETS", ">RX BYTES", ">TX BYTES",
            ">MISSED", ">NO MBUF", ">ERRORS");
        for (final JsonNode port : all.path("ports")) {
            port(ports, port.path("name").asString(""), link(port.path("link"), style), port.path("statistics"));
            for (final JsonNode member : port.path("members")) {
                final Table.Cell link = link(member, style);
                port(ports, "  " + member.path("name").asString(""), member.path("carrying").asBoolean(false)
                    ? new Table.Cell("carrying", style.good("carrying")) : link, member.path("statistics"));
            }
        }
        ports.print(out);
        kernel(all.path("ports"), out, style);
        drops(all.path("counters"), out, style);
        out.flush();
    }

    private static void port(
        final Table ports, final String name, final Table.Cell link, final JsonNode statistics) {
        ports.row(Table.Cell.of(name), link,
            cell(statistics, "rxPackets"), cell(statistics, "txPackets"), cell(statistics, "rxBytes"),
            cell(statistics, "txBytes"), cell(statistics, "rxMissed"), cell(statistics, "rxNoMbuf"),
            errors(statistics));
    }

    /** Damaged ones that came, and those that could not leave. */
    private static Table.Cell errors(final JsonNode statistics) {
        return Table.Cell.of(
            Figure.of(statistics.path("rxErrors").asLong() + statistics.path("txErrors").asLong()));
    }

    /** Where programs of the director's machine take part. */
    private static void kernel(final JsonNode ports, final PrintWriter out, final Style style) {
        final Table interfaces =
            new Table(style, "PORT", "IN THE KERNEL", ">TO KERNEL", ">FROM KERNEL", ">BEYOND RATE");
        for (final JsonNode port : ports) {
            final JsonNode kernel = port.path("kernel");
            if (!kernel.isMissingNode()) {
                interfaces.row(port.path("name").asString(""), kernel.path("interface").asString(""),
                    figure(kernel, "toKernel"), figure(kernel, "fromKernel"), figure(kernel, "refused"));
            }
        }
        if (interfaces.size() > 0) {
            out.println();
            interfaces.print(out);
        }
    }

    private static Table.Cell link(final JsonNode of, final Style style) {
        final boolean up = of.path("up").asBoolean(false);
        return new Table.Cell(up ? "up" : "down", up ? style.good("up") : style.bad("down"));
    }

    private static String count(final JsonNode status, final String name, final String noun) {
        final long number = status.path(name).asLong();
        return number + " " + noun + (number == 1 ? "" : "s");
    }

    private static void drops(final JsonNode counters, final PrintWriter out, final Style style) {
        final Table drops = new Table(style, "DROPPED BECAUSE", ">PACKETS");
        for (final JsonNode counter : counters) {
            if (counter.path("name").asString("").startsWith(DROPS) && counter.path("value").asLong() != 0) {
                drops.row(counter.path("labels").asString(""), figure(counter, "value"));
            }
        }
        if (drops.size() > 0) {
            out.println();
            drops.print(out);
        }
    }

    private static Table.Cell cell(final JsonNode from, final String name) {
        return Table.Cell.of(figure(from, name));
    }

    private static String figure(final JsonNode from, final String name) {
        return Figure.of(from.path(name).asLong());
    }
}
