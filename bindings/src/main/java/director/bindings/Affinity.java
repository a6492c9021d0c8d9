/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bindings;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.util.BitSet;

/** The cores that threads may run on. Source: sched_setaffinity(2). */
final class Affinity {
    /** Bytes of a mask: room for 8,192 cores, which is the most that Linux can be built for. */
    private static final int MASK_BYTES = 1024;

    private static final int CALLING_THREAD = 0;

    private static final Linker.Option CAPTURE = Linker.Option.captureCallState("errno");
    private static final VarHandle ERRNO =
        Linker.Option.captureStateLayout().varHandle(MemoryLayout.PathElement.groupElement("errno"));

    private static final FunctionDescriptor TYPE = FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle SET = Libc.link("sched_setaffinity", TYPE, CAPTURE);
    private static final MethodHandle GET = Libc.link("sched_getaffinity", TYPE, CAPTURE);

    private Affinity() {
    }

    static BitSet get() {
        try (Arena arena = Arena.ofConfined()) {
            final MemorySegment mask = arena.allocate(MASK_BYTES, Long.BYTES);
            call(arena, GET, CALLING_THREAD, mask, "sched_getaffinity");
            return BitSet.valueOf(mask.asByteBuffer());
        }
    }

    static void set(final BitSet cores) {
        set(CALLING_THREAD, cores);
    }

    /** Of a thread by the number that the kernel gives it. */
    static void set(final int thread, final BitSet cores) {
        try (Arena arena = Arena.ofConfined()) {
            final MemorySegment mask = arena.allocate(MASK_BYTES, Long.BYTES);
            NativeMemory.bytes(mask.address(), cores.toByteArray());
            call(arena, SET, thread, mask, "sched_setaffinity cores=" + CpuSet.format(cores));
        }
    }

    private static void call(
        final Arena arena,
        final MethodHandle function,
        final int thread,
        final MemorySegment mask,
        final String what) {
        final MemorySegment state = arena.allocate(Linker.Option.captureStateLayout());
        final int answer;
        try {
            answer = (int) function.invokeExact(state, thread, (long) MASK_BYTES, mask.address());
        } catch (final Throwable t) {
            throw Libc.unexpected(t);
        }
        if (answer < 0) {
            throw new DpdkException(what, (int) ERRNO.get(state, 0L));
        }
    }
}
