/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bindings;

import java.util.BitSet;

/**
 * The calling thread as DPDK sees it. A thread that is registered has an lcore number, and with it caches of its own in
 * every {@link Mempool}. Only platform threads may register; a virtual thread changes the thread below it.
 */
public final class LcoreThread {
    private static final int MOST_CORES = 8192;

    private LcoreThread() {
    }

    /**
     * Registers the calling thread. Pin it first: DPDK notes where it may run.
     *
     * @return its lcore number.
     * @throws DpdkException if there are too many threads (128 in all).
     * @throws IllegalStateException if it is a virtual thread.
     */
    public static int register() {
        if (Thread.currentThread().isVirtual()) {
            throw new IllegalStateException("a virtual thread cannot be an lcore");
        }
        Registration.REGISTER.checkErrno();
        final int lcore = NativeMemory.int32(Symbols.address("per_lcore__lcore_id").address());
        ThreadContext.current().lcore(lcore);
        return lcore;
    }

    /** Undoes {@link #register}; the thread's caches go back to their pools when others need them. */
    public static void unregister() {
        ThreadContext.current().lcore(ThreadContext.NO_LCORE);
        Registration.UNREGISTER.call();
    }

    /**
     * Makes the calling thread run on one core only.
     *
     * @param core its number in the kernel.
     * @throws IllegalArgumentException if there is no such core, naming those that there are.
     * @throws DpdkException if the kernel refuses, as it does for a core that is not in the process's cpuset.
     */
    public static void pin(final int core) {
        requireOnline(core);
        final BitSet one = new BitSet();
        one.set(core);
        Affinity.set(one);
    }

    /**
     * The cores that the calling thread may run on.
     *
     * @return their numbers in the kernel.
     */
    public static BitSet affinity() {
        return Affinity.get();
    }

    /**
     * Lets the calling thread run on these cores.
     *
     * @param cores their numbers in the kernel.
     * @throws DpdkException if the kernel refuses.
     */
    public static void affinity(final BitSet cores) {
        Affinity.set(cores);
    }

    /**
     * The cores that this machine runs.
     *
     * @return their numbers in the kernel.
     */
    public static BitSet onlineCores() {
        return CpuSet.online();
    }

    static void requireOnline(final int core) {
        final BitSet online = CpuSet.online();
        if (core < 0 || core >= MOST_CORES || !online.get(core)) {
            throw new IllegalArgumentException("core " + core + " does not exist; there are " + CpuSet.format(online));
        }
    }

    /** Needs DPDK, which the rest of this class does without. */
    private static final class Registration {
        static final ControlCall REGISTER = ControlCall.of("int rte_thread_register");
        static final ControlCall UNREGISTER = ControlCall.of("void rte_thread_unregister");
    }
}
