/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.configuration;

import director.dataplane.address.IpAddress;
import director.dataplane.address.IpPrefix;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A virtual service: what clients connect to.
 *
 * @param protocol       its protocol; without meaning for a firewall mark.
 * @param address        the virtual address; the unspecified one of its version for a firewall mark.
 * @param port           the virtual port, 1 to 65,535; 0 for all ports, which takes persistence, and for marks.
 * @param mark           the firewall mark, unsigned; 0 if protocol, address and port name the service.
 * @param scheduler      the registered name of its scheduler.
 * @param schedulerFlags bit 0 is {@code flag-1}, bit 1 {@code flag-2}, bit 2 {@code flag-3}.
 * @param persistence    how clients stay with their real server; null if they need not.
 * @param onePacket      whether every datagram is scheduled on its own.
 * @param slowStartSeconds how long a real server that comes up grows to its weight, 0 (it has all of it at once) to
 *                       86,400, unless it says otherwise itself.
 * @param timeouts       of its connections, where they are not those that hold for all.
 * @param localAddresses where connections come from that full NAT takes to real servers; if there are none, those of
 *                       the port that leads to the real server.
 * @param clientAddress  how its real servers are told the addresses of clients.
 * @param realServers    in list order, which schedulers go by.
 * @param policy         who may open how many connections.
 */
