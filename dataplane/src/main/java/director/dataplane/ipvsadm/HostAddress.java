/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.ipvsadm;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An IPv4 or IPv6 address; unlike {@code InetAddress} it keeps IPv4-mapped IPv6 addresses what they are.
 *
 * @param ipv6 whether this is an IPv6 address.
 * @param high the first eight octets of an IPv6 address, 0 for IPv4.
 * @param low  the last eight octets of an IPv6 address, or the IPv4 address in host order, 0 to 4294967295.
 */
public record HostAddress(boolean ipv6, long high, long low) {
    /** 0.0.0.0. */
    public static final HostAddress ANY = new HostAddress(false, 0, 0);
    /** The unspecified IPv6 address. */
    public static final HostAddress ANY6 = new HostAddress(true, 0, 0);

    private static final int GROUPS = 8;

    /**
     * An IPv4 address.
     *
     * @param address its four octets in host order.
     * @return the address.
     */
    public static HostAddress ipv4(final int address) {
        return new HostAddress(false, 0, Integer.toUnsignedLong(address));
    }

    /**
     * Reads an address as the C library does: inet_pton for IPv6, inet_aton for IPv4.
     *
     * @param text the text, without brackets.
     * @return the address, or null if it is none.
     */
    public static @Nullable HostAddress parse(final String text) {
        final HostAddress six = Ipv6Text.parse(text);
        return six == null ? parseIpv4(text) : six;
    }

    /**
     * Reads an IPv4 address as inet_aton(3) does: one to four parts, decimal, octal or hexadecimal, the last of which
     * fills what remains; anything may follow a white space.
     *
     * @param text the text.
     * @return the address, or null if it is none.
     */
    public static @Nullable HostAddress parseIpv4(final String text) {
        final List<Long> parts = new ArrayList<>();
        for (final String word : untilBlank(text).split("\\.", -1)) {
            final long part = CNumbers.parseAnyBase(word);
            if (part < 0 || parts.size() == Integer.BYTES) {
                return null;
            }
            parts.add(part);
        }
        final int leading = parts.size() - 1;
        long address = 0;
        for (int i = 0; i < leading; i++) {
            if (parts.get(i) > 0xff) {
                return null;
            }
            address |= parts.get(i) << (24 - 8 * i);
        }
        final long last = parts.get(leading);
        if (last > 0xffff_ffffL >> (8 * leading)) {
            return null;
        }
        return new HostAddress(false, 0, address | last);
    }

    private static String untilBlank(final String text) {
        for (int i = 0; i < text.length(); i++) {
            if (CNumbers.isSpace(text.charAt(i))) {
                return text.substring(0, i);
            }
        }
        return text;
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
     * One of the eight 16-bit groups of an IPv6 address.
     *
     * @param index 0 (first) to 7.
     * @return the group.
     */
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
        return (low >>> 24) + "." + (low >>> 16 & 0xff) + "." + (low >>> 8 & 0xff) + "." + (low & 0xff);
    }
}
