/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.local;

import director.bindings.Mbuf;
import director.bindings.NativeMemory;
import director.bindings.PacketPool;
import director.dataplane.address.WireAddress;
import director.dataplane.header.Arp;
import director.dataplane.header.Ethernet;
import director.dataplane.neighbour.NeighbourTable;
import director.dataplane.neighbour.Solicitor;
import director.dataplane.port.WorkerPort;
import director.dataplane.route.RouteTable;
import director.dataplane.snapshot.Snapshot;
import director.dataplane.status.DropReason;
import director.dataplane.status.WorkerCounter;
import director.dataplane.status.WorkerCounters;

/**
 * ARP (RFC 826): answers for own and virtual addresses, learns from what others say, and asks. From the worker's
 * thread.
 */
public final class ArpHandler implements Solicitor {
    private static final int FRAME = Ethernet.LENGTH + Arp.LENGTH;

    private final WorkerPort[] ports;
    private final PacketPool pool;
    private final WorkerCounters counters;
    private RouteTable routes;

    /**
     * A handler.
     *
     * @param ports    the worker's ports, by their place in the configuration.
     * @param pool     where requests' mbufs come from.
     * @param counters where packets are counted.
     * @param routes   tells which own address to ask from.
     */
    public ArpHandler(
        final WorkerPort[] ports,
        final PacketPool pool,
        final WorkerCounters counters,
        final RouteTable routes) {
        this.ports = ports;
        this.pool = pool;
        this.counters = counters;
        this.routes = routes;
    }

    /**
     * Takes other routes.
     *
     * @param changed tells which own address to ask from.
     */
    public void routes(final RouteTable changed) {
        routes = changed;
    }

    /**
     * Handles an ARP packet: it becomes the reply, or is consumed.
     *
     * @param mbuf       the frame, which belongs to the handler from now on.
     * @param port       where it came in.
     * @param snapshot   tells which addresses are the director's.
     * @param neighbours learns who sent it.
     * @param nowNs      the present.
     */
    public void handle(
        final long mbuf,
        final WorkerPort port,
        final Snapshot snapshot,
        final NeighbourTable neighbours,
        final long nowNs) {
        final long arp = Mbuf.data(mbuf) + Ethernet.LENGTH;
        if (!isWellFormed(mbuf)) {
            counters.drop(DropReason.ARP_MALFORMED, 1);
            pool.free(mbuf);
            return;
        }
        learn(arp, port, snapshot, neighbours, nowNs);
        if (isAsked(arp, snapshot.isLocal(Arp.targetIp(arp))) && !snapshot.isLocal(Arp.senderIp(arp))) {
            reply(mbuf, arp, port);
        } else {
            counters.add(WorkerCounter.CONSUMED, 1);
            pool.free(mbuf);
        }
    }

    /**
     * Learns from an ARP packet that another worker handles.
     *
     * @param mbuf       a copy of the frame, which belongs to the handler from now on.
     * @param port       where it came in.
     * @param snapshot   tells which addresses are the director's.
     * @param neighbours learns who sent it.
     * @param nowNs      the present.
     */
    public void overhear(
        final long mbuf,
        final WorkerPort port,
        final Snapshot snapshot,
        final NeighbourTable neighbours,
        final long nowNs) {
        if (isWellFormed(mbuf)) {
            learn(Mbuf.data(mbuf) + Ethernet.LENGTH, port, snapshot, neighbours, nowNs);
        }
        counters.add(WorkerCounter.CONSUMED, 1);
        pool.free(mbuf);
    }

    private static boolean isWellFormed(final long mbuf) {
        final long arp = Mbuf.data(mbuf) + Ethernet.LENGTH;
        return Mbuf.dataLength(mbuf) >= FRAME && Arp.isIpv4OverEthernet(arp) && !Ethernet.isGroup(Arp.senderMac(arp));
    }

    private static void learn(
        final long arp,
        final WorkerPort port,
        final Snapshot snapshot,
        final NeighbourTable neighbours,
        final long nowNs) {
        final int sender = Arp.senderIp(arp);
        final boolean forUs = snapshot.isLocal(Arp.targetIp(arp));
        if (sender != 0 && !snapshot.isLocal(sender)) {
            final boolean answered = forUs && Arp.operation(arp) == Arp.REPLY;
            neighbours.learn(port.index(), WireAddress.IPV4_HIGH, WireAddress.low(sender), Arp.senderMac(arp),
                NeighbourTable.OVERRIDE + (answered ? NeighbourTable.ANSWERED : 0)
                    + (isAsked(arp, forUs) ? NeighbourTable.CREATE : 0), nowNs);
        }
    }

    @Override
    public void solicit(final int port, final long high, final long low, final long destination) {
        final int route = routes.onLink(port, high, low);
        if (route != RouteTable.NONE) {
            send(ports[port], WireAddress.ipv4(routes.sourceLow(route)), WireAddress.ipv4(low),
                destination == EVERYBODY ? Ethernet.BROADCAST : destination);
        }
    }

    /**
     * Says to everybody on a link that the director has an address (RFC 5227 §3).
     *
     * @param port    where to say it.
     * @param address wire order.
     */
    public void announce(final WorkerPort port, final int address) {
        send(port, address, address, Ethernet.BROADCAST);
    }

    private void send(final WorkerPort from, final int source, final int target, final long destination) {
        final long mbuf = pool.allocate();
        if (mbuf == 0) {
            counters.add(WorkerCounter.MBUFS_EXHAUSTED, 1);
            return;
        }
        final long frame = Mbuf.append(mbuf, Ethernet.MIN_FRAME);
        NativeMemory.zero(frame, Ethernet.MIN_FRAME);
        Ethernet.addresses(frame, destination, from.mac());
        Ethernet.type(frame, Ethernet.TYPE_ARP);
        Arp.write(frame + Ethernet.LENGTH, Arp.REQUEST, from.mac(), source, 0, target);
        counters.add(WorkerCounter.GENERATED, 1);
        from.txBuffer().add(mbuf);
    }

    private static boolean isAsked(final long arp, final boolean forUs) {
        return forUs && Arp.operation(arp) == Arp.REQUEST;
    }

    private static void reply(final long mbuf, final long arp, final WorkerPort port) {
        final long asker = Arp.senderMac(arp);
        Ethernet.addresses(Mbuf.data(mbuf), asker, port.mac());
        final int askerIp = Arp.senderIp(arp);
        final int askedIp = Arp.targetIp(arp);
        Arp.write(arp, Arp.REPLY, port.mac(), askedIp, asker, askerIp);
        port.txBuffer().add(mbuf);
    }
}
