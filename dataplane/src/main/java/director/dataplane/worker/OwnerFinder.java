/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

import director.bindings.Mbuf;
import director.bindings.NativeMemory;
import director.dataplane.address.WireAddress;
import director.dataplane.forward.Quote;
import director.dataplane.header.Echo;
import director.dataplane.header.Ethernet;
import director.dataplane.header.Fragment;
import director.dataplane.header.Icmp;
import director.dataplane.header.Icmpv6;
import director.dataplane.header.Ipv4;
import director.dataplane.header.Ipv6;
import director.dataplane.header.Ipv6Extensions;
import director.dataplane.ownership.Owners;
import director.dataplane.ownership.Ownership;
import director.dataplane.port.WorkerPort;
import director.dataplane.snapshot.Snapshot;

/**
 * Finds out whose a packet is, by what it says itself: which of its ends is the client. That is its source if it goes
 * to an address of the director or has the firewall mark of a service, else its destination. An ICMP error is whose the
 * packet is that it quotes. From the worker's thread.
 */
final class OwnerFinder {
    /** The packet is no connection's, or damaged: whoever received it carries it. */
    static final int NOBODY = -1;
    /** The packet is a part of one: {@link #keeper} tells who puts it together. */
    static final int FRAGMENT = -2;

    private static final int[] NO_FORMERS = {};
    private static final long MULTIPLIER = 0x9E37_79B9_7F4A_7C15L;

    private final DutyCycle cycle;
    private final Owners owners;
    private final TunnelErrors tunnels;
    /** What the fragments of a packet have in common, of the one that was looked at last. */
    private long fragment;
    private int port;
    private long clientHigh;
    private long clientLow;
    private int clientPort;
    private int rule;
    private int[] formers = NO_FORMERS;

    OwnerFinder(final DutyCycle cycle, final Owners owners, final TunnelErrors tunnels) {
        this.cycle = cycle;
        this.owners = owners;
        this.tunnels = tunnels;
    }

    /** The owner of a packet that arrived; {@link #NOBODY} or {@link #FRAGMENT}. */
    int find(final long mbuf, final WorkerPort from) {
        return Mbuf.dataLength(mbuf) < Ethernet.LENGTH + Ipv4.MIN_LENGTH
            || !Ethernet.isFor(Mbuf.data(mbuf), from.macWire()) ? NOBODY : findAny(mbuf, from);
    }

    /** The same, whoever it is addressed to on the link. */
    int findAny(final long mbuf, final WorkerPort from) {
        final long frame = Mbuf.data(mbuf);
        final int available = Mbuf.dataLength(mbuf) - Ethernet.LENGTH;
        port = from.index();
        final int type = available < Ipv4.MIN_LENGTH ? 0 : Ethernet.type(frame);
        final long ip = frame + Ethernet.LENGTH;
        if (type == Ethernet.TYPE_IPV4) {
            return ipv4(ip, available);
        }
        return type == Ethernet.TYPE_IPV6 && available >= Ipv6.LENGTH ? ipv6(ip, available) : NOBODY;
    }

    /** The owner of a packet that lies in memory of the worker. */
    int find(final Packet packet) {
        port = packet.port;
        return packet.ipv6 ? ipv6(packet.ip, packet.length) : ipv4(packet.ip, packet.length);
    }

    /** The worker that puts the packet together whose fragment was looked at last: the same for all of them. */
    int keeper() {
        return owners.anybody(fragment);
    }

    /** Rules by which the packet looked at last may have belonged to others before. */
    int[] formers() {
        return formers;
    }

    /** Whose the packet looked at last would be by another rule. */
    int byRule(final int other) {
        return owners.owner(other, clientHigh, clientLow, clientPort);
    }

    private int ipv4(final long ip, final int available) {
        if (Ipv4.headerLength(ip) < Ipv4.MIN_LENGTH || Ipv4.headerLength(ip) > available) {
            return NOBODY;
        }
        if (Ipv4.isFragment(ip)) {
            fragment = mix(Ipv4.source(ip), Ipv4.destination(ip),
                (long) Ipv4.protocol(ip) << Short.SIZE | Ipv4.identification(ip));
            return FRAGMENT;
        }
        return whole(false, ip, Math.min(available, Ipv4.totalLength(ip)), ip + Ipv4.headerLength(ip),
            Ipv4.protocol(ip));
    }

