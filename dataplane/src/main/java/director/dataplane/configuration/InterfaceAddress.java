/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.configuration;

import director.dataplane.address.IpAddress;
import director.dataplane.address.IpPrefix;

/**
 * An address of a port and the length of the prefix that is reached through the port without a router.
 *
 * @param address      the port's own address.
 * @param prefixLength 1 to 32 bits, of IPv6 1 to 128.
 */
public record InterfaceAddress(IpAddress address, int prefixLength) {
    /**
     * Reads {@code address/length}.
     *
     * @param text for example {@code 10.0.0.254/24} or {@code fd00::254/64}.
     * @return the address with its prefix length, which fits the version of IP.
     * @throws IllegalArgumentException if the text is anything else.
     */
    public static InterfaceAddress parse(final String text) {
        final int slash = text.indexOf('/');
        if (slash < 0) {
            throw new IllegalArgumentException(
                "\"" + text + "\" has no prefix length: write it as in 10.0.0.254/24");
        }
        final IpAddress address = IpAddress.parse(text.substring(0, slash));
        final String length = text.substring(slash + 1);
        if (!length.matches("0|[1-9][0-9]{0,2}") || Integer.parseInt(length) > address.bits()) {
            throw new IllegalArgumentException(
                "\"/" + length + "\" is not a prefix length of 0 to " + address.bits());
        }
        return new InterfaceAddress(address, Integer.parseInt(length));
    }

    /**
     * The addresses that are reached through the port without a router.
     *
     * @return the prefix with every host bit 0.
     */
    public IpPrefix prefix() {
        return IpPrefix.of(address, prefixLength);
    }

    @Override
    public String toString() {
        return address + "/" + prefixLength;
    }
}
