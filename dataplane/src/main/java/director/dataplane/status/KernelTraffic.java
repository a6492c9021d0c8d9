/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.status;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Packets that one worker exchanged with the kernel of the director's machine by the interface of one port there, and
 * those that were too many for it. The worker alone adds; any thread may read, and sees a moment's values.
 */
public final class KernelTraffic {
    private static final VarHandle TO_KERNEL = handle("toKernel");
    private static final VarHandle FROM_KERNEL = handle("fromKernel");
    private static final VarHandle REFUSED = handle("refused");

    private long toKernel;
    private long fromKernel;
    private long refused;

    /** Counters that are all 0. */
    public KernelTraffic() {
        // Everything begins at 0.
    }

    /**
     * Counts packets that the kernel took. From the worker's thread.
     *
     * @param packets how many.
     */
    public void taken(final int packets) {
        TO_KERNEL.setOpaque(this, toKernel + packets);
    }

    /**
     * Counts packets that the kernel sent. From the worker's thread.
     *
     * @param packets how many.
     */
    public void sent(final int packets) {
        FROM_KERNEL.setOpaque(this, fromKernel + packets);
    }

    /** Counts a packet that was dropped for {@link DropReason#KERNEL_RATE}. From the worker's thread. */
    public void refuse() {
        REFUSED.setOpaque(this, refused + 1);
    }

    /**
     * How many packets the kernel took.
     *
     * @return 0 or more.
     */
    public long toKernel() {
        return (long) TO_KERNEL.getOpaque(this);
    }

    /**
     * How many packets the kernel sent.
     *
     * @return 0 or more.
     */
    public long fromKernel() {
        return (long) FROM_KERNEL.getOpaque(this);
    }

    /**
     * How many packets were dropped, for the kernel had as many as it gets.
     *
     * @return 0 or more.
     */
    public long refused() {
        return (long) REFUSED.getOpaque(this);
    }

    private static VarHandle handle(final String field) {
        try {
            return MethodHandles.lookup().findVarHandle(KernelTraffic.class, field, long.class);
        } catch (final ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
