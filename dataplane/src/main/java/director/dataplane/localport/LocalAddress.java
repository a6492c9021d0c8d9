/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.localport;

import director.dataplane.header.Icmpv6;
import director.dataplane.header.Ipv4;
import director.dataplane.header.Sctp;
import org.jspecify.annotations.Nullable;

/**
 * A local address at one worker: what full NAT or SNAT puts in place of the client's, with those of its ports whose
 * replies belong to that worker. Immutable but for what is free.
 *
 * @param index which names it in the records of connections, 0 to {@link #MOST} - 1.
 * @param high  bytes 0 to 7, wire order.
 * @param low   bytes 8 to 15, wire order.
 * @param tcp   free ports; null if no service needs any.
 * @param udp   free ports; null if no service needs any.
 * @param sctp  free ports; null if no service needs any.
 * @param icmp  free identifiers of echo requests; null if nothing needs any.
 */
public record LocalAddress(
    int index, long high, long low, @Nullable FreePorts tcp, @Nullable FreePorts udp, @Nullable FreePorts sctp,
    @Nullable FreePorts icmp) {
    /** How many a director can have. */
    public static final int MOST = 256;

    /**
     * The ports of a protocol.
     *
     * @param protocol its number.
     * @return null if there are none.
     */
    public @Nullable FreePorts ports(final int protocol) {
        return switch (protocol) {
            case Ipv4.TCP -> tcp;
            case Ipv4.UDP -> udp;
            case Sctp.PROTOCOL -> sctp;
            case Ipv4.ICMP, Icmpv6.PROTOCOL -> icmp;
            default -> null;
        };
    }
}
