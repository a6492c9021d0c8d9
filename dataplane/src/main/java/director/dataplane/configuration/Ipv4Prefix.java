/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.configuration;

/**
 * A set of IPv4 addresses that share their first bits.
 *
 * @param address the first address: every bit after the prefix is 0.
 * @param length  0 to 32 bits.
 */
public record Ipv4Prefix(Ipv4Address address, int length) {
    /**
     * Refuses what is not a prefix.
     *
     * @throws IllegalArgumentException if the length is not 0 to 32 or a bit after the prefix is set.
     */
    public Ipv4Prefix {
        if (length < 0 || length > Integer.SIZE) {
            throw new IllegalArgumentException("/" + length + " is not a prefix length of 0 to 32");
        }
        if ((address.value() & ~mask(length)) != 0) {
            throw new IllegalArgumentException(address + "/" + length + " has bits set after its first " + length
                + ": the prefix is " + new Ipv4Address(address.value() & mask(length)) + "/" + length);
        }
    }

    /**
     * Reads {@code address/length}.
     *
     * @param text for example {@code 10.2.0.0/16}.
     * @return the prefix.
     * @throws IllegalArgumentException if the text is anything else, or a bit after the prefix is set.
     */
    public static Ipv4Prefix parse(final String text) {
        final InterfaceAddress parts = InterfaceAddress.parse(text);
        return new Ipv4Prefix(parts.address(), parts.prefixLength());
    }

    /**
     * Whether an address is in this set.
     *
     * @param candidate any address.
     * @return true if its first bits are those of the prefix.
     */
    public boolean contains(final Ipv4Address candidate) {
        return (candidate.value() & mask(length)) == address.value();
    }

    /**
     * The bits that a prefix of some length fixes.
     *
     * @param length 0 to 32.
     * @return the network mask in host order.
     */
    public static int mask(final int length) {
        return length == 0 ? 0 : -1 << (Integer.SIZE - length);
    }

    @Override
    public String toString() {
        return address + "/" + length;
    }
}
