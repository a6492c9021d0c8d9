/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.answer;

/**
 * Whether an address names one host, which alone may be answered or answer (RFC 1122 §3.2.1.3, RFC 4443 §2.4). From any
 * thread.
 */
public final class Hosts {
    /** What packets that the director makes begin with, hops. */
    static final int TTL = 64;

    private static final int LOOPBACK = 127;
    private static final int FIRST_MULTICAST = 224;
    private static final int IPV6_MULTICAST = 0xFF;
    /** The second half of ::1, wire order. */
    private static final long IPV6_LOOPBACK = 1L << (Long.SIZE - Byte.SIZE);

    private Hosts() {
    }

    /**
     * Whether an IPv4 address is that of one host on a network: not of "this" network, loopback, multicast, reserved
     * or broadcast.
     *
     * @param address wire order.
     * @return false for a source that cannot be.
     */
    public static boolean isOneHost(final int address) {
        final int first = address & 0xFF;
        return first != 0 && first != LOOPBACK && first < FIRST_MULTICAST;
    }

    /**
     * Whether an IPv4 address is that of many hosts: multicast, broadcast, reserved.
     *
     * @param address wire order.
     * @return true from 224.0.0.0.
     */
    public static boolean isMany(final int address) {
        return (address & 0xFF) >= FIRST_MULTICAST;
    }

    /**
     * Whether an IPv6 address is that of one host on a network: not unspecified, loopback or multicast.
     *
     * @param high first half, wire order.
     * @param low  second half, wire order.
     * @return false for a source that cannot be.
     */
    public static boolean isOneHost(final long high, final long low) {
        return !isMulticast(high) && (high != 0 || (low != 0 && low != IPV6_LOOPBACK));
    }

    /**
     * Whether an IPv6 address is a multicast one.
     *
     * @param high first half, wire order.
     * @return true for ff00::/8.
     */
    public static boolean isMulticast(final long high) {
        return (high & 0xFF) == IPV6_MULTICAST;
    }
}
