/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.machine;

import director.bindings.ControlThreads;
import java.util.BitSet;
import java.util.Collection;

/** The cores of workers, for a program that has nothing else to do than to be a director. From any thread. */
public final class WorkerCores {
    private WorkerCores() {
    }

    /**
     * Keeps all threads of this process off these cores, and all that it starts, but for workers, which pin themselves
     * to them. Nothing is done where no other core is left.
     *
     * @param cores by their numbers in the kernel.
     * @throws director.bindings.DpdkException if the kernel refuses.
     */
    public static void reserve(final Collection<Integer> cores) {
        final BitSet workers = new BitSet();
        cores.forEach(workers::set);
        ControlThreads.keepOff(workers);
    }
}
