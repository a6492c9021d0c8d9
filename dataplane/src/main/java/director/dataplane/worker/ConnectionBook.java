/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

import director.dataplane.address.WireAddress;
import director.dataplane.clientaddress.ProxyHeader;
import director.dataplane.configuration.ClientAddress;
import director.dataplane.configuration.ConnectionTimeouts;
import director.dataplane.connection.AddressOptionState;
import director.dataplane.connection.Connection;
import director.dataplane.connection.ConnectionTable;
import director.dataplane.connection.Counted;
import director.dataplane.connection.FullNat;
import director.dataplane.connection.LongRecord;
import director.dataplane.connection.Openings;
import director.dataplane.connection.ProxyState;
import director.dataplane.connection.Snat;
import director.dataplane.connection.TcpState;
import director.dataplane.header.Ipv4;
import director.dataplane.header.Tcp;
import director.dataplane.localport.LocalPool;
import director.dataplane.policy.Gate;
import director.dataplane.service.Destination;
import director.dataplane.service.Service;
import director.dataplane.snat.SnatRule;
import director.dataplane.status.DropReason;
import org.jspecify.annotations.Nullable;

/** Enters connections and templates into the table and the accounts. From the worker's thread. */
final class ConnectionBook {
    private final ConnectionTable connections;
    private final Openings openings;
    private final ConnectionAccounts accounts;
    private final Gate gate;
    private final DutyCycle cycle;
    private final int worker;
    private DropReason refusal = DropReason.CONNECTION_TABLE_FULL;

    ConnectionBook(final WorkerResources resources, final DutyCycle cycle, final Gate gate) {
        this.gate = gate;
        this.connections = resources.connections();
        this.openings = connections.flows().openings();
        this.accounts = resources.accounts();
        this.worker = resources.peers().index();
        this.cycle = cycle;
    }

    /**
     * Enters the connection of a packet to a real server, whose port is in wire order. Answers 0 if there is no room.
     */
    long create(final Packet packet, final Service service, final Destination destination, final int port) {
        final long connection = make(packet, service, destination, port);
        return connection != 0 && insert(connection) ? connection : giveUp(connection);
    }

    /** Answers a record that is filled and has its local port if it needs one, or 0. */
    private long make(final Packet packet, final Service service, final Destination destination, final int port) {
        final long connection =
            isPlain(packet, service, destination) ? connections.createShort() : connections.create();
        if (connection == 0) {
            return 0;
        }
        fill(connection, packet, service, destination, port);
        Counted.at(connection, gate.counted());
        return !destination.isFullNat()
            || isPlaced(packet, connection, destination.number(), DropReason.LOCAL_PORTS_EXHAUSTED)
            ? connection : giveUp(connection);
    }

    private long giveUp(final long connection) {
        if (connection != 0) {
            connections.remove(connection);
        }
        return 0;
    }

    /**
     * Enters the connection of a packet of SNAT, whose hash is known, from these ports and of this protocol. Answers 0
     * if there is no room.
     */
    long create(final Packet packet, final SnatRule rule, final int ports) {
        final int seconds = rule.timeoutSeconds(packet.protocol);
        final int finSeconds = rule.finTimeoutSeconds(packet.protocol);
        final boolean plain = !packet.ipv6 && (seconds | finSeconds) == 0;
        final long connection = plain ? connections.createShort() : connections.create();
        if (connection == 0) {
            return 0;
        }
        Connection.client(connection, packet.sourceHigh(), packet.sourceLow());
        Connection.virtual(connection, packet.destinationHigh(), packet.destinationLow());
        Connection.destination(connection, packet.destinationHigh(), packet.destinationLow());
        Connection.ports(connection, ports);
        Connection.destinationPort(connection, ports >>> Short.SIZE);
        Connection.protocol(connection, packet.protocol);
        Connection.flags(connection, Connection.MASQUERADE | Snat.FLAGS);
        Connection.destinationNumber(connection, rule.number());
        if (!plain) {
            LongRecord.timeouts(connection, seconds, finSeconds);
        }
        Counted.at(connection, gate.counted());
        if (isPlaced(packet, connection, rule.number(), DropReason.SNAT_PORTS_EXHAUSTED) && insert(connection)) {
            return connection;
        }
        connections.remove(connection);
        return 0;
    }

    /**
     * Enters the connection of its first packet, whose tuple nothing has, to a real server, whose port is in wire
     * order, in the state that this leads to. Answers 0 if there is no room, or no local port.
     */
    long open(final Packet packet, final Service service, final Destination destination, final int port,
        final boolean secure) {
        final long connection = make(packet, service, destination, port);
        return connection != 0 && insertNew(packet, connection, secure) ? connection : giveUp(connection);
    }

