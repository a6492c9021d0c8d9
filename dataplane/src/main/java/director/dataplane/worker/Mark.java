/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

/**
 * What workers say of a packet that they hand over, in the 16 bits that a ring has for that.
 *
 * <pre>
 *   15                   11 10       9 8        6 5          0
 *  +-----------------------+----------+----------+------------+
 *  |         step          | snapshot |   kind   |    port    |
 *  +-----------------------+----------+----------+------------+
 * </pre>
 *
 * The snapshot is told by the last bits of its number: a worker that uses another one asks once more who owns the
 * packet. The step says at how many former owners it was looked for; see {@link OwnerSteering}.
 */
final class Mark {
    /** A packet that its owner shall carry. */
    static final int PACKET = 0;
    /** A copy of what a neighbour said of itself. */
    static final int NEIGHBOUR = 1;
    /** A packet that the kernel sent. */
    static final int FROM_KERNEL = 2;
    /** A fragment for the worker that puts all of its packet together. */
    static final int FRAGMENT = 3;
    /** A piece of a packet that was put together, for its owner. */
    static final int PIECE = 4;
    /** The step of a packet that was found nowhere: its owner shall treat it as new. */
    static final int LAST_STEP = 31;

    private static final int PORT_MASK = 0x3F;
    private static final int KIND_SHIFT = 6;
    private static final int SNAPSHOT_SHIFT = 9;
    private static final int STEP_SHIFT = 11;
    private static final int TWO_BITS = 3;
    private static final int THREE_BITS = 7;

    private Mark() {
    }

    static int of(final int port, final int kind, final long sequence, final int step) {
        return port | kind << KIND_SHIFT | ((int) sequence & TWO_BITS) << SNAPSHOT_SHIFT | step << STEP_SHIFT;
    }

    static int port(final int mark) {
        return mark & PORT_MASK;
    }

    static int kind(final int mark) {
        return mark >>> KIND_SHIFT & THREE_BITS;
    }

    static int step(final int mark) {
        return mark >>> STEP_SHIFT & LAST_STEP;
    }

    /** Whether it was handed over by who used the snapshot of that number, as far as can be told. */
    static boolean isOf(final int mark, final long sequence) {
        return ((mark >>> SNAPSHOT_SHIFT ^ (int) sequence) & TWO_BITS) == 0;
    }
}
