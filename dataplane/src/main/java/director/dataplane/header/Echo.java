/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.header;

/** Echo requests and replies of both versions of ICMP (RFC 792, RFC 4443 §4). Any thread. */
public final class Echo {
    private Echo() {
    }

    /**
     * Whether a message asks for an echo.
     *
     * @param ipv6 which version.
     * @param icmp address of the ICMP header.
     * @return false also for replies.
     */
    public static boolean isRequest(final boolean ipv6, final long icmp) {
        return Icmp.type(icmp) == (ipv6 ? Icmpv6.ECHO_REQUEST : Icmp.ECHO_REQUEST);
    }

    /**
     * Whether a message is an echo.
     *
     * @param ipv6 which version.
     * @param icmp address of the ICMP header.
     * @return false also for requests.
     */
    public static boolean isReply(final boolean ipv6, final long icmp) {
        return Icmp.type(icmp) == (ipv6 ? Icmpv6.ECHO_REPLY : Icmp.ECHO_REPLY);
    }

    /**
     * The identifier as if it were a port: the source of a request, the destination of a reply, the other one being 0.
     *
     * @param ipv6 which version.
     * @param icmp address of the ICMP header of a request or reply.
     * @return both ports as a native integer, the source in the lower half.
     */
    public static int ports(final boolean ipv6, final long icmp) {
        return isRequest(ipv6, icmp) ? Icmp.identifier(icmp) : Icmp.identifier(icmp) << Short.SIZE;
    }

    /**
     * Sets the identifier, and updates the checksum by what changed (RFC 1624 §3).
     *
     * @param icmp         address of the ICMP header of a request or reply.
     * @param addressDelta of the addresses that the checksum covers, see {@link Checksum#difference16}; 0 of IPv4.
     * @param identifier   wire order.
     */
    public static void translate(final long icmp, final long addressDelta, final int identifier) {
        final int before = Icmp.identifier(icmp);
        Icmp.identifier(icmp, identifier);
        Icmp.checksum(icmp, Checksum.update(Icmp.checksum(icmp),
            Checksum.fold(addressDelta + Checksum.difference16(before, identifier))));
    }
}
