/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.address;

import java.util.List;
import java.util.stream.LongStream;

/**
 * Addresses that follow each other. Immutable; from any thread.
 *
 * @param first the lowest.
 * @param last  the highest, of the same version of IP; the first one if there is only one.
 */
public record AddressRange(IpAddress first, IpAddress last) {
    private static final int ENUMERABLE = 1 << Short.SIZE;

    /** Checks that it does not end before it begins. */
    public AddressRange {
        if (first.ipv6() != last.ipv6()) {
            throw new IllegalArgumentException(first + "-" + last + " is from one version of IP to the other");
        }
        if (isBefore(last, first)) {
            throw new IllegalArgumentException(
                first + "-" + last + " ends before it begins: write the lower address first");
        }
    }

    /**
     * Reads {@code first-last}, {@code address/length}, or one address.
     *
     * @param text for example {@code 203.0.113.10-203.0.113.13}.
     * @return the range.
     * @throws IllegalArgumentException if the text is anything else.
     */
    public static AddressRange parse(final String text) {
        final int hyphen = text.indexOf('-');
        if (hyphen >= 0) {
            return new AddressRange(IpAddress.parse(text.substring(0, hyphen)),
                IpAddress.parse(text.substring(hyphen + 1)));
        }
        return of(IpPrefix.parse(text));
    }

    /**
     * All addresses of a prefix.
     *
     * @param prefix any.
     * @return from its first to its last.
     */
    public static AddressRange of(final IpPrefix prefix) {
        final IpAddress first = prefix.address();
        final int bits = first.bits() - prefix.length();
        return new AddressRange(first, new IpAddress(first.ipv6(),
            bits <= Long.SIZE ? first.high() : first.high() | ones(bits - Long.SIZE),
            first.low() | ones(Math.min(bits, Long.SIZE))));
    }

    /**
     * Whether there are not more addresses than this.
     *
     * @param most at most 65,536.
     * @return false if there are more.
     */
    public boolean hasAtMost(final int most) {
        return first.high() == last.high() && Long.compareUnsigned(last.low() - first.low(), most) < 0;
    }

    /**
     * Every address.
     *
     * @return from the first to the last.
     * @throws IllegalStateException if there are more than 65,536.
     */
    public List<IpAddress> addresses() {
        if (!hasAtMost(ENUMERABLE)) {
            throw new IllegalStateException(this + " has more than " + ENUMERABLE + " addresses");
        }
        return LongStream.rangeClosed(0, last.low() - first.low())
            .mapToObj(i -> new IpAddress(first.ipv6(), first.high(), first.low() + i)).toList();
    }

    /** As it can be parsed: an address where there is one only, a prefix where it is one. */
    @Override
    public String toString() {
        if (first.equals(last)) {
            return first.toString();
        }
        for (int length = 0; length < first.bits(); length++) {
            final IpPrefix prefix = IpPrefix.of(first, length);
            if (prefix.address().equals(first) && of(prefix).last.equals(last)) {
                return prefix.toString();
            }
        }
        return first + "-" + last;
    }

    private static boolean isBefore(final IpAddress one, final IpAddress other) {
        final int high = Long.compareUnsigned(one.high(), other.high());
        return high < 0 || (high == 0 && Long.compareUnsigned(one.low(), other.low()) < 0);
    }

    private static long ones(final int bits) {
        return bits == 0 ? 0 : -1L >>> (Long.SIZE - bits);
    }
}
