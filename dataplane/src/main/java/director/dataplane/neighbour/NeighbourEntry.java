/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.neighbour;

import director.bindings.NativeMemory;

/**
 * The Ethernet header of frames to a neighbour, kept as the bytes to write, and whether it may be written without
 * telling the {@link NeighbourTable}:
 *
 * <pre>
 *   0             6              12         14           16
 *  +-------------+--------------+----------+------------+
 *  | neighbour's | own MAC      | type by  | usable     |
 *  | MAC         |              | version  |            |
 *  +-------------+--------------+----------+------------+
 * </pre>
 *
 * Usable is 1 while the link-layer address is known and its use is no news to the table. Addresses of entries are those
 * that {@link NeighbourTable#entry} answers; methods are called from the thread of the worker that owns the table.
 */
public final class NeighbourEntry {
    /** Length of an entry, and what it is aligned to. */
    static final long BYTES = 16;

    private static final int TYPE = 12;
    private static final int USABLE = 14;

    private NeighbourEntry() {
    }

    /**
     * Whether a frame may get its addresses from an entry and be sent without {@link NeighbourTable#send}.
     *
     * @param entry the neighbour's.
     * @return false if the table has to know.
     */
    public static boolean isUsable(final long entry) {
        return NativeMemory.uint16(entry + USABLE) != 0;
    }

    /**
     * Writes both addresses of the Ethernet header of a frame.
     *
     * @param entry the neighbour's.
     * @param frame address of its first byte.
     */
    public static void addresses(final long entry, final long frame) {
        NativeMemory.int64(frame, NativeMemory.int64(entry));
        NativeMemory.int32(frame + Long.BYTES, NativeMemory.int32(entry + Long.BYTES));
    }

    /** Writes the whole Ethernet header of a frame, the type by the neighbour's version of IP. */
    static void header(final long entry, final long frame) {
        addresses(entry, frame);
        NativeMemory.uint16(frame + TYPE, NativeMemory.uint16(entry + TYPE));
    }

    static void usable(final long entry, final boolean usable) {
        NativeMemory.uint16(entry + USABLE, usable ? 1 : 0);
    }
}
