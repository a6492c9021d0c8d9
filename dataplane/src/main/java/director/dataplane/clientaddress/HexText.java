/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.clientaddress;

import director.bindings.NativeMemory;

/**
 * IPv6 addresses as eight groups of hexadecimal digits without leading zeros (RFC 4291 §2.2, form 1). Groups of zeros
 * are not left out: every reader takes that, and the length is easily told.
 */
final class HexText {
    private static final int GROUPS = 8;
    private static final int GROUP_MASK = 0xFFFF;
    private static final int DIGIT_BITS = 4;
    private static final int DIGIT_MASK = 0xF;
    private static final int DECIMAL_DIGITS = 10;

    private HexText() {
    }

    /** Characters of an address in wire order. */
    static int length(final long high, final long low) {
        int length = GROUPS - 1;
        for (int group = 0; group < GROUPS; group++) {
            length += digits(group(high, low, group));
        }
        return length;
    }

    /** Writes an address in wire order and answers the address of memory behind it. */
    static long write(final long to, final long high, final long low) {
        long at = to;
        for (int group = 0; group < GROUPS; group++) {
            if (group > 0) {
                NativeMemory.uint8(at, ':');
                at++;
            }
            at = writeGroup(at, group(high, low, group));
        }
        return at;
    }

    private static long writeGroup(final long to, final int value) {
        long at = to;
        for (int shift = (digits(value) - 1) * DIGIT_BITS; shift >= 0; shift -= DIGIT_BITS) {
            final int digit = (value >>> shift) & DIGIT_MASK;
            NativeMemory.uint8(at, digit < DECIMAL_DIGITS ? '0' + digit : 'a' + (digit - DECIMAL_DIGITS));
            at++;
        }
        return at;
    }

    private static int group(final long high, final long low, final int group) {
        final long half = Long.reverseBytes(group < GROUPS / 2 ? high : low);
        return (int) (half >>> ((GROUPS / 2 - 1 - group % (GROUPS / 2)) * Short.SIZE)) & GROUP_MASK;
    }

    private static int digits(final int value) {
        return Math.max(1, (Integer.SIZE - Integer.numberOfLeadingZeros(value) + DIGIT_BITS - 1) / DIGIT_BITS);
    }
}
