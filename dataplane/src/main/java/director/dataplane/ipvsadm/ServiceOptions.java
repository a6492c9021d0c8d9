/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.ipvsadm;

/**
 * How a virtual service behaves.
 *
 * @param scheduler         the scheduler's name.
 * @param flags             its flags: 1 for flag-1 (fallback), 2 for flag-2 (port), 4 for flag-3.
 * @param onePacket         whether every packet is scheduled on its own.
 * @param persistent        whether a client stays with its real server.
 * @param timeout           for how many seconds it does, 1 to 2678400; 0 if it does not.
 * @param netmask           which clients are one: for IPv4 the mask in host order, for IPv6 a prefix length.
 * @param persistenceEngine the persistence engine's name, or empty.
 */
public record ServiceOptions(String scheduler, int flags, boolean onePacket, boolean persistent, int timeout,
        int netmask, String persistenceEngine) {
    /** The bit of {@link #flags} for flag-1. */
    public static final int FLAG_1 = 1;
    /** The bit of {@link #flags} for flag-2. */
    public static final int FLAG_2 = 2;
    /** The bit of {@link #flags} for flag-3. */
    public static final int FLAG_3 = 4;
    /** The prefix length that makes each IPv6 client one of its own. */
    public static final int WHOLE_IPV6 = 128;
    /** The mask that makes each IPv4 client one of its own. */
    public static final int WHOLE_IPV4 = -1;

    /**
     * A service without persistence.
     *
     * @param scheduler the scheduler's name.
     * @param ipv6      whether it takes IPv6 packets.
     * @return the options.
     */
    public static ServiceOptions scheduledBy(final String scheduler, final boolean ipv6) {
        return new ServiceOptions(scheduler, 0, false, false, 0, ipv6 ? WHOLE_IPV6 : WHOLE_IPV4, "");
    }
}
