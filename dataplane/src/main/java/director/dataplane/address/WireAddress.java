/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.address;

/**
 * Addresses of either IP version as the packet path handles them: two words in wire order, that is the sixteen bytes
 * of an IPv6 address read as native integers. An IPv4 address is the last four bytes of its IPv4-mapped IPv6 address
 * (RFC 4291 §2.5.5.2), which never stands in a packet itself.
 *
 * <pre>
 *            high: bytes 0 to 7                          low: bytes 8 to 15
 *  +-------------------------------------+--------+--------+-----------------+
 *  |                  0                  |   0    |  ffff  |  IPv4 address   |
 *  +-------------------------------------+--------+--------+-----------------+
 * </pre>
 */
public final class WireAddress {
    /** The high word of every IPv4 address. */
    public static final long IPV4_HIGH = 0;

    /** Bytes 8 to 11 of an IPv4-mapped address, 00 00 ff ff, as the lower half of a little-endian word. */
    private static final long IPV4_MARK = 0xFFFF_0000L;
    private static final long MARK_MASK = 0xFFFF_FFFFL;

    private WireAddress() {
    }

    /**
     * The low word of an IPv4 address.
     *
     * @param address wire order.
     * @return its low word; the high one is {@link #IPV4_HIGH}.
     */
    public static long low(final int address) {
        return (long) address << Integer.SIZE | IPV4_MARK;
    }

    /**
     * Whether two words are an IPv4 address.
     *
     * @param high bytes 0 to 7.
     * @param low  bytes 8 to 15.
     * @return false for IPv6.
     */
    public static boolean isIpv4(final long high, final long low) {
        return high == IPV4_HIGH && (low & MARK_MASK) == IPV4_MARK;
    }

    /**
     * The IPv4 address of a low word.
     *
     * @param low what {@link #low} answered.
     * @return wire order.
     */
    public static int ipv4(final long low) {
        return (int) (low >>> Integer.SIZE);
    }

    /**
     * Whether two words are a multicast address: 224.0.0.0/4 or ff00::/8.
     *
     * @param high bytes 0 to 7.
     * @param low  bytes 8 to 15.
     * @return false for all others, broadcast included.
     */
    public static boolean isMulticast(final long high, final long low) {
        return isIpv4(high, low) ? (ipv4(low) & 0xF0) == 0xE0 : (high & 0xFF) == 0xFF;
    }

    /**
     * Whether an address is an IPv6 one that is good on one link only, fe80::/10.
     *
     * @param high bytes 0 to 7.
     * @return false for all others.
     */
    public static boolean isLinkLocal(final long high) {
        return (high & 0xC0FF) == 0x80FE;
    }

    /**
     * A number that two words scatter to, for hash tables.
     *
     * @param high bytes 0 to 7.
     * @param low  bytes 8 to 15.
     * @return 64 bits, of which the upper ones are mixed best.
     */
    public static long hash(final long high, final long low) {
        final long mixed = (high * 0x9E37_79B9_7F4A_7C15L ^ low) * 0xBF58_476D_1CE4_E5B9L;
        return (mixed ^ mixed >>> Integer.SIZE) * 0x94D0_49BB_1331_11EBL;
    }
}
