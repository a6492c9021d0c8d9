/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.configuration;

/**
 * What a client is to the limits of services, and how many of them are known at a time.
 *
 * @param tableSize        clients for which there is room, {@link #TABLE_MIN} to {@link #TABLE_MAX}; the next power of
 *                         two is taken.
 * @param ipv4PrefixLength how many bits of an IPv4 address name a client, 1 to 32.
 * @param ipv6PrefixLength how many bits of an IPv6 address name a client, 1 to 128.
 */
public record ClientSettings(int tableSize, int ipv4PrefixLength, int ipv6PrefixLength) {
    /** The least size of the table. */
    public static final int TABLE_MIN = 1_024;
    /** The greatest size of the table. */
    public static final int TABLE_MAX = 1 << 22;
    /** One address of IPv4, and the network of one customer of IPv6. */
    public static final ClientSettings DEFAULT = new ClientSettings(65_536, 32, 64);
}
