/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

import director.dataplane.address.WireAddress;
import director.dataplane.answer.Hosts;
import director.dataplane.configuration.ClientAddress;
import director.dataplane.configuration.Sysctl;
import director.dataplane.connection.Connection;
import director.dataplane.connection.FlowIndex;
import director.dataplane.connection.Openings;
import director.dataplane.fastpath.FastPath;
import director.dataplane.fastpath.FirstPackets;
import director.dataplane.header.Ipv4;
import director.dataplane.header.Ipv6;
import director.dataplane.header.Ipv6Extensions;
import director.dataplane.header.Ports;
import director.dataplane.policy.Gate;
import director.dataplane.service.Destination;
import director.dataplane.service.Service;
import director.dataplane.status.DropReason;
import director.dataplane.status.WorkerCounter;
import director.dataplane.status.WorkerCounters;
import org.jspecify.annotations.Nullable;

/**
 * Opens the connections of first packets that nothing is to be asked about but limits, their service and its scheduler,
 * with what the fast path has found out already, as {@link ConnectionOpener} would do. They are forwarded together if
 * it is known how they get to their real servers and nothing else is to be done with them, else one by one by
 * {@link ConnectedPackets}. It leaves each packet that it is not sure of to those two, and tells them what it has asked
 * for it, which must not be asked twice. From the worker's thread.
 */
final class BurstOpener {
    private final Burst burst;
    private final DutyCycle cycle;
    private final FastPath fast;
    private final FirstPackets packets;
    private final FlowIndex flows;
    private final Openings openings;
    private final ConnectionBook book;
    private final ConnectionOpener opener;
    private final ConnectedPackets connected;
    private final Gate gate;
    private final SteadyFlows ways;
    private final Defence defence;
    private final Steering steering;
    private final WorkerCounters counters;
    private final PacketFlow flow;
    private final Packet asking = new Packet();
    private final int[] destinations = new int[FastPath.MAX_BURST];
    /** Place of the first packet that still has to be forwarded with those that follow. */
    private int waiting;
    /** What {@link #service} was found for: the number of a snapshot, an address, and protocol and port. */
    private long knownSequence;
    private long knownHigh;
    private long knownLow;
    private int knownPort;
    private @Nullable Service service;
    /** Whether every client may open connections to it. */
    private boolean isOpen;

    @SuppressWarnings("checkstyle:ParameterNumber")
    BurstOpener(final Burst burst, final DutyCycle cycle, final WorkerResources resources, final FastPath fast,
        final ConnectionOpener opener, final ConnectedPackets connected, final SteadyFlows ways, final Defence defence,
        final Steering steering) {
        this.burst = burst;
        this.cycle = cycle;
        this.fast = fast;
        this.packets = fast.firstPackets();
        this.flows = resources.connections().flows();
        this.openings = flows.openings();
        this.book = opener.book();
        this.opener = opener;
        this.connected = connected;
        this.gate = opener.gate();
        this.ways = ways;
        this.defence = defence;
        this.steering = steering;
        this.counters = resources.counters();
        this.flow = new PacketFlow(cycle);
        asking.kind = Packet.TRANSPORT;
    }

    /** Takes packets of the burst from a place on. Answers the place of the first that is not touched, or the count. */
    int open(final int from, final int count) {
        if (from == count || burst.packets[from].kind != Packet.FIRST || !isPlain()) {
            return from;
        }
        int index = from;
        waiting = from;
        while (index < count && burst.packets[index].kind == Packet.FIRST) {
            if (!opens(index)) {
                burst.packets[index].kind = Packet.UNREAD;
                break;
            }
            burst.packets[index].kind = Packet.DONE;
            index++;
        }
        forwardUpTo(index);
        counters.add(WorkerCounter.FAST_OPENINGS, index - from);
        return index;
    }

    private void forwardUpTo(final int index) {
        if (index > waiting) {
            fast.forwardFirst(waiting, index, destinations);
        }
    }

    /** Whether nothing is in force that looks at each packet. */
    private boolean isPlain() {
        return !cycle.isOn(Sysctl.NAT_ICMP_SEND) && !defence.isDropping() && steering.isSettled();
    }

    private boolean opens(final int index) {
        final long hash = packets.hash(index);
        if (openings.concerns(hash) || flows.candidate(hash) != 0) {
            return false;
        }
        point(index);
        final @Nullable Service of = isForged() ? null : service();
        return of != null && admits(of) && opens(index, of);
    }

