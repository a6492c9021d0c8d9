/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.support;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Processes that were started and must not outlive this one. From any thread. */
public final class Children {
    private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> RUNNING.forEach(Process::destroyForcibly)));
    }

    private Children() {
    }

    /**
     * Ends a process when this one ends.
     *
     * @param process was started.
     * @return the same.
     */
    public static Process watch(final Process process) {
        RUNNING.removeIf(other -> !other.isAlive());
        RUNNING.add(process);
        return process;
    }
}
