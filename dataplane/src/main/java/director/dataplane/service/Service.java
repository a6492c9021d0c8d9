/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.service;

import director.dataplane.address.IpAddress;
import director.dataplane.address.IpPrefix;
import director.dataplane.configuration.ClientAddress;
import director.dataplane.configuration.ConnectionTimeouts;
import director.dataplane.configuration.Persistence;
import director.dataplane.policy.ServiceLimits;
import director.schedulers.BoundScheduler;
import org.jspecify.annotations.Nullable;

/**
 * A virtual service as the packet path sees it. Immutable.
 *
 * @param key                  what names it.
 * @param scheduler            chooses among its real servers.
 * @param onePacket            whether every datagram is scheduled on its own.
 * @param isPersistent         whether clients stay with their real server.
 * @param persistenceTimeoutSeconds for how long.
 * @param clientMaskHigh       bits of a client's address that count, wire order.
 * @param clientMaskLow        bits of a client's address that count, wire order.
 * @param isSip                whether calls, not addresses, name clients.
 * @param timeouts             of its connections, 0 for those that hold for all.
 * @param clientAddress        how its real servers are told the addresses of clients.
 * @param limits               of connections to it, and of each client's.
 */
@SuppressWarnings("checkstyle:ParameterNumber")
public record Service(
    ServiceKey key,
    BoundScheduler scheduler,
    boolean onePacket,
    boolean isPersistent,
    long persistenceTimeoutSeconds,
    long clientMaskHigh,
    long clientMaskLow,
    boolean isSip,
    ConnectionTimeouts timeouts,
    ClientAddress clientAddress,
    ServiceLimits limits) {
    /**
     * A service.
     *
     * @param key         what names it.
     * @param scheduler   chooses among its real servers.
     * @param onePacket   whether every datagram is scheduled on its own.
     * @param persistence how clients stay with their real server, or null.
     * @param timeouts    of its connections, 0 for those that hold for all.
     * @param clientAddress how its real servers are told the addresses of clients.
     * @param limits      of connections to it, and of each client's.
     * @return what the packet path needs of it.
     */
    public static Service of(
        final ServiceKey key,
        final BoundScheduler scheduler,
        final boolean onePacket,
        final @Nullable Persistence persistence,
        final ConnectionTimeouts timeouts,
        final ClientAddress clientAddress,
        final ServiceLimits limits) {
        if (persistence == null) {
            return new Service(key, scheduler, onePacket, false, 0, 0, 0, false, timeouts, clientAddress,
                limits);
        }
        final IpAddress any = key.address().ipv6() ? IpAddress.ANY6 : IpAddress.ANY;
        final IpPrefix clients = new IpPrefix(any, persistence.prefixLength());
        return new Service(key, scheduler, onePacket, true, persistence.timeoutSeconds(),
            clients.wireMaskHigh(), clients.wireMaskLow(), persistence.engine() != null, timeouts, clientAddress,
            limits);
    }

    /**
     * Whether its connections have neither a firewall mark nor a template nor timeouts of their own.
     *
     * @return true if those of IPv4 need a short record only.
     */
    public boolean isPlain() {
        return !isPersistent && key.mark() == 0 && timeouts.equals(ConnectionTimeouts.GENERAL);
    }

    /**
     * The virtual port.
     *
     * @return wire order; 0 for all ports and for marks.
     */
    public int wirePort() {
        return WireOrder.port(key.port());
    }
}
