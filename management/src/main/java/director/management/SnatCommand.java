/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.JsonNode;

/** {@code director snat}. */
@Command(
    name = "snat",
    description = "Lists the rules of SNAT: whose connections to elsewhere come from which addresses, how many there "
        + "are and were, what their limits refused, and the bytes in either direction.")
public final class SnatCommand implements Callable<Integer> {
    @Mixin
    private final ClientOptions options = new ClientOptions();

    @Override
    public Integer call() {
        final JsonNode all = options.director().get("/v1/snat");
        if (options.json()) {
            options.print(all);
            return ExitCode.OK.code();
        }
        final Table table = new Table(options.style(), "RULE", "SOURCES", "PORT", "ADDRESSES", ">ACTIVE", ">INACTIVE",
            ">OPENED", ">REFUSED", ">OUT B", ">IN B");
        for (final JsonNode rule : all.path("rules")) {
            final JsonNode statistics = rule.path("statistics");
            table.row(rule.path("name").asString(""), list(rule.path("sources")), rule.path("port").asString(""),
                list(rule.path("addresses")), figure(statistics, "activeConnections"),
                figure(statistics, "inactiveConnections"), figure(statistics, "connections"),
                figure(statistics, "refused"), figure(statistics, "bytesOut"), figure(statistics, "bytesIn"));
        }
        if (table.size() == 0) {
            options.out().println("There are no snat rules.");
        } else {
            table.print(options.out());
        }
        options.out().flush();
        return ExitCode.OK.code();
    }

    private static String list(final JsonNode texts) {
        final List<String> all = new ArrayList<>();
        texts.forEach(text -> all.add(text.asString("")));
        return String.join(", ", all);
    }

    private static String figure(final JsonNode statistics, final String name) {
        return Figure.of(statistics.path(name).asLong());
    }
}
