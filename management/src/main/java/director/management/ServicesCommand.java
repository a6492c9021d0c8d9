/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management;

import director.management.Table.Cell;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code director services [SERVICE]}. */
@Command(
    name = "services",
    description = "Lists virtual services and their real servers: weights that count, connections, rates of new "
        + "connections and bytes in a second, and what access lists and limits refused, if anything.")
public final class ServicesCommand implements Callable<Integer> {
    @Mixin
    private final ClientOptions options = new ClientOptions();

    @Parameters(arity = "0..1", paramLabel = "SERVICE", description = "Only this one: ADDRESS:PORT, "
        + "PROTOCOL-ADDRESS-PORT or mark-NUMBER.")
    private @Nullable String service;

    @Override
    public Integer call() {
        final JsonNode all = options.director().get("/v1/services");
        if (options.json()) {
            options.print(service == null ? all : ServiceName.find(all, service));
            return ExitCode.OK.code();
        }
        final List<JsonNode> shown = new ArrayList<>();
        if (service == null) {
            all.path("services").forEach(shown::add);
        } else {
            shown.add(ServiceName.find(all, service));
        }
        final Style style = options.style();
        final boolean refusing = shown.stream().anyMatch(each -> refused(each) > 0);
        final Table table = refusing ? new Table(style, "SERVICE", "SCHEDULER", "REAL SERVER", "FORWARDING", "STATE",
            ">WEIGHT", ">ACTIVE", ">INACTIVE", ">CONN/S", ">IN B/S", ">OUT B/S", ">REFUSED")
            : new Table(style, "SERVICE", "SCHEDULER", "REAL SERVER", "FORWARDING", "STATE", ">WEIGHT", ">ACTIVE",
                ">INACTIVE", ">CONN/S", ">IN B/S", ">OUT B/S");
        for (final JsonNode each : shown) {
            final JsonNode rates = each.path("statistics").path("rates");
            final List<String> row = new ArrayList<>(List.of(ServiceName.of(each),
                each.path("scheduler").asString(""), "", "", "", "", "", "", rate(rates, "connections"),
                rate(rates, "bytesIn"), rate(rates, "bytesOut")));
            if (refusing) {
                row.add(Figure.of(refused(each)));
            }
            table.row(row.toArray(String[]::new));
            each.path("realServers").forEach(realServer -> table.row(row(realServer, style)));
        }
        table.print(options.out());
        return ExitCode.OK.code();
    }

    private static long refused(final JsonNode each) {
        return each.path("statistics").path("refused").asLong(0);
    }

    private static Cell[] row(final JsonNode realServer, final Style style) {
        final JsonNode statistics = realServer.path("statistics");
        final JsonNode rates = statistics.path("rates");
        final long weight = statistics.path("weight").asLong(realServer.path("weight").asLong());
        final String number = Figure.of(weight);
        return new Cell[] {Cell.of(""), Cell.of(""), Cell.of(ServiceName.endpoint(realServer)),
            Cell.of(realServer.path("forwarding").asString("")), state(realServer, weight, style),
            new Cell(number, weight == 0 ? style.notable(number) : number),
            Cell.of(Figure.of(statistics.path("activeConnections").asLong())),
            Cell.of(Figure.of(statistics.path("inactiveConnections").asLong())), Cell.of(rate(rates, "connections")),
            Cell.of(rate(rates, "bytesIn")), Cell.of(rate(rates, "bytesOut"))};
    }

    private static Cell state(final JsonNode realServer, final long weight, final Style style) {
        final JsonNode statistics = realServer.path("statistics");
        if (statistics.isMissingNode()) {
            return new Cell("out", style.bad("out"));
        } else if (statistics.path("overloaded").asBoolean(false)) {
            return new Cell("overloaded", style.bad("overloaded"));
        } else if (weight == 0 && realServer.path("weight").asLong() > 0) {
            return new Cell("down", style.bad("down"));
        }
        return weight == 0 ? new Cell("quiesced", style.notable("quiesced")) : new Cell("in use", style.good("in use"));
    }

    private static String rate(final JsonNode rates, final String name) {
        return Figure.of(rates.path(name).asLong());
    }
}
