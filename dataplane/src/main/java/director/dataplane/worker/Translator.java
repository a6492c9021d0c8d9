/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

import director.dataplane.connection.Connection;
import director.dataplane.connection.FullNat;
import director.dataplane.connection.ProxyState;
import director.dataplane.connection.Snat;
import director.dataplane.forward.ErrorRewrite;
import director.dataplane.forward.IcmpRewrite;
import director.dataplane.forward.NatRewrite;
import director.dataplane.localport.LocalPorts;

/**
 * Puts addresses and ports of a connection into its packets, as its method has it: NAT changes the end that the
 * director is, full NAT both. Where a header of the PROXY protocol is in front of the client's stream,
 * {@link Sequences} follow.
 *
 * <pre>
 *              to the real server                         to the client
 *   source        (full NAT) client ─► local               real server ─► virtual
 *   destination   virtual ─► real server                   (full NAT) local ─► client
 * </pre>
 *
 * SNAT changes only what full NAT does beyond NAT.
 *
 * From the worker's thread.
 */
final class Translator {
    private final LocalPorts locals;
    private final Bridge bridge;

    Translator(final WorkerResources resources) {
        this.locals = resources.connections().flows().localPorts();
        this.bridge = new Bridge(locals, Long.rotateLeft(resources.seed(), Integer.SIZE));
    }

    /** Translates a client's packet, into the real server's version of IP. */
    void toRealServer(final Packet packet, final long connection) {
        if (!FullNat.isBridged(connection)) {
            toRealServer(packet, connection, packet.protocol, packet.transportLength());
            return;
        }
        bridge.toRealServer(packet, connection);
        if (ProxyState.is(connection)) {
            Sequences.toRealServer(packet.transport, connection);
        }
    }

    /**
     * The same within one version, as if the protocol were this one: addresses only for one without ports.
     */
    void toRealServer(final Packet packet, final long connection, final int protocol, final int length) {
        if (Snat.is(connection)) {
            toLocal(packet, connection, protocol, length);
            return;
        }
        destination(packet, protocol, length, Connection.destinationHigh(connection),
            Connection.destinationLow(connection), Connection.destinationPort(connection));
        if (FullNat.is(connection)) {
            toLocal(packet, connection, protocol, length);
        }
        if (ProxyState.is(connection)) {
            Sequences.toRealServer(packet.transport, connection);
        }
    }

    private void toLocal(final Packet packet, final long connection, final int protocol, final int length) {
        final int local = FullNat.local(connection);
        source(packet, protocol, length, locals.high(local), locals.low(local), LocalPorts.port(local));
    }

    /** Translates a real server's packet, into the client's version of IP. */
    void toClient(final Packet packet, final long connection) {
        if (!FullNat.isBridged(connection)) {
            toClient(packet, connection, packet.protocol, packet.transportLength());
            return;
        }
        bridge.toClient(packet, connection);
        if (ProxyState.is(connection)) {
            Sequences.toClient(packet.transport, connection);
        }
    }

    /**
     * The same within one version, as if the protocol were this one: addresses only for one without ports.
     */
    void toClient(final Packet packet, final long connection, final int protocol, final int length) {
        if (!Snat.is(connection)) {
            source(packet, protocol, length, Connection.virtualHigh(connection), Connection.virtualLow(connection),
                Connection.virtualPort(connection));
        }
        if (FullNat.is(connection)) {
            destination(packet, protocol, length, Connection.clientHigh(connection), Connection.clientLow(connection),
                Connection.clientPort(connection));
        }
        if (ProxyState.is(connection)) {
            Sequences.toClient(packet.transport, connection);
        }
    }

    /** Makes a packet that was translated for the client what the real server sent. */
    void backToRealServer(final Packet packet, final long connection) {
        if (FullNat.isBridged(connection)) {
            bridge.backToRealServer(packet, connection);
        } else {
            backToRealServerWithinVersion(packet, connection);
        }
        if (ProxyState.is(connection)) {
            Sequences.backToRealServer(packet.transport, connection);
        }
    }

    private void backToRealServerWithinVersion(final Packet packet, final long connection) {
        final int length = packet.transportLength();
        if (!Snat.is(connection)) {
            source(packet, packet.protocol, length, Connection.destinationHigh(connection),
                Connection.destinationLow(connection), Connection.destinationPort(connection));
        }
        if (FullNat.is(connection)) {
            final int local = FullNat.local(connection);
            destination(packet, packet.protocol, length, locals.high(local), locals.low(local), LocalPorts.port(local));
        }
    }