    private boolean admits(final Service of) {
        final long high = asking.sourceHigh();
        final long low = asking.sourceLow();
        final boolean allowed = isOpen || cycle.snapshot().access().admits(of.key(), high, low);
        if (gate.admits(high, low, of.limits(), allowed, cycle.nowNs())) {
            return true;
        }
        opener.presumeRefused(gate.refusal().reason());
        return false;
    }

    private boolean opens(final int index, final Service of) {
        final int number = of.scheduler().schedule(flow.wrap(asking));
        final @Nullable Destination destination = number < 0 ? null : cycle.snapshot().destination(number);
        if (destination == null || !destination.available() || !destination.service().equals(of.key())) {
            opener.presume(number);
            return false;
        }
        if (!gate.admits(number)) {
            opener.presumeRefused(gate.refusal().reason());
            return false;
        }
        final int port = destination.port() == 0 ? Ports.destination(asking.transport) : destination.port();
        final long connection = book.open(asking, of, destination, port, defence.isSecure());
        if (connection == 0) {
            leave(number, book.refusal());
            return false;
        }
        if (isPlainTo(destination, of) && ways.knows(destination) && packets.goesTo(index, destination)) {
            destinations[index] = number;
            packets.opened(index, connection);
        } else {
            forwardUpTo(index);
            waiting = index + 1;
            connected.first(asking, connection, destination);
        }
        return true;
    }

    /** The index may grow for the general path; the pool of local ports, which has counted this, would not. */
    private void leave(final int number, final DropReason why) {
        if (why == DropReason.LOCAL_PORTS_EXHAUSTED) {
            gate.cancel();
            opener.presumeRefused(why);
        } else {
            opener.presumeAdmitted(number);
        }
    }

    private void point(final int index) {
        asking.mbuf = burst.mbuf(index);
        asking.ip = packets.ip(index);
        asking.port = burst.packets[index].port;
        asking.ipv6 = packets.isIpv6(index);
        asking.transport = asking.ip + (asking.ipv6 ? Ipv6.LENGTH : Ipv4.MIN_LENGTH);
        asking.length = packets.length(index);
        asking.protocol = asking.ipv6 ? Ipv6.nextHeader(asking.ip) : Ipv4.protocol(asking.ip);
        asking.namedAt = Ipv6Extensions.FIRST_NAME;
        asking.hash = packets.hash(index);
        // What became of the one before may have left this.
        asking.largestFragment = 0;
    }

    /** Whether it is from nobody, or has addresses of IPv6 that stand for some of IPv4: the general path refuses it. */
    private boolean isForged() {
        final long high = asking.sourceHigh();
        final long low = asking.sourceLow();
        return asking.ipv6
            ? WireAddress.isIpv4(high, low) || !Hosts.isOneHost(high, low)
                || WireAddress.isIpv4(asking.destinationHigh(), asking.destinationLow())
            : !Hosts.isOneHost(WireAddress.ipv4(low));
    }

    /** Whether nothing of first packets changes but addresses, ports and a hop. */
    private boolean isPlainTo(final Destination destination, final Service of) {
        final int method = destination.method();
        return (method == Connection.DIRECT || (method == Connection.MASQUERADE
            && (destination.port() != 0 || of.key().mark() != 0)
            && (!destination.isFullNat() || of.clientAddress().form() == ClientAddress.Form.NONE)))
            && !cycle.snapshot().mssClamp().isOn() && !isLowered(destination);
    }

    /** Whether the segment size is to be lowered that a SYN announces, as from IPv4 to IPv6. */
    private boolean isLowered(final Destination destination) {
        return asking.protocol == Ipv4.TCP && !asking.ipv6 && destination.settings().address().ipv6()
            && destination.isFullNat();
    }

    /** The service of the packet, if it is one that can be opened here; burst after burst it is often the same. */
    private @Nullable Service service() {
        if (!cycle.snapshot().marks().isEmpty()) {
            return find();
        }
        final long sequence = cycle.snapshot().sequence();
        final long high = asking.destinationHigh();
        final long low = asking.destinationLow();
        final int port = Ports.destination(asking.transport) | asking.protocol << Short.SIZE;
        if (low != knownLow || port != knownPort || high != knownHigh || sequence != knownSequence) {
            knownSequence = sequence;
            knownHigh = high;
            knownLow = low;
            knownPort = port;
            service = find();
        }
        return service;
    }

    private @Nullable Service find() {
        final @Nullable Service found = opener.find(asking);
        if (found == null || found.isPersistent() || found.onePacket()
            || (found.key().mark() == 0 && (found.key().port() == 0 || !cycle.isLocal(asking)))) {
            return null;
        }
        isOpen = cycle.snapshot().access().isOpen(found.key());
        return found;
    }
}