    private int ipv6(final long ip, final int available) {
        final long walk = Ipv6Extensions.walk(ip, available);
        if (Ipv6Extensions.isMalformed(walk)) {
            return NOBODY;
        }
        if (Ipv6Extensions.isPart(ip, walk)) {
            fragment = mix(mix(Ipv6.sourceHigh(ip), Ipv6.sourceLow(ip), Ipv6.destinationHigh(ip)),
                Ipv6.destinationLow(ip), Fragment.identification(ip + Ipv6Extensions.fragmentHeader(walk)));
            return FRAGMENT;
        }
        return whole(true, ip, Math.min(available, Ipv6.totalLength(ip)), ip + Ipv6Extensions.upperLayer(walk),
            Ipv6Extensions.protocol(walk));
    }

    private static long mix(final long one, final long two, final long three) {
        long mixed = (one ^ Long.rotateLeft(two, Integer.SIZE)) * MULTIPLIER;
        mixed = (mixed ^ mixed >>> Integer.SIZE ^ three) * MULTIPLIER;
        return mixed ^ mixed >>> Integer.SIZE;
    }

    private int whole(final boolean ipv6, final long ip, final int length, final long transport, final int protocol) {
        final long quote = Quote.read(ipv6, ip, length);
        if (quote != Quote.NONE) {
            return sent(ipv6, ip, quote);
        }
        final int rest = length - (int) (transport - ip);
        if (protocol != (ipv6 ? Icmpv6.PROTOCOL : Ipv4.ICMP) || rest < Icmp.LENGTH) {
            return NOBODY;
        }
        if (isError(ipv6, transport)) {
            return rest > Icmp.LENGTH ? quoted(ipv6, ip, transport + Icmp.LENGTH, rest - Icmp.LENGTH) : NOBODY;
        }
        return echo(ipv6, ip, transport);
    }

    /** Requests that go elsewhere may be of SNAT, and so may replies to its addresses; all others are anybody's. */
    private int echo(final boolean ipv6, final long ip, final long icmp) {
        final boolean wanted = !cycle.snapshot().snat().isEmpty() && (isLocal(ipv6, ip) ? Echo.isReply(ipv6, icmp)
            : Echo.isRequest(ipv6, icmp));
        return wanted ? sent(ipv6, ip, Echo.ports(ipv6, icmp), ipv6 ? Icmpv6.PROTOCOL : Ipv4.ICMP) : NOBODY;
    }

    private static boolean isError(final boolean ipv6, final long icmp) {
        return ipv6 ? Icmpv6.isError(Icmpv6.type(icmp)) : switch (Icmp.type(icmp)) {
            case Icmp.DESTINATION_UNREACHABLE, Icmp.SOURCE_QUENCH, Icmp.TIME_EXCEEDED, Icmp.PARAMETER_PROBLEM -> true;
            default -> false;
        };
    }

    /** An error about a packet that the director sent, or wrapped and sent. */
    private int quoted(final boolean ipv6, final long error, final long inner, final int available) {
        if (isLocal(ipv6, error)) {
            final long wrapped = tunnels.wrapped(ipv6, inner, available);
            final int left = available - (int) (wrapped - inner);
            if (wrapped != 0 && left >= Ipv4.MIN_LENGTH) {
                final boolean six = NativeMemory.uint8(wrapped) >>> 4 == 6;
                final long quote = Quote.read(six, wrapped, left);
                return quote == Quote.NONE ? NOBODY : sent(six, wrapped, quote);
            }
        }
        final long quote = cycle.snapshot().snat().isEmpty() ? Quote.read(ipv6, inner, available)
            : Quote.readWithEcho(ipv6, inner, available);
        return quote == Quote.NONE ? NOBODY : answered(ipv6, inner, quote);
    }