@SuppressWarnings("checkstyle:ParameterNumber")
public record ServiceSettings(
    Protocol protocol,
    IpAddress address,
    int port,
    int mark,
    String scheduler,
    int schedulerFlags,
    @Nullable Persistence persistence,
    boolean onePacket,
    int slowStartSeconds,
    ConnectionTimeouts timeouts,
    List<IpPrefix> localAddresses,
    ClientAddress clientAddress,
    List<RealServerSettings> realServers,
    ServicePolicy policy) {
    /** Keeps a copy of the list. */
    public ServiceSettings {
        localAddresses = List.copyOf(localAddresses);
        realServers = List.copyOf(realServers);
    }

    /**
     * A service without local addresses of its own.
     *
     * @param protocol       its protocol; without meaning for a firewall mark.
     * @param address        the virtual address; the unspecified one of its version for a firewall mark.
     * @param port           the virtual port; 0 for marks.
     * @param mark           the firewall mark, unsigned; 0 if protocol, address and port name the service.
     * @param scheduler      the registered name of its scheduler.
     * @param schedulerFlags bit 0 is {@code flag-1}, bit 1 {@code flag-2}, bit 2 {@code flag-3}.
     * @param persistence    how clients stay with their real server; null if they need not.
     * @param onePacket      whether every datagram is scheduled on its own.
     * @param slowStartSeconds how long a real server that comes up grows to its weight.
     * @param timeouts       of its connections, where they are not those that hold for all.
     * @param realServers    in list order.
     */
    public ServiceSettings(
        final Protocol protocol,
        final IpAddress address,
        final int port,
        final int mark,
        final String scheduler,
        final int schedulerFlags,
        final @Nullable Persistence persistence,
        final boolean onePacket,
        final int slowStartSeconds,
        final ConnectionTimeouts timeouts,
        final List<RealServerSettings> realServers) {
        this(protocol, address, port, mark, scheduler, schedulerFlags, persistence, onePacket, slowStartSeconds,
            timeouts, List.of(), ClientAddress.NONE, realServers, ServicePolicy.NONE);
    }

    /**
     * A service without slow start or timeouts of its own, as {@code ipvsadm} makes it.
     *
     * @param protocol       its protocol.
     * @param address        the virtual address.
     * @param port           the virtual port.
     * @param mark           the firewall mark.
     * @param scheduler      the registered name of its scheduler.
     * @param schedulerFlags bit 0 is {@code flag-1}, bit 1 {@code flag-2}, bit 2 {@code flag-3}.
     * @param persistence    how clients stay with their real server, or null.
     * @param onePacket      whether every datagram is scheduled on its own.
     * @param realServers    in list order.
     */
    public ServiceSettings(
        final Protocol protocol,
        final IpAddress address,
        final int port,
        final int mark,
        final String scheduler,
        final int schedulerFlags,
        final @Nullable Persistence persistence,
        final boolean onePacket,
        final List<RealServerSettings> realServers) {
        this(protocol, address, port, mark, scheduler, schedulerFlags, persistence, onePacket, 0,
            ConnectionTimeouts.GENERAL, realServers);
    }

    /**
     * A service without persistence, named by protocol, address and port.
     *
     * @param protocol       its protocol.
     * @param address        the virtual address.
     * @param port           the virtual port.
     * @param scheduler      the registered name of its scheduler.
     * @param schedulerFlags bit 0 is {@code flag-1}, bit 1 {@code flag-2}, bit 2 {@code flag-3}.
     * @param realServers    in list order.
     */
    public ServiceSettings(
        final Protocol protocol,
        final IpAddress address,
        final int port,
        final String scheduler,
        final int schedulerFlags,
        final List<RealServerSettings> realServers) {
        this(protocol, address, port, 0, scheduler, schedulerFlags, null, false, realServers);
    }

    /**
     * The same service with another slow start.
     *
     * @param seconds how long a real server that comes up grows to its weight, 0 to 86,400.
     * @return all else as here.
     */
    public ServiceSettings withSlowStart(final int seconds) {
        return new ServiceSettings(protocol, address, port, mark, scheduler, schedulerFlags, persistence, onePacket,
            seconds, timeouts, localAddresses, clientAddress, realServers, policy);
    }

    /**
     * The same service with other timeouts.
     *
     * @param other of its connections, 0 for those that hold for all.
     * @return all else as here.
     */
    public ServiceSettings withTimeouts(final ConnectionTimeouts other) {
        return new ServiceSettings(protocol, address, port, mark, scheduler, schedulerFlags, persistence, onePacket,
            slowStartSeconds, other, localAddresses, clientAddress, realServers, policy);
    }

    /**
     * The same service with other local addresses.
     *
     * @param others where connections come from that full NAT takes to real servers.
     * @return all else as here.
     */
    public ServiceSettings withLocalAddresses(final List<IpPrefix> others) {
        return new ServiceSettings(protocol, address, port, mark, scheduler, schedulerFlags, persistence, onePacket,
            slowStartSeconds, timeouts, others, clientAddress, realServers, policy);
    }

    /**
     * The same service, telling its real servers otherwise about clients.
     *
     * @param other how they are told the addresses of clients.
     * @return all else as here.
     */
    public ServiceSettings withClientAddress(final ClientAddress other) {
        return new ServiceSettings(protocol, address, port, mark, scheduler, schedulerFlags, persistence, onePacket,
            slowStartSeconds, timeouts, localAddresses, other, realServers, policy);
    }

    /**
     * The same service with other real servers.
     *
     * @param others in list order.
     * @return all else as here.
     */
    public ServiceSettings withRealServers(final List<RealServerSettings> others) {
        return new ServiceSettings(protocol, address, port, mark, scheduler, schedulerFlags, persistence, onePacket,
            slowStartSeconds, timeouts, localAddresses, clientAddress, others, policy);
    }

    /**
     * The same service for other clients.
     *
     * @param other who may open how many connections.
     * @return all else as here.
     */
    public ServiceSettings withPolicy(final ServicePolicy other) {
        return new ServiceSettings(protocol, address, port, mark, scheduler, schedulerFlags, persistence, onePacket,
            slowStartSeconds, timeouts, localAddresses, clientAddress, realServers, other);
    }

    /**
     * The service as people write it.
     *
     * @return for example {@code TCP 10.0.0.100:80}, {@code UDP [fd00::1]:53} or {@code FWM 5 IPv6}.
     */
    public String endpoint() {
        if (mark != 0) {
            return "FWM " + Integer.toUnsignedString(mark) + (address.ipv6() ? " IPv6" : "");
        }
        return protocol + " " + (address.ipv6() ? "[" + address + "]" : address) + ":" + port;
    }
}