    /** Makes a packet that was translated for the real server what the client sent. */
    void backToClient(final Packet packet, final long connection) {
        if (FullNat.isBridged(connection)) {
            bridge.backToClient(packet, connection);
        } else {
            backToClientWithinVersion(packet, connection);
        }
        if (ProxyState.is(connection)) {
            Sequences.backToClient(packet.transport, connection);
        }
    }

    private static void backToClientWithinVersion(final Packet packet, final long connection) {
        final int length = packet.transportLength();
        if (!Snat.is(connection)) {
            destination(packet, packet.protocol, length, Connection.virtualHigh(connection),
                Connection.virtualLow(connection), Connection.virtualPort(connection));
        }
        if (FullNat.is(connection)) {
            source(packet, packet.protocol, length, Connection.clientHigh(connection),
                Connection.clientLow(connection), Connection.clientPort(connection));
        }
    }

    /**
     * Translates an ICMP error about a packet to the client. By full NAT it comes from the local address, whoever sent
     * it: the real server need not know a way to that router.
     */
    void errorToRealServer(final Packet packet, final long connection) {
        if (ProxyState.is(connection)) {
            Sequences.errorToRealServer(packet, connection);
        }
        IcmpRewrite.destination(packet.ipv6, packet.ip, packet.transport, packet.transportLength(),
            Connection.destinationHigh(connection), Connection.destinationLow(connection),
            Connection.destinationPort(connection));
        if (FullNat.is(connection)) {
            final int local = FullNat.local(connection);
            IcmpRewrite.source(packet.ipv6, packet.ip, packet.transport, packet.transportLength(), locals.high(local),
                locals.low(local), LocalPorts.port(local));
        }
    }

    /** Translates an ICMP error about a packet to the real server. */
    void errorToClient(final Packet packet, final long connection) {
        if (ProxyState.is(connection)) {
            Sequences.errorToClient(packet, connection);
        }
        IcmpRewrite.source(packet.ipv6, packet.ip, packet.transport, packet.transportLength(),
            Connection.virtualHigh(connection), Connection.virtualLow(connection), Connection.virtualPort(connection));
        if (FullNat.is(connection)) {
            IcmpRewrite.destination(packet.ipv6, packet.ip, packet.transport, packet.transportLength(),
                Connection.clientHigh(connection), Connection.clientLow(connection), Connection.clientPort(connection));
        }
    }

    /** Translates an ICMP error about a packet of SNAT to a host of ours; its source stays. */
    void errorInward(final Packet packet, final long connection) {
        ErrorRewrite.inward(packet.ipv6, packet.ip, packet.transport, packet.transportLength(),
            Connection.clientHigh(connection), Connection.clientLow(connection), Connection.clientPort(connection));
    }

    /** Translates an ICMP error of our side about a packet of SNAT; it comes from the local address. */
    void errorOutward(final Packet packet, final long connection) {
        final int local = FullNat.local(connection);
        ErrorRewrite.outward(packet.ipv6, packet.ip, packet.transport, packet.transportLength(), locals.high(local),
            locals.low(local), LocalPorts.port(local));
    }

    /**
     * {@link #errorToRealServer} into the other version, MTUs of whose next hops are told. Answers false if that has no
     * such error; then the packet is to be dropped.
     */
    boolean bridgedErrorToRealServer(
        final Packet packet, final long connection, final int next4, final int next6) {
        if (ProxyState.is(connection)) {
            Sequences.errorToRealServer(packet, connection);
        }
        return bridge.errorToRealServer(packet, connection, next4, next6);
    }

    /** {@link #errorToClient} into the other version, as {@link #bridgedErrorToRealServer}. */
    boolean bridgedErrorToClient(final Packet packet, final long connection, final int next4, final int next6) {
        if (ProxyState.is(connection)) {
            Sequences.errorToClient(packet, connection);
        }
        return bridge.errorToClient(packet, connection, next4, next6);
    }

    private static void destination(
        final Packet packet, final int protocol, final int length, final long high, final long low, final int port) {
        NatRewrite.destination(packet.ipv6, packet.ip, packet.transport, protocol, length, high, low, port);
    }

    private static void source(
        final Packet packet, final int protocol, final int length, final long high, final long low, final int port) {
        NatRewrite.source(packet.ipv6, packet.ip, packet.transport, protocol, length, high, low, port);
    }
}
