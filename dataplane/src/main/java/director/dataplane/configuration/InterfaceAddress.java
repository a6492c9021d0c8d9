/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.configuration;

/**
 * An address of a port and the length of the prefix that is reached through the port without a router.
 *
 * @param address      the port's own address.
 * @param prefixLength 1 to 32 bits.
 */
public record InterfaceAddress(Ipv4Address address, int prefixLength) {
    /**
     * Reads {@code address/length}.
     *
     * @param text for example {@code 10.0.0.254/24}.
     * @return the address with its prefix length, 0 to 32.
     * @throws IllegalArgumentException if the text is anything else.
     */
    public static InterfaceAddress parse(final String text) {
        final int slash = text.indexOf('/');
        if (slash < 0) {
            throw new IllegalArgumentException(
                "\"" + text + "\" has no prefix length: write it as in 10.0.0.254/24");
        }
        final String length = text.substring(slash + 1);
        if (!length.matches("[0-9]|[12][0-9]|3[0-2]")) {
            throw new IllegalArgumentException("\"/" + length + "\" is not a prefix length of 0 to 32");
        }
        return new InterfaceAddress(Ipv4Address.parse(text.substring(0, slash)), Integer.parseInt(length));
    }

    /**
     * The addresses that are reached through the port without a router.
     *
     * @return the prefix with every host bit 0.
     */
    public Ipv4Prefix prefix() {
        return new Ipv4Prefix(new Ipv4Address(address.value() & Ipv4Prefix.mask(prefixLength)), prefixLength);
    }

    @Override
    public String toString() {
        return address + "/" + prefixLength;
    }
}