    private boolean insertNew(final Packet packet, final long connection, final boolean secure) {
        final int before = Connection.state(connection);
        final int state = packet.protocol == Ipv4.TCP ? TcpState.after(before, Connection.noOutput(connection)
            ? TcpState.INPUT_ONLY : TcpState.INPUT, Tcp.flags(packet.transport), secure) : before;
        if (!openings.insertNew(connection, packet.hash, state, cycle.nowNs())) {
            return false;
        }
        Connection.packets(connection, 1);
        accounts.opened(connection);
        if (packet.protocol == Ipv4.TCP) {
            openings.count(connection);
        }
        return true;
    }

    /** Whether a connection of a service has nothing that a short record has no room for. */
    private static boolean isPlain(final Packet packet, final Service service, final Destination destination) {
        return service.isPlain() && !packet.ipv6 && WireAddress.isIpv4(destination.high(), destination.low());
    }

    private static void fill(final long connection, final Packet packet, final Service service,
        final Destination destination, final int port) {
        final boolean oneWay = destination.method() != Connection.MASQUERADE;
        Connection.client(connection, packet.sourceHigh(), packet.sourceLow());
        Connection.virtual(connection, packet.destinationHigh(), packet.destinationLow());
        Connection.destination(connection, destination.high(), destination.low());
        Connection.ports(connection, packet.ports());
        Connection.destinationPort(connection, port);
        Connection.protocol(connection, packet.protocol);
        Connection.flags(connection, flags(destination) | (oneWay ? Connection.NO_OUTPUT : 0)
            | (service.onePacket() && packet.protocol == Ipv4.UDP ? Connection.ONE_PACKET : 0));
        Connection.destinationNumber(connection, destination.number());
        if (!Connection.isShort(connection)) {
            LongRecord.firewallMark(connection, service.key().mark());
            keep(service.timeouts(), connection, packet.protocol);
        }
        begin(packet, connection, service);
    }

    /** Method and flags of connections and templates to a real server. */
    static int flags(final Destination destination) {
        return destination.method() | (destination.isFullNat() ? FullNat.FLAG : 0);
    }

    /** Why the last connection could not be entered. */
    DropReason refusal() {
        final DropReason last = refusal;
        refusal = DropReason.CONNECTION_TABLE_FULL;
        return last;
    }

    /** Gives a connection its local address and port. Answers false if there is none. */
    private boolean isPlaced(
        final Packet packet, final long connection, final int number, final DropReason otherwise) {
        final @Nullable LocalPool pool = cycle.snapshot().localPool(worker, number);
        final int local = pool == null ? LocalPool.NONE
            : connections.flows().localPorts().take(pool, packet.protocol, packet.hash, cycle.nowNs());
        if (local == LocalPool.NONE) {
            refusal = otherwise;
            return false;
        }
        FullNat.local(connection, local);
        return true;
    }

    /** Notes how the real server of a new connection is to be told of its client. */
    private static void begin(final Packet packet, final long connection, final Service service) {
        if (!FullNat.is(connection)) {
            return;
        }
        final ClientAddress.Form form = service.clientAddress().form();
        if (packet.protocol == Ipv4.TCP && form.isProxy()) {
            final int version = form == ClientAddress.Form.PROXY_V1 ? ProxyState.VERSION_1 : ProxyState.VERSION_2;
            ProxyState.begin(connection, version, ProxyHeader.length(connection, version),
                Tcp.sequence(packet.transport) + 1);
        } else if (packet.protocol == Ipv4.TCP && form == ClientAddress.Form.TOA) {
            AddressOptionState.option(connection, service.clientAddress().option());
        } else if (packet.protocol == Ipv4.UDP && form == ClientAddress.Form.UOA) {
            AddressOptionState.option(connection, UdpAddressOption.KIND);
        }
    }

    /** What a service says of its connections is kept with each, as it was when that began. */
    private static void keep(final ConnectionTimeouts timeouts, final long connection, final int protocol) {
        if (protocol == Ipv4.TCP) {
            LongRecord.timeouts(connection, timeouts.tcpSeconds(), timeouts.tcpFinSeconds());
        } else if (protocol == Ipv4.UDP) {
            LongRecord.timeouts(connection, timeouts.udpSeconds(), 0);
        }
    }

    /** Enters a template, whose tuple is already in its record. Answers false if there is no room. */
    boolean insertTemplate(final long template) {
        if (!connections.insertTemplate(template, cycle.nowNs())) {
            return false;
        }
        accounts.opened(template);
        return true;
    }

    private boolean insert(final long connection) {
        final boolean onePacket = (Connection.flags(connection) & Connection.ONE_PACKET) != 0;
        if (onePacket ? !connections.insert(connection, cycle.nowNs())
            : !openings.insert(connection, cycle.nowNs())) {
            return false;
        }
        accounts.opened(connection);
        return true;
    }
}
