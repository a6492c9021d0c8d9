/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.JsonNode;

/** {@code director schedulers}. */
@Command(
    name = "schedulers",
    description = "Lists the schedulers that the running director knows, and how many services use each.")
public final class SchedulersCommand implements Callable<Integer> {
    @Mixin
    private final ClientOptions options = new ClientOptions();

    @Override
    public Integer call() {
        final JsonNode all = options.director().get("/v1/schedulers");
        if (options.json()) {
            options.print(all);
            return ExitCode.OK.code();
        }
        final Table table = new Table(options.style(), "SCHEDULER", ">SERVICES", "FROM");
        for (final JsonNode scheduler : all.path("schedulers")) {
            table.row(scheduler.path("name").asString(""), scheduler.path("references").asString(""),
                scheduler.path("module").asString(""));
        }
        table.print(options.out());
        return ExitCode.OK.code();
    }
}
