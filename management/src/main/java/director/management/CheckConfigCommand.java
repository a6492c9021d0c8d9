/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management;

import director.dataplane.configuration.DirectorConfiguration;
import director.management.configuration.ConfigurationFile;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code director check-config FILE}. */
@Command(
    name = "check-config",
    description = "Checks a configuration file and names every problem with its line. Opens no port and needs no "
        + "privileges; whether interfaces and cores exist is seen by run.")
final class CheckConfigCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private final SchedulerPathOption schedulerPath = new SchedulerPathOption();

    @Parameters(paramLabel = "FILE", description = "The configuration, YAML.")
    private Path file = Path.of("");

    CheckConfigCommand(final Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        final DirectorConfiguration configuration =
            ConfigurationFile.read(file, schedulerPath.load(surroundings.schedulers()).names()).configuration();
        spec.commandLine().getOut().println(file + ": valid: " + Summary.of(configuration));
        return ExitCode.OK.code();
    }
}
