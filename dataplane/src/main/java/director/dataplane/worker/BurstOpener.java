/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

import director.dataplane.address.WireAddress;
import director.dataplane.configuration.ClientAddress;
import director.dataplane.configuration.Sysctl;
import director.dataplane.connection.Connection;
import director.dataplane.connection.ConnectionTable;
import director.dataplane.connection.FlowIndex;
import director.dataplane.connection.Openings;
import director.dataplane.fastpath.FastPath;
import director.dataplane.fastpath.FirstPackets;
import director.dataplane.header.Ipv4;
import director.dataplane.policy.Gate;
import director.dataplane.service.Destination;
import director.dataplane.service.Service;
import director.dataplane.snapshot.Snapshot;
import director.dataplane.status.DropReason;
import director.dataplane.status.WorkerCounter;
import director.dataplane.status.WorkerCounters;
import org.jspecify.annotations.Nullable;

/**
 * Opens the connections of first packets that nothing is to be asked about but limits, their service and its scheduler,
 * and forwards them: what {@link ConnectionOpener} and {@link ConnectedPackets} would do, with what the fast path has
 * found out already. It leaves every packet that it is not sure of to those, and tells them what it has asked for it,
 * which must not be asked twice. From the worker's thread.
 */
final class BurstOpener {
    private final Burst burst;
    private final DutyCycle cycle;
    private final FastPath fast;
    private final FirstPackets packets;
    private final ConnectionTable connections;
    private final FlowIndex flows;
    private final Openings openings;
    private final ConnectionBook book;
    private final ConnectionOpener opener;
    private final Gate gate;
    private final SteadyFlows ways;
    private final Defence defence;
    private final Steering steering;
    private final WorkerCounters counters;
    private final PacketFlow flow;
    private final Packet asking = new Packet();
    private final int[] destinations = new int[FastPath.MAX_BURST];
    /** What {@link #service} was found for: the number of a snapshot, and a key. */
    private long knownSequence;
    private long knownKey;
    private @Nullable Service service;
    /** Whether every client may open connections to it. */
    private boolean isOpen;

    @SuppressWarnings("checkstyle:ParameterNumber")
    BurstOpener(final Burst burst, final DutyCycle cycle, final WorkerResources resources, final FastPath fast,
        final ConnectionBook book, final ConnectionOpener opener, final SteadyFlows ways, final Defence defence,
        final Steering steering) {
        this.burst = burst;
        this.cycle = cycle;
        this.fast = fast;
        this.packets = fast.firstPackets();
        this.connections = resources.connections();
        this.flows = connections.flows();
        this.openings = flows.openings();
        this.book = book;
        this.opener = opener;
        this.gate = opener.gate();
        this.ways = ways;
        this.defence = defence;
        this.steering = steering;
        this.counters = resources.counters();
        this.flow = new PacketFlow(cycle);
    }

    /** Takes packets of the burst from a place on. Answers the place of the first that is not touched, or the count. */
    int open(final int from, final int count) {
        if (from == count || burst.packets[from].kind != Packet.FIRST || !isPlain()) {
            return from;
        }
        int index = from;
        while (index < count && burst.packets[index].kind == Packet.FIRST) {
            if (!opens(index)) {
                burst.packets[index].kind = Packet.UNREAD;
                break;
            }
            burst.packets[index].kind = Packet.DONE;
            index++;
        }
        if (index > from) {
            fast.forwardFirst(from, index, destinations);
            counters.add(WorkerCounter.FAST_OPENINGS, index - from);
        }
        return index;
    }

    /** Whether nothing is in force that looks at each packet. */
    private boolean isPlain() {
        final Snapshot snapshot = cycle.snapshot();
        return snapshot.marks().isEmpty() && !snapshot.mssClamp().isOn() && !cycle.isOn(Sysctl.NAT_ICMP_SEND)
            && !defence.isDropping() && steering.isSettled();
    }

    private boolean opens(final int index) {
        final long hash = packets.hash(index);
        if (openings.concerns(hash) || flows.candidate(hash) != 0) {
            return false;
        }
        final @Nullable Service of = service(packets.service(index));
        if (of == null) {
            return false;
        }
        point(index);
        if (!admits(of)) {
            return false;
        }
        final long connection = of.isPlain() ? connections.createShort() : connections.create();
        if (connection == 0) {
            opener.presumeClient();
            return false;
        }
        if (opens(index, of, connection)) {
            return true;
        }
        connections.remove(connection);
        return false;
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

    private boolean opens(final int index, final Service of, final long connection) {
        final int number = of.scheduler().schedule(flow.wrap(asking));
        final @Nullable Destination destination = number < 0 ? null : cycle.snapshot().destination(number);
        if (destination != null && !suits(destination, of)) {
            // Its others are likely to be like it: until something else is asked for, none is asked for in vain.
            service = null;
        }
        if (service == null || destination == null || !isReached(index, of, destination)) {
            opener.presume(number);
            return false;
        }
        if (!gate.admits(number)) {
            opener.presumeRefused(gate.refusal().reason());
            return false;
        }
        if (!book.open(connection, asking, of, destination, defence.isSecure())) {
            leave(number, book.refusal());
            return false;
        }
        destinations[index] = number;
        if (destination.isFullNat()) {
            packets.source(index, flows.ownSourceOf(connection));
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
        asking.ip = packets.ip(index);
        asking.transport = asking.ip + Ipv4.MIN_LENGTH;
        asking.length = packets.length(index);
        asking.protocol = Ipv4.protocol(asking.ip);
        asking.hash = packets.hash(index);
    }

    /** Whether connections to a real server need nothing that only the general path does. */
    private static boolean suits(final Destination destination, final Service of) {
        final int method = destination.method();
        return method == Connection.DIRECT || (method == Connection.MASQUERADE && destination.port() != 0
            && (!destination.isFullNat() || of.clientAddress().form() == ClientAddress.Form.NONE));
    }

    private boolean isReached(final int index, final Service of, final Destination destination) {
        return destination.available() && destination.service().equals(of.key())
            && ways.knows(destination) && packets.goesTo(index, destination);
    }

    /** The service of a packet, if it is one that can be opened here; burst after burst it is often the same. */
    private @Nullable Service service(final long key) {
        final long sequence = cycle.snapshot().sequence();
        if (key != knownKey || sequence != knownSequence) {
            knownSequence = sequence;
            knownKey = key;
            service = find((int) (key >>> Integer.SIZE) & 0xFFFF, (int) key, (int) (key >>> 48));
        }
        return service;
    }

    private @Nullable Service find(final int protocol, final int address, final int port) {
        final Snapshot snapshot = cycle.snapshot();
        final @Nullable Service found =
            snapshot.services().find(protocol, WireAddress.IPV4_HIGH, WireAddress.low(address), port);
        if (found == null || found.isPersistent() || found.onePacket() || found.key().port() == 0
            || !snapshot.isLocal(address)) {
            return null;
        }
        isOpen = snapshot.access().isOpen(found.key());
        return found;
    }
}
