/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.throughput;

import director.bench.rig.Measurement;
import director.bench.rig.RigChild;
import director.bench.rig.RigSettings;
import java.nio.file.Path;
import java.util.function.Supplier;

/** The director, in a process of its own for each measurement. */
final class DirectorContender implements Supplier<Measurement> {
    private static final int START_AND_STOP_SECONDS = 90;
    private static final int MS_PER_SECOND = 1_000;

    private final RigSettings settings;
    private final Path directory;

    /** A contender that notes its results in a directory. */
    DirectorContender(final RigSettings settings, final Path directory) {
        this.settings = settings;
        this.directory = directory;
    }

    @Override
    public Measurement get() {
        final Class<?> main =
            settings.measured().opensConnections() ? OpeningProcess.class : EstablishedProcess.class;
        return RigChild.run(main, settings, Measurement.class, directory,
            START_AND_STOP_SECONDS + (settings.measureMs() + settings.warmUpMs()) / MS_PER_SECOND);
    }
}
