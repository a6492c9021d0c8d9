/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management;

import director.schedulers.SchedulerException;
import director.schedulers.SchedulerRegistry;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import picocli.CommandLine.Option;

/** {@code --scheduler-path DIR}, for the commands that know schedulers. */
final class SchedulerPathOption {
    @Option(
        names = "--scheduler-path",
        paramLabel = "DIR",
        description = "Also take schedulers from the jars in DIR. May be given several times.")
    private List<Path> directories = List.of();

    /**
     * All schedulers.
     *
     * @param loader loads those of the director and those of directories.
     * @return a new registry.
     * @throws CommandFailure if one cannot be loaded.
     */
    SchedulerRegistry load(final Function<List<Path>, SchedulerRegistry> loader) {
        try {
            return loader.apply(directories);
        } catch (final SchedulerException e) {
            throw new CommandFailure(ExitCode.NO_INPUT, List.of(String.valueOf(e.getMessage())), e);
        }
    }
}
