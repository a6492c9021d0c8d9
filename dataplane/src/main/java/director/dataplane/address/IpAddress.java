/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.address;

import org.jspecify.annotations.Nullable;

/**
 * An IPv4 or IPv6 address; unlike {@code InetAddress} it keeps IPv4-mapped IPv6 addresses what they are.
 *
 * @param ipv6 whether this is an IPv6 address.
 * @param high the first eight octets of an IPv6 address, 0 for IPv4.
 * @param low  the last eight octets of an IPv6 address, or the IPv4 address in host order, 0 to 4294967295.
 */
public record IpAddress(boolean ipv6, long high, long low) {
    /** 0.0.0.0. */
    public static final IpAddress ANY = new IpAddress(false, 0, 0);
    /** The unspecified IPv6 address. */
    public static final IpAddress ANY6 = new IpAddress(true, 0, 0);
    /** Bits of an IPv4 address. */
    public static final int IPV4_BITS = 32;
    /** Bits of an IPv6 address. */
    public static final int IPV6_BITS = 128;

    private static final int OCTET_MAX = 255;
    private static final int OCTETS = 4;
    private static final int LOOPBACK = 127;
    private static final int FIRST_MULTICAST = 224;
    private static final int GROUPS = 8;

    /**
     * An IPv4 address.
     *
     * @param address its four octets in host order: 10.0.0.1 is 0x0a000001.
     * @return the address.
     */
    public static IpAddress ipv4(final int address) {
        return new IpAddress(false, 0, Integer.toUnsignedLong(address));
    }

    /**
     * The address that two words of a packet are.
     *
     * @param high wire order, as {@link WireAddress} explains.
     * @param low  wire order.
     * @return the address.
     */
    public static IpAddress ofWire(final long high, final long low) {
        return WireAddress.isIpv4(high, low) ? ipv4(Integer.reverseBytes(WireAddress.ipv4(low)))
            : new IpAddress(true, Long.reverseBytes(high), Long.reverseBytes(low));
    }

    /**
     * Reads an address: dotted decimal of four octets without leading zeros, which some programs take as octal, or
     * IPv6 text (RFC 4291 §2.2).
     *
     * @param text for example {@code 10.0.0.1} or {@code fd00::1}, without brackets.
     * @return the address.
     * @throws IllegalArgumentException if the text is anything else.
     */
    public static IpAddress parse(final String text) {
        final @Nullable IpAddress address = text.indexOf(':') >= 0 ? Ipv6Text.parse(text) : dotted(text);
        if (address == null) {
            throw new IllegalArgumentException("\"" + text + "\" is not an IP address such as 10.0.0.1 or fd00::1");
        }
        return address;
    }

    /**
     * Bits of an address of this version.
     *
     * @return 32 or 128.
     */
    public int bits() {
        return ipv6 ? IPV6_BITS : IPV4_BITS;
    }

    /**
     * The first half as packets carry it.
     *
     * @return wire order, as {@link WireAddress} explains.
     */
    public long wireHigh() {
        return Long.reverseBytes(high);
    }

    /**
     * The second half as packets carry it.
     *
     * @return wire order, as {@link WireAddress} explains.
     */
    public long wireLow() {
        return ipv6 ? Long.reverseBytes(low) : WireAddress.low(Integer.reverseBytes((int) low));
    }

    /**
     * Whether this is a multicast address.
     *
     * @return true for 224.0.0.0/4 and ff00::/8.
     */
    public boolean isMulticast() {
        return ipv6 ? high >>> 56 == 0xff : low >>> 28 == 0xe;
    }

    /**
     * Whether this address is good on one link only.
     *
     * @return true for fe80::/10.
     */
    public boolean isLinkLocal() {
        return ipv6 && high >>> 54 == 0xfe80 >>> 6;
    }

    /**
     * Whether one host can own this address: not 0.0.0.0/8, loopback, multicast, reserved or broadcast, and of IPv6 not
     * the unspecified one, loopback, multicast or an IPv4-mapped one.
     *
     * @return false for an address that no interface and no service can have.
     */
    public boolean isUnicast() {
        if (ipv6) {
            final boolean mapped = high == 0 && low >>> Integer.SIZE == 0xffff;
            return !isMulticast() && !mapped && (high != 0 || low >>> 1 != 0);
        }
        final int first = (int) (low >>> 24);
        return first != 0 && first != LOOPBACK && first < FIRST_MULTICAST;
    }

    /**
     * The address with a port.
     *
     * @param port 0 to 65,535.
     * @return for example {@code 10.0.0.1:80} or {@code [fd00::1]:80}.
     */
    public String withPort(final int port) {
        return (ipv6 ? "[" + this + "]" : toString()) + ":" + port;
    }

    /**
     * The version of IP.
     *
     * @return {@code IPv4} or {@code IPv6}.
     */
    public String version() {
        return ipv6 ? "IPv6" : "IPv4";
    }

    /** One of the eight 16-bit groups of an IPv6 address, 0 (first) to 7. */
    int group(final int index) {
        final long half = index < GROUPS / 2 ? high : low;
        return (int) (half >>> (48 - 16 * (index % (GROUPS / 2)))) & 0xffff;
    }

    /**
     * The address as inet_ntop(3) writes it.
     *
     * @return dotted decimal, or RFC 5952 text.
     */
    @Override
    public String toString() {
        if (ipv6) {
            return Ipv6Text.format(this);
        }
        return (low >>> 24) + "." + ((low >>> 16) & OCTET_MAX) + "." + ((low >>> 8) & OCTET_MAX) + "."
            + (low & OCTET_MAX);
    }

    private static @Nullable IpAddress dotted(final String text) {
        final String[] octets = text.split("\\.", -1);
        if (octets.length != OCTETS) {
            return null;
        }
        int value = 0;
        for (final String octet : octets) {
            if (!octet.matches("0|[1-9][0-9]{0,2}") || Integer.parseInt(octet) > OCTET_MAX) {
                return null;
            }
            value = (value << Byte.SIZE) | Integer.parseInt(octet);
        }
        return ipv4(value);
    }
}
