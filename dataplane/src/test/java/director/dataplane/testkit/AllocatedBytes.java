/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.testkit;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/**
 * What a thread allocates on the Java heap, to the byte. The bean is reached through a handle, because the module under
 * test does not read the one that has it.
 */
public final class AllocatedBytes {
    private static final MethodHandle CURRENT = link();

    private AllocatedBytes() {
    }

    /** The fewest bytes that one of several runs allocated on this thread; ends at the first that allocated none. */
    public static long fewest(final int runs, final Runnable run) {
        long fewest = Long.MAX_VALUE;
        for (int i = 0; i < runs && fewest > 0; i++) {
            final long before = current();
            run.run();
            fewest = Math.min(fewest, current() - before);
        }
        return fewest;
    }

    private static long current() {
        try {
            return (long) CURRENT.invokeExact();
        } catch (final Throwable e) {
            throw new AssertionError(e);
        }
    }

    private static MethodHandle link() {
        try {
            final Object bean = Class.forName("java.lang.management.ManagementFactory")
                .getMethod("getThreadMXBean").invoke(null);
            return MethodHandles.publicLookup().findVirtual(Class.forName("com.sun.management.ThreadMXBean"),
                "getCurrentThreadAllocatedBytes", MethodType.methodType(long.class)).bindTo(bean);
        } catch (final ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
