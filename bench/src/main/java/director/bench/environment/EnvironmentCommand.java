/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.environment;

import director.bench.support.Json;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code director bench collect-environment-info}. */
@Command(
    name = "collect-environment-info",
    aliases = "environment",
    description = {
        "Prints what figures depend on: processor, caches, cores, governor, mitigations, memory and huge pages, kernel "
            + "and its command line, load, JDK and its flags, DPDK, and the revision of the sources if git knows it.",
        "Needs no root; what cannot be found out is unknown or none."
    })
public final class EnvironmentCommand implements Callable<Integer> {
    @Option(names = "--json", description = "As JSON, as it stands in the results of other commands.")
    private boolean json;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /** Made by picocli. */
    public EnvironmentCommand() {
        // Nothing to prepare.
    }

    @Override
    public Integer call() {
        final Environment environment = Environment.current();
        final PrintWriter out = spec.commandLine().getOut();
        out.print(json ? Json.text(environment.facts()) : environment.lines());
        out.flush();
        return 0;
    }
}
