/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bindings;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** What the packet path keeps for each thread: its lcore number, and room for one pointer handed to C. */
final class ThreadContext {
    static final int NO_LCORE = -1;

    private static final ThreadLocal<ThreadContext> CURRENT = ThreadLocal.withInitial(ThreadContext::new);

    private final MemorySegment memory = Arena.ofAuto().allocate(Long.BYTES, Long.BYTES);
    private final long pointer = memory.address();
    private int lcore = NO_LCORE;

    private ThreadContext() {
    }

    static ThreadContext current() {
        return CURRENT.get();
    }

    /** Address of eight bytes that only this thread uses. */
    long pointer() {
        return pointer;
    }

    /** The thread's lcore number, or {@link #NO_LCORE}. */
    int lcore() {
        return lcore;
    }

    void lcore(final int number) {
        lcore = number;
    }
}
