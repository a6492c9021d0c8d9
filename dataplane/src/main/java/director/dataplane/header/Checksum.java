/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.header;

import director.bindings.NativeMemory;

/**
 * The Internet checksum (RFC 1071) and its incremental update (RFC 1624 §3, equation 3).
 *
 * <p>A one's complement sum does not depend on the byte order in which it is taken, so everything here is in wire order
 * and nothing is swapped.
 */
public final class Checksum {
    private static final long LOW_32 = 0xFFFF_FFFFL;

    private Checksum() {
    }

    /**
     * Adds memory to a sum.
     *
     * @param address where to begin.
     * @param length  bytes, odd or even.
     * @param initial the sum so far, unfolded.
     * @return the sum, unfolded: see {@link #fold}.
     */
    public static long sum(final long address, final int length, final long initial) {
        long sum = initial;
        int offset = 0;
        for (; offset <= length - 8; offset += 8) {
            final long word = NativeMemory.int64(address + offset);
            sum += (word & LOW_32) + (word >>> 32);
        }
        if (length - offset >= 4) {
            sum += NativeMemory.int32(address + offset) & LOW_32;
            offset += 4;
        }
        if (length - offset >= 2) {
            sum += NativeMemory.uint16(address + offset);
            offset += 2;
        }
        if (length > offset) {
            sum += NativeMemory.uint8(address + offset);
        }
        return sum;
    }

    /**
     * The sum of twenty bytes, an IPv4 header without options.
     *
     * @param address where they begin.
     * @return the sum, unfolded.
     */
    public static long sum20(final long address) {
        final long first = NativeMemory.int64(address);
        final long second = NativeMemory.int64(address + 8);
        return (first & LOW_32) + (first >>> 32) + (second & LOW_32) + (second >>> 32)
            + (NativeMemory.int32(address + 16) & LOW_32);
    }

    /**
     * Folds a sum to 16 bits.
     *
     * @param sum an unfolded sum, at least 0.
     * @return 0 to 0xFFFF.
     */
    public static int fold(final long sum) {
        final long once = (sum & LOW_32) + (sum >>> 32);
        final long twice = (once & 0xFFFF) + (once >>> 16);
        final long thrice = (twice & 0xFFFF) + (twice >>> 16);
        return (int) ((thrice & 0xFFFF) + (thrice >>> 16));
    }

    /**
     * The checksum that a sum stands for: what is written to the packet when the field itself was summed as 0.
     *
     * @param sum an unfolded sum, at least 0.
     * @return wire order.
     */
    public static int complement(final long sum) {
        return ~fold(sum) & 0xFFFF;
    }

    /**
     * What a sum becomes when its memory stands one byte further: for a piece of a packet whose pieces before it have
     * an odd number of bytes together, or for a 16-bit field at an odd place (RFC 1071 §2(B)).
     *
     * @param sum an unfolded sum or difference, at least 0.
     * @return the sum for the odd place, folded.
     */
    public static int swapped(final long sum) {
        return Integer.reverseBytes(fold(sum)) >>> 16;
    }

    /**
     * What has to be added when one 64-bit value takes the place of another: half of an IPv6 address.
     *
     * @param from the old value, wire order.
     * @param to   the new value, wire order.
     * @return the unfolded difference.
     */
    public static long difference64(final long from, final long to) {
        return difference32((int) from, (int) to) + difference32((int) (from >>> 32), (int) (to >>> 32));
    }

    /**
     * What has to be added when one 32-bit value takes the place of another.
     *
     * @param from the old value, wire order.
     * @param to   the new value, wire order.
     * @return the unfolded difference.
     */
    public static long difference32(final int from, final int to) {
        return (~from & LOW_32) + (to & LOW_32);
    }

    /**
     * What has to be added when one 16-bit value takes the place of another.
     *
     * @param from the old value, wire order.
     * @param to   the new value, wire order.
     * @return the unfolded difference.
     */
    public static long difference16(final int from, final int to) {
        return (~from & 0xFFFFL) + (to & 0xFFFFL);
    }

    /**
     * Updates a checksum.
     *
     * @param checksum the checksum in the packet, wire order.
     * @param delta    a difference folded to 16 bits.
     * @return the new checksum, wire order.
     */
    public static int update(final int checksum, final int delta) {
        final int sum = (~checksum & 0xFFFF) + delta;
        return ~((sum & 0xFFFF) + (sum >>> 16)) & 0xFFFF;
    }
}
