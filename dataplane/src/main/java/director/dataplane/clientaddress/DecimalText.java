/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.clientaddress;

import director.bindings.NativeMemory;

/** Small numbers in decimal digits, without leading zeros. */
final class DecimalText {
    private static final int BASE = 10;

    private DecimalText() {
    }

    /** Digits of a number of at least 0. */
    static int length(final int value) {
        int length = 1;
        for (int rest = value / BASE; rest > 0; rest /= BASE) {
            length++;
        }
        return length;
    }

    /** Writes a number and answers the address behind it. */
    static long write(final long to, final int value) {
        final long end = to + length(value);
        int rest = value;
        for (long at = end - 1; at >= to; at--) {
            NativeMemory.uint8(at, '0' + rest % BASE);
            rest /= BASE;
        }
        return end;
    }
}
