/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.address;

import java.util.List;
import java.util.stream.IntStream;

/**
 * A set of addresses that share their first bits.
 *
 * @param address the first address: every bit after the prefix is 0.
 * @param length  0 to 32 bits, of IPv6 0 to 128.
 */
public record IpPrefix(IpAddress address, int length) {
    /**
     * Refuses what is not a prefix.
     *
     * @throws IllegalArgumentException if the length is out of range or a bit after the prefix is set.
     */
    public IpPrefix {
        checkLength(address, length);
        if (!masked(address, length).equals(address)) {
            throw new IllegalArgumentException(address + "/" + length + " has bits set after its first " + length
                + ": the prefix is " + masked(address, length) + "/" + length);
        }
    }

    /**
     * The prefix that an address is in.
     *
     * @param address any address.
     * @param length  0 to 32 bits, of IPv6 0 to 128.
     * @return the prefix, every later bit being 0.
     * @throws IllegalArgumentException if the length is out of range.
     */
    public static IpPrefix of(final IpAddress address, final int length) {
        checkLength(address, length);
        return new IpPrefix(masked(address, length), length);
    }

    /**
     * Reads {@code address/length}; an address alone is a prefix of all its bits.
     *
     * @param text for example {@code 10.2.0.0/16} or {@code fd00::/64}.
     * @return the prefix.
     * @throws IllegalArgumentException if the text is anything else, or a bit after the prefix is set.
     */
    public static IpPrefix parse(final String text) {
        final int slash = text.indexOf('/');
        if (slash < 0) {
            final IpAddress address = IpAddress.parse(text);
            return new IpPrefix(address, address.bits());
        }
        final String length = text.substring(slash + 1);
        if (!length.matches("0|[1-9][0-9]{0,2}")) {
            throw new IllegalArgumentException("\"/" + length + "\" is not a prefix length such as /24");
        }
        return new IpPrefix(IpAddress.parse(text.substring(0, slash)), Integer.parseInt(length));
    }

    /**
     * All addresses of a small set.
     *
     * @return from the first to the last.
     * @throws IllegalStateException if there are more than 65,536.
     */
    public List<IpAddress> addresses() {
        final int bits = address.bits() - length;
        if (bits > Short.SIZE) {
            throw new IllegalStateException(this + " has 2^" + bits + " addresses");
        }
        return IntStream.range(0, 1 << bits)
            .mapToObj(i -> new IpAddress(address.ipv6(), address.high(), address.low() | i)).toList();
    }

    /**
     * Whether an address is in this set.
     *
     * @param candidate any address.
     * @return true if it is of the same version and its first bits are those of the prefix.
     */
    public boolean contains(final IpAddress candidate) {
        return candidate.ipv6() == address.ipv6() && masked(candidate, length).equals(address);
    }

    /**
     * The bits that count, as packets carry them: the first half.
     *
     * @return wire order; of IPv4 all bits, so that an address of IPv6 never matches.
     */
    public long wireMaskHigh() {
        return address.ipv6() ? Long.reverseBytes(mask(Math.min(length, Long.SIZE))) : -1L;
    }

    /**
     * The bits that count, as packets carry them: the second half.
     *
     * @return wire order.
     */
    public long wireMaskLow() {
        return Long.reverseBytes(address.ipv6() ? mask(Math.max(0, length - Long.SIZE))
            : mask(Long.SIZE - IpAddress.IPV4_BITS + length));
    }

    @Override
    public String toString() {
        return address + "/" + length;
    }

    private static void checkLength(final IpAddress address, final int length) {
        if (length < 0 || length > address.bits()) {
            throw new IllegalArgumentException(
                "/" + length + " is not a prefix length of 0 to " + address.bits());
        }
    }

    private static IpAddress masked(final IpAddress address, final int length) {
        return address.ipv6()
            ? new IpAddress(true, address.high() & mask(Math.min(length, Long.SIZE)),
                address.low() & mask(Math.max(0, length - Long.SIZE)))
            : new IpAddress(false, 0, address.low() & mask(Long.SIZE - IpAddress.IPV4_BITS + length));
    }

    /** A word whose first bits are 1. */
    private static long mask(final int bits) {
        return bits == 0 ? 0 : -1L << (Long.SIZE - bits);
    }
}
