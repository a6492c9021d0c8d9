/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.rig;

/**
 * The Internet checksum over a whole array, word by word (RFC 1071). Shares nothing with the director's own, which it
 * is there to check.
 */
final class InternetChecksum {
    private static final int UINT16 = 0xFFFF;

    private InternetChecksum() {
    }

    /** The checksum of bytes from {@code from} to before {@code to}, begun with a sum of what is not among them. */
    static int of(final byte[] bytes, final int from, final int to, final int initial) {
        int sum = initial;
        for (int i = from; i < to; i++) {
            final int value = Byte.toUnsignedInt(bytes[i]);
            sum += (i - from & 1) == 0 ? value << Byte.SIZE : value;
        }
        while (sum > UINT16) {
            sum = (sum & UINT16) + (sum >>> Short.SIZE);
        }
        return ~sum & UINT16;
    }
}
