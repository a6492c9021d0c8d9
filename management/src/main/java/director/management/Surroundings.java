/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management;

import director.dataplane.configuration.DirectorConfiguration;
import director.dataplane.machine.Machine;
import director.dataplane.machine.PortLocks;
import director.schedulers.SchedulerRegistry;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * What the commands touch outside of themselves, so that a test can give other things.
 *
 * @param schedulers    the names that are registered.
 * @param machine       where to look for interfaces and cores.
 * @param lockDirectory where directors look for one another.
 * @param starter       starts a director from a concluded configuration.
 * @param stop          tells when to stop.
 */
record Surroundings(
    Supplier<Set<String>> schedulers,
    Machine machine,
    Path lockDirectory,
    Function<DirectorConfiguration, RunningDirector> starter,
    StopRequest stop) {

    /** The real ones. */
    static Surroundings real(final StopRequest stop) {
        return new Surroundings(Surroundings::registeredSchedulers, Machine.local(), PortLocks.defaultDirectory(),
            RunningDirector::start, stop);
    }

    private static Set<String> registeredSchedulers() {
        return SchedulerRegistry.load().registrations().stream()
            .map(SchedulerRegistry.Registration::name)
            .collect(Collectors.toUnmodifiableSet());
    }
}
