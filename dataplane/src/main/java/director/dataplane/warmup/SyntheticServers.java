/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.warmup;

import director.bindings.Mbuf;
import director.bindings.NativeMemory;
import director.dataplane.address.WireAddress;
import director.dataplane.header.Checksum;
import director.dataplane.header.Ethernet;
import director.dataplane.header.Ipv4;
import director.dataplane.header.Ipv6;
import director.dataplane.header.Ports;
import director.dataplane.header.Sctp;
import director.dataplane.header.Tcp;
import org.agrona.collections.LongHashSet;

/**
 * The real servers of NAT and full NAT, which answer each packet of a client through the director by turning it around.
 * From the thread that drives the worker.
 */
final class SyntheticServers {
    private static final int FLAGS = 13;

    private final LongHashSet virtual = new LongHashSet();
    private final LongHashSet local = new LongHashSet();

    /** Says that an address is virtual: packets that still have it came by another way than NAT. Not answered. */
    void virtual(final long low) {
        virtual.add(low);
    }

    /** Packets from this local address of full NAT are answered as those of clients are. */
    void local(final long low) {
        local.add(low);
    }

    /** Makes an answer of a packet. Answers whether it has one. */
    boolean answer(final long mbuf) {
        final long frame = Mbuf.data(mbuf);
        final long ip = frame + Ethernet.LENGTH;
        return Ethernet.type(frame) == Ethernet.TYPE_IPV6 ? answerIpv6(ip) : answerIpv4(ip);
    }

    private boolean answerIpv4(final long ip) {
        final int source = Ipv4.source(ip);
        final int destination = Ipv4.destination(ip);
        if (!(SyntheticClients.isClient(source) || local.contains(WireAddress.low(source)))
            || virtual.contains(WireAddress.low(destination)) || !isTransport(Ipv4.protocol(ip))) {
            return false;
        }
        Ipv4.addresses(ip, /* source= */ destination, /* destination= */ source);
        turn(ip + Ipv4.headerLength(ip), Ipv4.protocol(ip), Ipv4.totalLength(ip) - Ipv4.headerLength(ip));
        return true;
    }

    private boolean answerIpv6(final long ip) {
        final long sourceHigh = Ipv6.sourceHigh(ip);
        final long sourceLow = Ipv6.sourceLow(ip);
        final long destinationLow = Ipv6.destinationLow(ip);
        if (!(SyntheticClients.isClient(sourceHigh) || local.contains(sourceLow)) || virtual.contains(destinationLow)
            || !isTransport(Ipv6.nextHeader(ip))) {
            return false;
        }
        Ipv6.addresses(ip, /* sourceHigh= */ Ipv6.destinationHigh(ip), /* sourceLow= */ destinationLow,
            /* destinationHigh= */ sourceHigh, /* destinationLow= */ sourceLow);
        turn(ip + Ipv6.LENGTH, Ipv6.nextHeader(ip), Ipv6.payloadLength(ip));
        return true;
    }

    private static boolean isTransport(final int protocol) {
        return protocol == Ipv4.TCP || protocol == Ipv4.UDP || protocol == Sctp.PROTOCOL;
    }

    private static void turn(final long transport, final int protocol, final int length) {
        final int source = Ports.source(transport);
        Ports.source(transport, Ports.destination(transport));
        Ports.destination(transport, source);
        if (protocol == Ipv4.TCP) {
            acknowledge(transport, length);
        }
    }

    /** A SYN is answered by one, a FIN by one, and data by an acknowledgment, of who has sent nothing himself. */
    private static void acknowledge(final long tcp, final int length) {
        final int sequence = Tcp.acknowledgment(tcp);
        Tcp.changeAcknowledgment(tcp, Tcp.sequence(tcp) + Tcp.sequenceLength(tcp, length));
        Tcp.changeSequence(tcp, sequence);
        final int before = NativeMemory.uint16(tcp + FLAGS - 1);
        final int flags = (Tcp.flags(tcp) & (Tcp.SYN | Tcp.FIN)) | Tcp.ACK;
        NativeMemory.uint8(tcp + FLAGS, flags);
        Tcp.checksum(tcp, Checksum.update(Tcp.checksum(tcp),
            (int) Checksum.difference16(before, NativeMemory.uint16(tcp + FLAGS - 1))));
    }
}
