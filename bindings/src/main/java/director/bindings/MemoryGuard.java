/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bindings;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * Knows what may be read and written, for tests: {@link NativeMemory} asks it before each access when the JVM runs with
 * {@code -Ddirector.memory.checked=true}, and never else, since the JIT then removes the question.
 *
 * <p>What {@link NativeMemory#allocate} gave and nobody freed may be accessed, to the byte; behind each allocation lies
 * a gap, and what was freed is kept for a while, so that one allocation is not mistaken for another. Memory of others,
 * DPDK's above all, is not known here: such a process has to run unchecked. Any thread may call any method.
 */
final class MemoryGuard {
    /** Says which bytes of an allocation may be accessed at the moment. */
    interface Rule {
        /**
         * Whether an access is right.
         *
         * @param address of the first byte.
         * @param bytes   how many, at least 1; all lie in the allocation.
         * @param write   whether they are written, not read.
         * @return false for a mistake.
         */
        boolean permits(long address, long bytes, boolean write);
    }

    /** Whether accesses are checked here. A constant, so that the JIT removes the checks where they are not. */
    static final boolean CHECKED = Boolean.getBoolean("director.memory.checked");

    /** Bytes behind each allocation that nobody may access. */
    static final int GAP = 4_096;

    /** Freed memory is not given back to the C library as long as all that is kept is less. */
    static final long KEPT_BYTES = 64L << 20;

    private static final NavigableMap<Long, Allocation> LIVE = new ConcurrentSkipListMap<>();
    private static final Deque<Allocation> FREED = new ArrayDeque<>();
    private static long freedBytes;

    private record Allocation(long start, long bytes, @Nullable Rule rule) {
        boolean holds(final long address, final long count) {
            return address - start <= bytes - count;
        }
    }

    private MemoryGuard() {
    }

    /** Memory was allocated: {@link #GAP} bytes more than these. */
    static void allocated(final long address, final long bytes) {
        LIVE.put(address, new Allocation(address, bytes, null));
    }

    /** From now on a rule decides about an allocation. */
    static void narrow(final long start, final Rule rule) {
        LIVE.computeIfPresent(start, (key, whole) -> new Allocation(start, whole.bytes(), rule));
    }

    /** Memory is freed, and kept for a while: the C library gets what {@link #overdue} answers. */
    static synchronized void freed(final long address) {
        final @Nullable Allocation gone = LIVE.remove(address);
        if (gone == null) {
            throw new AssertionError("0x" + Long.toHexString(address) + " is freed but not allocated");
        }
        FREED.add(new Allocation(gone.start(), gone.bytes(), null));
        freedBytes += gone.bytes();
    }

    /** What the C library has to free now, no longer being kept; 0 for nothing more. */
    static synchronized long overdue() {
        if (freedBytes < KEPT_BYTES) {
            return 0;
        }
        final Allocation oldest = FREED.remove();
        freedBytes -= oldest.bytes();
        return oldest.start();
    }

    /** How much freed memory the C library has not got back. */
    static synchronized long keptBytes() {
        return freedBytes;
    }

    /** Throws unless these bytes may be read. */
    static void checkRead(final long address, final long bytes) {
        check(address, bytes, false);
    }

    /** Throws unless these bytes may be written. */
    static void checkWrite(final long address, final long bytes) {
        check(address, bytes, true);
    }

    private static void check(final long address, final long bytes, final boolean write) {
        if (bytes == 0) {
            return;
        }
        final Map.@Nullable Entry<Long, Allocation> below = LIVE.floorEntry(address);
        if (below == null || bytes < 0 || !below.getValue().holds(address, bytes)) {
            throw new AssertionError((write ? "writes " : "reads ") + bytes + " bytes at 0x"
                + Long.toHexString(address) + ", " + where(address, below == null ? null : below.getValue()));
        }
        final @Nullable Rule rule = below.getValue().rule();
        if (rule != null && !rule.permits(address, bytes, write)) {
            throw new AssertionError((write ? "writes " : "reads ") + bytes + " bytes at 0x"
                + Long.toHexString(address) + ", which are not data of a packet");
        }
    }

    private static synchronized String where(final long address, final @Nullable Allocation below) {
        for (final Allocation freed : FREED) {
            if (address - freed.start() >= 0 && address - freed.start() < freed.bytes()) {
                return "which were freed";
            }
        }
        return below == null ? "which nobody allocated" : (address - below.start() - below.bytes())
            + " bytes behind the end of the allocation below, of " + below.bytes();
    }
}