    private boolean isLocal(final boolean ipv6, final long ip) {
        return ipv6 ? cycle.snapshot().local().contains(Ipv6.destinationHigh(ip), Ipv6.destinationLow(ip))
            : cycle.snapshot().isLocal(Ipv4.destination(ip));
    }

    private int sent(final boolean ipv6, final long ip, final long quote) {
        return sent(ipv6, ip, Quote.ports(ip, quote), Quote.connectionProtocol(quote));
    }

    private int sent(final boolean ipv6, final long ip, final int ports, final int protocol) {
        return ipv6 ? owner(protocol, ports, Ipv6.sourceHigh(ip), Ipv6.sourceLow(ip), Ipv6.destinationHigh(ip),
            Ipv6.destinationLow(ip)) : owner(protocol, ports, WireAddress.IPV4_HIGH,
            WireAddress.low(Ipv4.source(ip)), WireAddress.IPV4_HIGH, WireAddress.low(Ipv4.destination(ip)));
    }

    /** As of a packet that goes back to where the quoted one came from. */
    private int answered(final boolean ipv6, final long ip, final long quote) {
        final int ports = Integer.rotateLeft(Quote.ports(ip, quote), Short.SIZE);
        final int protocol = Quote.connectionProtocol(quote);
        if (ipv6) {
            final long high = Ipv6.destinationHigh(ip);
            final long low = Ipv6.destinationLow(ip);
            return owner(protocol, ports, high, low, Ipv6.sourceHigh(ip), Ipv6.sourceLow(ip));
        }
        final long low = WireAddress.low(Ipv4.destination(ip));
        return owner(protocol, ports, WireAddress.IPV4_HIGH, low, WireAddress.IPV4_HIGH,
            WireAddress.low(Ipv4.source(ip)));
    }

    /** Ports with the source in the lower half, all in wire order. */
    private int owner(
        final int protocol, final int ports, final long fromHigh, final long fromLow, final long toHigh,
        final long toLow) {
        final Snapshot snapshot = cycle.snapshot();
        final Ownership ownership = snapshot.ownership();
        final int mark = mark(snapshot, protocol, ports, fromHigh, fromLow, toHigh, toLow);
        // Replies of full NAT and SNAT: their local port was chosen so that the other end leads to the owner.
        final boolean replied = snapshot.localPools().contains(toHigh, toLow);
        final boolean inbound = !replied && (mark != 0 || snapshot.local().contains(toHigh, toLow));
        clientHigh = inbound ? fromHigh : toHigh;
        clientLow = inbound ? fromLow : toLow;
        clientPort = inbound ? ports & 0xFFFF : ports >>> Short.SIZE;
        final boolean ipv6 = !WireAddress.isIpv4(fromHigh, fromLow);
        final long otherHigh = inbound ? toHigh : fromHigh;
        final long otherLow = inbound ? toLow : fromLow;
        rule = replied ? Ownership.BY_PORT
            : mark == 0 ? ownership.rule(otherHigh, otherLow) : ownership.markRule(mark, ipv6);
        if (!ownership.isSteady()) {
            formers = replied ? NO_FORMERS
                : mark == 0 ? ownership.formers(otherHigh, otherLow) : ownership.formersOfMark(mark, ipv6);
        }
        return byRule(rule);
    }

    /** The firewall mark of a packet that a service takes for it; 0 for answers of real servers. */
    private int mark(
        final Snapshot snapshot, final int protocol, final int ports, final long fromHigh, final long fromLow,
        final long toHigh, final long toLow) {
        if (snapshot.marks().isEmpty()
            || snapshot.endpoints().isTranslated(protocol, fromHigh, fromLow, ports & 0xFFFF)) {
            return 0;
        }
        final boolean ipv6 = !WireAddress.isIpv4(fromHigh, fromLow);
        final int mark = snapshot.marks().mark(port, ipv6, protocol, fromHigh, fromLow, toHigh, toLow,
            Integer.reverseBytes(ports >>> Short.SIZE) >>> Short.SIZE);
        return mark != 0 && snapshot.services().findMark(mark, ipv6) != null ? mark : 0;
    }
}
