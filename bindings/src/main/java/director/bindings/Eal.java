/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bindings;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * DPDK's environment abstraction layer. A process can initialise it once: not again after {@link #close}, nor after a
 * failure. Only the thread that called {@link #init} may close it; any thread may call the rest.
 */
public final class Eal implements AutoCloseable {
    private static final AtomicBoolean USED = new AtomicBoolean();

    private final Calls calls;
    private final DpdkLog log;
    private final int mainCore;
    private final AtomicBoolean closed = new AtomicBoolean();

    /** Looked up when DPDK is known to be there. */
    private record Calls(ControlCall init, ControlCall cleanup, ControlCall hasHugePages) {
        Calls() {
            this(ControlCall.of("int rte_eal_init", "int argc", "ptr argv"), ControlCall.of("int rte_eal_cleanup"),
                ControlCall.of("int rte_eal_has_hugepages"));
        }
    }

    private Eal(final Calls calls, final DpdkLog log, final int mainCore) {
        this.calls = calls;
        this.log = log;
        this.mainCore = mainCore;
    }

    /**
     * Initialises DPDK. The calling thread becomes its main lcore but keeps its affinity, which DPDK would narrow.
     *
     * @param options how.
     * @return the only instance of this process.
     * @throws DpdkUnavailableException if DPDK is missing or cannot be used.
     * @throws DpdkException if DPDK refuses, with what it said and, where one is known, the remedy.
     * @throws IllegalArgumentException if the main core does not exist.
     * @throws IllegalStateException if it was called before in this process.
     */
    public static Eal init(final EalOptions options) {
        Dpdk.require();
        LcoreThread.requireOnline(options.mainCore());
        requireHugePages(options);
        if (!USED.compareAndSet(false, true)) {
            throw new IllegalStateException("DPDK can be initialised once a process, and it has been: start a new one");
        }
        final Calls calls = new Calls();
        final DpdkLog log = new DpdkLog();
        final BitSet affinity = Affinity.get();
        try {
            start(calls, log, options);
        } catch (final DpdkException e) {
            log.close();
            throw e;
        } finally {
            Affinity.set(affinity);
        }
        ThreadContext.current().lcore(NativeMemory.int32(Symbols.address("per_lcore__lcore_id").address()));
        final Eal eal = new Eal(calls, log, options.mainCore());
        try {
            options.virtualDevices().forEach(device -> PortProbe.attach(eal, device));
        } catch (final DpdkException e) {
            eal.close();
            throw e;
        }
        return eal;
    }

    private static void requireHugePages(final EalOptions options) {
        final long free = HugePages.freeMegabytes();
        final long wanted = Math.max(options.memoryMegabytes(), 1);
        if (options.hugePages() && free < wanted) {
            throw new DpdkException("huge pages: " + free + " MB are free, " + wanted + " MB are wanted", Errno.ENOMEM,
                HugePages.remedy(wanted));
        }
    }

    private static void start(final Calls calls, final DpdkLog log, final EalOptions options) {
        final List<String> arguments = options.arguments();
        // DPDK keeps pointers into its arguments.
        final Arena arena = Arena.global();
        final MemorySegment argv = arena.allocate(ValueLayout.ADDRESS, arguments.size() + 1L);
        for (int i = 0; i < arguments.size(); i++) {
            argv.setAtIndex(ValueLayout.ADDRESS, i, arena.allocateFrom(arguments.get(i)));
        }
        if ((int) calls.init.call(arguments.size(), argv.address()) < 0) {
            final int code = Errno.ofDpdk();
            throw new DpdkException("rte_eal_init " + String.join(" ", arguments.subList(1, arguments.size())), code,
                Privileges.hint(), log.recent());
        }
    }

    /**
     * The version of DPDK.
     *
     * @return as in {@code 22.11.11}.
     */
    public String version() {
        return Dpdk.version();
    }

    /**
     * Whether memory is in huge pages.
     *
     * @return as was asked for.
     */
    public boolean hugePages() {
        return calls.hasHugePages.call() != 0;
    }

    /**
     * The core of the main lcore.
     *
     * @return its number in the kernel.
     */
    public int mainCore() {
        return mainCore;
    }

    DpdkLog log() {
        requireOpen();
        return log;
    }

    void requireOpen() {
        if (closed.get()) {
            throw new IllegalStateException("DPDK is closed");
        }
    }

    /** Releases what DPDK holds; ports, pools and memory must not be used any more. Does nothing the second time. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            final int answer = (int) calls.cleanup.call();
            ThreadContext.current().lcore(ThreadContext.NO_LCORE);
            log.close();
            if (answer < 0) {
                throw calls.cleanup.failure(answer, new long[0]);
            }
        }
    }
}
