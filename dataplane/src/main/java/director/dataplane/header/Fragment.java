/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.header;

import director.bindings.NativeMemory;

/**
 * The IPv6 fragment header (RFC 8200 §4.5).
 *
 * <pre>
 *   0               1               2               3
 *  +---------------+---------------+-------------------------+---+-+
 *  |  next header  |   reserved    |     fragment offset     |res|M|
 *  +---------------+---------------+-------------------------+---+-+
 *  |                        identification                         |
 *  +---------------------------------------------------------------+
 * </pre>
 */
public final class Fragment {
    /** Bytes of the header. */
    public static final int LENGTH = 8;
    /** Number of the header in a next-header field. */
    public static final int HEADER = 44;
    /** Every fragment but the last carries a multiple of so many bytes. */
    public static final int UNIT = 8;

    private static final int RESERVED = 1;
    private static final int OFFSET = 2;
    private static final int IDENTIFICATION = 4;
    private static final int OFFSET_MASK = 0xFFF8;
    private static final int MORE = 1;

    private Fragment() {
    }

    /**
     * Writes the header.
     *
     * @param fragment       where to write {@link #LENGTH} bytes.
     * @param nextHeader     what the fragmentable part begins with, 0 to 255.
     * @param offset         where in the fragmentable part this one begins, bytes: a multiple of {@link #UNIT}.
     * @param more           false for the last.
     * @param identification wire order.
     */
    public static void write(
        final long fragment, final int nextHeader, final int offset, final boolean more, final int identification) {
        NativeMemory.uint8(fragment, nextHeader);
        NativeMemory.uint8(fragment + RESERVED, 0);
        NativeMemory.uint16Be(fragment + OFFSET, (offset & OFFSET_MASK) | (more ? MORE : 0));
        NativeMemory.int32(fragment + IDENTIFICATION, identification);
    }

    /**
     * What the fragmentable part begins with.
     *
     * @param fragment address of the header.
     * @return 0 to 255.
     */
    public static int nextHeader(final long fragment) {
        return NativeMemory.uint8(fragment);
    }

    /**
     * Where in the fragmentable part this fragment begins.
     *
     * @param fragment address of the header.
     * @return bytes, a multiple of {@link #UNIT} from 0 to 65,528.
     */
    public static int offset(final long fragment) {
        return NativeMemory.uint16Be(fragment + OFFSET) & OFFSET_MASK;
    }

    /**
     * Whether this is not the last fragment.
     *
     * @param fragment address of the header.
     * @return the M flag.
     */
    public static boolean hasMore(final long fragment) {
        return (NativeMemory.uint16Be(fragment + OFFSET) & MORE) != 0;
    }

    /**
     * Whether the fragment is a whole packet (RFC 6946).
     *
     * @param fragment address of the header.
     * @return true if it is the first and the last at once.
     */
    public static boolean isAtomic(final long fragment) {
        return (NativeMemory.uint16Be(fragment + OFFSET) & (OFFSET_MASK | MORE)) == 0;
    }

    /**
     * What the fragments of one packet have in common.
     *
     * @param fragment address of the header.
     * @return wire order.
     */
    public static int identification(final long fragment) {
        return NativeMemory.int32(fragment + IDENTIFICATION);
    }
}
