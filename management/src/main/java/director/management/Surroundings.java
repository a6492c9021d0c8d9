/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management;

import director.dataplane.configuration.DirectorConfiguration;
import director.dataplane.machine.Machine;
import director.dataplane.machine.PortLocks;
import director.management.schedulers.SchedulerPath;
import director.schedulers.SchedulerRegistry;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * What the commands touch outside of themselves, so that a test can give other things.
 *
 * @param schedulers    loads the schedulers there are and those in the jars of directories.
 * @param machine       where to look for interfaces and cores.
 * @param lockDirectory where directors look for one another.
 * @param starter       starts a director from a concluded configuration with these schedulers.
 * @param stop          tells when to stop.
 * @param reload        tells when to read the configuration again.
 */
record Surroundings(
    Function<List<Path>, SchedulerRegistry> schedulers,
    Machine machine,
    Path lockDirectory,
    BiFunction<DirectorConfiguration, SchedulerRegistry, RunningDirector> starter,
    StopRequest stop,
    ReloadRequest reload) {

    /** The real ones. */
    static Surroundings real(final StopRequest stop) {
        return new Surroundings(SchedulerPath::load, Machine.local(), PortLocks.defaultDirectory(),
            RunningDirector::start, stop, new HangupSignal());
    }
}
