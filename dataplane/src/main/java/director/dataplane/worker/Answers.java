/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

import director.dataplane.address.WireAddress;
import director.dataplane.answer.IcmpError;
import director.dataplane.answer.TcpReset;
import director.dataplane.forward.Identifications;
import director.dataplane.header.Icmp;
import director.dataplane.header.Icmpv6;
import director.dataplane.route.RouteTable;
import director.dataplane.status.DropReason;

/**
 * Drops packets and tells their senders why, as a Linux host and router does (RFC 792, RFC 1812, RFC 4443). The packet
 * must be as it arrived. From the worker's thread.
 */
final class Answers {
    /** Code of an ICMPv6 parameter problem (RFC 4443 §3.4). */
    private static final int UNRECOGNIZED_NEXT_HEADER = 1;

    private final IpOutput output;
    private final DutyCycle cycle;
    private final Discards discards;
    private final Identifications identifications;

    Answers(final IpOutput output, final DutyCycle cycle, final Discards discards, final long seed) {
        this.output = output;
        this.cycle = cycle;
        this.discards = discards;
        this.identifications = new Identifications(~seed);
    }

    /** It made its last hop here. Answers the length of what its sender was told. */
    int timeExceeded(final Packet packet) {
        final int length = error(packet, packet.ipv6 ? Icmpv6.TIME_EXCEEDED : Icmp.TIME_EXCEEDED, 0, 0);
        discards.drop(packet, DropReason.TTL_EXCEEDED);
        return length;
    }

    /** It is longer than the way allows. Answers the length of what its sender was told. */
    int tooBig(final Packet packet, final int mtu) {
        final int length = packet.ipv6 ? error(packet, Icmpv6.PACKET_TOO_BIG, 0, mtu)
            : error(packet, Icmp.DESTINATION_UNREACHABLE, Icmp.FRAGMENTATION_NEEDED, mtu);
        discards.drop(packet, DropReason.MTU_EXCEEDED);
        return length;
    }

    /** Nobody listens on that port. */
    void portUnreachable(final Packet packet, final DropReason reason) {
        unreachable(packet, Icmp.PORT_UNREACHABLE, Icmpv6.PORT_UNREACHABLE);
        discards.drop(packet, reason);
    }

    /** Nobody here speaks that protocol. */
    void protocolUnreachable(final Packet packet, final DropReason reason) {
        if (packet.ipv6) {
            error(packet, Icmpv6.PARAMETER_PROBLEM, UNRECOGNIZED_NEXT_HEADER, nextHeaderPlace(packet));
        } else {
            error(packet, Icmp.DESTINATION_UNREACHABLE, Icmp.PROTOCOL_UNREACHABLE, 0);
        }
        discards.drop(packet, reason);
    }

    /** There is no way to it. */
    void noWay(final Packet packet, final int noNeighbour) {
        if (noNeighbour == IpOutput.NO_ROUTE) {
            unreachable(packet, Icmp.NETWORK_UNREACHABLE, Icmpv6.NO_ROUTE);
        }
        discards.drop(packet, IpOutput.reason(noNeighbour));
    }

    /** Its next hop does not answer. The packet stays. Answers the length of what its sender was told. */
    int hostUnreachable(final Packet packet) {
        return packet.ipv6 ? error(packet, Icmpv6.DESTINATION_UNREACHABLE, Icmpv6.ADDRESS_UNREACHABLE, 0)
            : error(packet, Icmp.DESTINATION_UNREACHABLE, Icmp.HOST_UNREACHABLE, 0);
    }

    /** The TCP segment belongs to no connection. */
    void reset(final Packet packet, final DropReason reason) {
        final long mbuf = output.begin();
        if (mbuf != 0) {
            final long to = IpOutput.room(mbuf);
            finish(packet, mbuf, packet.ipv6 ? TcpReset.writeIpv6(to, packet.ip, packet.length)
                : TcpReset.writeIpv4(to, packet.ip, packet.length));
        }
        discards.drop(packet, reason);
    }

    private void unreachable(final Packet packet, final int code, final int code6) {
        if (packet.ipv6) {
            error(packet, Icmpv6.DESTINATION_UNREACHABLE, code6, 0);
        } else {
            error(packet, Icmp.DESTINATION_UNREACHABLE, code, 0);
        }
    }

    /** Sends an ICMP error about a packet, which stays. Answers its length, 0 if there may be none. */
    int error(final Packet packet, final int type, final int code, final int info) {
        if (cycle.snapshot().isGroup(packet.destinationHigh(), packet.destinationLow())) {
            return 0;
        }
        final boolean local = answersItself(packet);
        final int route = local ? RouteTable.NONE : output.route(packet.sourceHigh(), packet.sourceLow());
        if (!local && route == RouteTable.NONE) {
            return 0;
        }
        final long high = local ? packet.destinationHigh() : output.routes().sourceHigh(route);
        final long low = local ? packet.destinationLow() : output.routes().sourceLow(route);
        final long mbuf = output.begin();
        return mbuf == 0 ? 0
            : finish(packet, mbuf, write(IpOutput.room(mbuf), packet, type, code, info, high, low));
    }

    /**
     * Whether an error comes from the address that the packet was for. Linux takes IPv6 addresses that are its own only
     * as a part of a prefix for foreign ones here, IPv4 addresses not.
     */
    private boolean answersItself(final Packet packet) {
        return packet.ipv6 ? cycle.snapshot().local().isSingle(packet.destinationHigh(), packet.destinationLow())
            : cycle.isLocal(packet);
    }

    private int write(
        final long to,
        final Packet packet,
        final int type,
        final int code,
        final int info,
        final long high,
        final long low) {
        return packet.ipv6 ? IcmpError.writeIpv6(to, packet.ip, packet.length, type, code, info, high, low)
            : IcmpError.writeIpv4(to, packet.ip, packet.length, type, code, info, WireAddress.ipv4(low),
                identifications.next() & 0xFFFF);
    }

    private int finish(final Packet packet, final long mbuf, final int length) {
        if (length == 0) {
            output.abandon(mbuf);
        } else {
            output.finish(mbuf, length, packet.sourceHigh(), packet.sourceLow());
        }
        return length;
    }

    private static int nextHeaderPlace(final Packet packet) {
        return packet.namedAt;
    }
}
