/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** {@code director refusals}. */
@Command(
    name = "refusals",
    description = "Lists which services refuse clients by access lists and limits, how often, why, and whom last; and "
        + "the clients of limits, those first that were refused most often.")
public final class RefusalsCommand implements Callable<Integer> {
    @Mixin
    private final ClientOptions options = new ClientOptions();

    @Option(names = "--limit", paramLabel = "COUNT", defaultValue = "20",
        description = "How many clients are listed, 1 to 10000; ${DEFAULT-VALUE} unless told.")
    private int limit;

    @Override
    public Integer call() {
        final JsonNode all = options.director().get("/v1/refusals?limit=" + limit);
        if (options.json()) {
            options.print(all);
            return ExitCode.OK.code();
        }
        final Table services = new Table(options.style(), "SERVICE", "REFUSED BECAUSE", ">CONNECTIONS", "LAST CLIENT");
        for (final JsonNode service : all.path("services")) {
            reasons(service).forEach(reason -> services.row(service.path("service").asString(""), reason,
                Figure.of(service.path("refused").path(reason).asLong()), last(service, reason)));
        }
        if (services.size() == 0) {
            options.out().println("No service has refused anybody.");
        } else {
            services.print(options.out());
        }
        final Table clients = new Table(options.style(), "CLIENT", "OF SERVICE", ">CONNECTIONS", ">REFUSED");
        for (final JsonNode client : all.path("clients")) {
            clients.row(client.path("client").asString(""), client.path("service").asString(""),
                Figure.of(client.path("connections").asLong()), Figure.of(client.path("refused").asLong()));
        }
        if (clients.size() > 0) {
            options.out().println();
            clients.print(options.out());
        }
        options.out().flush();
        return ExitCode.OK.code();
    }

    private static List<String> reasons(final JsonNode service) {
        final List<String> reasons = new ArrayList<>();
        service.path("refused").properties().forEach(entry -> {
            if (entry.getValue().asLong() != 0) {
                reasons.add(entry.getKey());
            }
        });
        return reasons;
    }

    private static String last(final JsonNode service, final String reason) {
        final JsonNode last = service.path("last");
        return reason.equals(last.path("reason").asString("")) ? last.path("client").asString("") : "";
    }
}
