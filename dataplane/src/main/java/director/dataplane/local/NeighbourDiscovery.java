/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.local;

import director.bindings.Mbuf;
import director.bindings.PacketPool;
import director.dataplane.address.WireAddress;
import director.dataplane.header.Ethernet;
import director.dataplane.neighbour.NeighbourTable;
import director.dataplane.neighbour.Solicitor;
import director.dataplane.port.WorkerPort;
import director.dataplane.route.LocalAddresses;
import director.dataplane.route.RouteTable;
import director.dataplane.status.DropReason;
import director.dataplane.status.WorkerCounter;
import director.dataplane.status.WorkerCounters;

/**
 * Neighbour discovery for IPv6 (RFC 4861): answers for own and virtual addresses, learns from what others say, and
 * asks. Routers' messages are not heeded: routes are configured. From the worker's thread.
 */
public final class NeighbourDiscovery implements Solicitor {
    /** ff02:: as bytes 0 to 7 of an address. */
    private static final long LINK_MULTICAST_HIGH = Long.reverseBytes(0xFF02L << 48);
    /** ff02::1, all nodes, bytes 8 to 15. */
    private static final long ALL_NODES_LOW = Long.reverseBytes(1);
    /** ff02::1:ff00:0, bytes 8 to 15: solicited-node addresses end like the address itself. */
    private static final long SOLICITED_NODE_LOW = Long.reverseBytes(0x0000_0001_FF00_0000L);
    private static final long SOLICITED_NODE_MASK = Long.reverseBytes(0xFFFF_FFFF_FF00_0000L);
    /** MAC address of an IPv6 multicast address: 33:33 and its last four bytes (RFC 2464 §7). */
    private static final long MULTICAST_MAC = 0x3333_0000_0000L;
    private static final long LAST_FOUR = 0xFFFF_FFFFL;

    private final WorkerPort[] ports;
    private final PacketPool pool;
    private final WorkerCounters counters;
    private RouteTable routes;

    /**
     * A handler.
     *
     * @param ports    the worker's ports, by their place in the configuration.
     * @param pool     where the mbufs of requests and answers come from.
     * @param counters where packets are counted.
     * @param routes   tells which own address to ask from.
     */
    public NeighbourDiscovery(
        final WorkerPort[] ports, final PacketPool pool, final WorkerCounters counters, final RouteTable routes) {
        this.ports = ports;
        this.pool = pool;
        this.counters = counters;
        this.routes = routes;
    }

    /**
     * Whether a frame is for {@link #handle}: a message of neighbour discovery, right or not, behind no extension
     * header.
     *
     * @param mbuf an Ethernet frame of type IPv6.
     * @return false for all others, also when the headers are not in the first segment.
     */
    public static boolean isDiscovery(final long mbuf) {
        return NeighbourMessage.is(Mbuf.data(mbuf) + Ethernet.LENGTH, Mbuf.dataLength(mbuf) - Ethernet.LENGTH);
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
     * Handles a message of neighbour discovery.
     *
     * @param mbuf       a frame that {@link #isDiscovery}; it belongs to the handler from now on.
     * @param port       where it came in.
     * @param local      tells which addresses are the director's.
     * @param neighbours learns who sent it.
     * @param nowNs      the present.
     */
    public void handle(
        final long mbuf,
        final WorkerPort port,
        final LocalAddresses local,
        final NeighbourTable neighbours,
        final long nowNs) {
        final long ip = Mbuf.data(mbuf) + Ethernet.LENGTH;
        final int type = NeighbourMessage.type(ip);
        if (type != NeighbourMessage.SOLICITATION && type != NeighbourMessage.ADVERTISEMENT) {
            counters.drop(DropReason.ROUTER_DISCOVERY, 1);
        } else if (!isValid(mbuf, ip)) {
            counters.drop(DropReason.NEIGHBOUR_DISCOVERY_MALFORMED, 1);
        } else {
            if (type == NeighbourMessage.SOLICITATION) {
                solicited(mbuf, port, local, neighbours, nowNs, true);
            } else {
                advertised(ip, port, local, neighbours, nowNs);
            }
            counters.add(WorkerCounter.CONSUMED, 1);
        }
        pool.free(mbuf);
    }

    /**
     * Learns from a message of neighbour discovery that another worker handles.
     *
     * @param mbuf       a copy of a frame that {@link #isDiscovery}; it belongs to the handler from now on.
     * @param port       where it came in.
     * @param local      tells which addresses are the director's.
     * @param neighbours learns who sent it.
     * @param nowNs      the present.
     */
    public void overhear(
        final long mbuf,
        final WorkerPort port,
        final LocalAddresses local,
        final NeighbourTable neighbours,
        final long nowNs) {
        final long ip = Mbuf.data(mbuf) + Ethernet.LENGTH;
        final int type = NeighbourMessage.type(ip);
        if (type == NeighbourMessage.SOLICITATION && isValid(mbuf, ip)) {
            solicited(mbuf, port, local, neighbours, nowNs, false);
        } else if (type == NeighbourMessage.ADVERTISEMENT && isValid(mbuf, ip)) {
            advertised(ip, port, local, neighbours, nowNs);
        }
        counters.add(WorkerCounter.CONSUMED, 1);
        pool.free(mbuf);
    }

    @Override
    public void solicit(final int port, final long high, final long low, final long destination) {
        final int route = routes.onLink(port, high, low);
        if (route == RouteTable.NONE) {
            return;
        }
        final boolean all = destination == EVERYBODY;
        final long toHigh = all ? LINK_MULTICAST_HIGH : high;
        final long toLow = all ? solicitedNode(low) : low;
        final long mbuf = frame(ports[port], all ? multicastMac(toLow) : destination);
        if (mbuf != 0) {
            final long ip = Mbuf.data(mbuf) + Ethernet.LENGTH;
            NeighbourMessage.write(ip, NeighbourMessage.SOLICITATION, 0, high, low, ports[port].mac());
            NeighbourMessage.addresses(ip, routes.sourceHigh(route), routes.sourceLow(route), toHigh, toLow);
            ports[port].txBuffer().add(mbuf);
        }
    }

    /**
     * Says to everybody on a link that the director has an address (RFC 4861 §7.2.6).
     *
     * @param port where to say it.
     * @param high the address, wire order.
     * @param low  its second half.
     */
    public void announce(final WorkerPort port, final long high, final long low) {
        advertise(port, multicastMac(ALL_NODES_LOW), LINK_MULTICAST_HIGH, ALL_NODES_LOW, 0, high, low);
    }

    private void solicited(
        final long mbuf,
        final WorkerPort port,
        final LocalAddresses local,
        final NeighbourTable neighbours,
        final long nowNs,
        final boolean answers) {
        final long ip = Mbuf.data(mbuf) + Ethernet.LENGTH;
        final long targetHigh = NeighbourMessage.targetHigh(ip);
        final long targetLow = NeighbourMessage.targetLow(ip);
        final long high = NeighbourMessage.sourceHigh(ip);
        final long low = NeighbourMessage.sourceLow(ip);
        if (!local.contains(targetHigh, targetLow) || local.contains(high, low)) {
            return;
        }
        if (isUnspecified(high, low)) {
            if (answers) {
                announce(port, targetHigh, targetLow);
            }
            return;
        }
        final long mac = NeighbourMessage.option(ip, NeighbourMessage.SOURCE_MAC);
        if (mac != NeighbourMessage.NO_OPTION) {
            neighbours.learn(port.index(), high, low, mac,
                NeighbourTable.OVERRIDE + (isNear(port, high, low) ? NeighbourTable.CREATE : 0), nowNs);
        }
        if (answers) {
            advertise(port, mac == NeighbourMessage.NO_OPTION ? Ethernet.source(Mbuf.data(mbuf)) : mac, high, low,
                NeighbourMessage.SOLICITED, targetHigh, targetLow);
        }
    }

    private void advertised(
        final long ip,
        final WorkerPort port,
        final LocalAddresses local,
        final NeighbourTable neighbours,
        final long nowNs) {
        final long high = NeighbourMessage.targetHigh(ip);
        final long low = NeighbourMessage.targetLow(ip);
        if (local.contains(high, low)) {
            return;
        }
        final int flags = NeighbourMessage.flags(ip);
        final boolean answers = (flags & NeighbourMessage.SOLICITED) != 0
            && local.contains(NeighbourMessage.destinationHigh(ip), NeighbourMessage.destinationLow(ip));
        final long mac = NeighbourMessage.option(ip, NeighbourMessage.TARGET_MAC);
        neighbours.learn(port.index(), high, low,
            mac == NeighbourMessage.NO_OPTION ? NeighbourTable.SAME_MAC : mac,
            (answers ? NeighbourTable.ANSWERED : 0)
                + ((flags & NeighbourMessage.OVERRIDE) != 0 ? NeighbourTable.OVERRIDE : 0), nowNs);
    }

    /** RFC 4861 §7.1.1 and §7.1.2; and no station has the address of a group. */
    private static boolean isValid(final long mbuf, final long ip) {
        if (!NeighbourMessage.isWithin(ip, Mbuf.dataLength(mbuf) - Ethernet.LENGTH)
            || !NeighbourMessage.isGenuine(ip)
            || WireAddress.isMulticast(NeighbourMessage.targetHigh(ip), NeighbourMessage.targetLow(ip))
            || WireAddress.isMulticast(NeighbourMessage.sourceHigh(ip), NeighbourMessage.sourceLow(ip))) {
            return false;
        }
        final boolean asks = NeighbourMessage.type(ip) == NeighbourMessage.SOLICITATION;
        final long mac =
            NeighbourMessage.option(ip, asks ? NeighbourMessage.SOURCE_MAC : NeighbourMessage.TARGET_MAC);
        if (mac == NeighbourMessage.MALFORMED || Ethernet.isGroup(Ethernet.source(Mbuf.data(mbuf)))
            || (mac != NeighbourMessage.NO_OPTION && Ethernet.isGroup(mac))) {
            return false;
        }
        return asks ? isValidQuestion(ip, mac) : isValidAnswer(ip);
    }

    private static boolean isValidQuestion(final long ip, final long mac) {
        return !isUnspecified(NeighbourMessage.sourceHigh(ip), NeighbourMessage.sourceLow(ip))
            || (mac == NeighbourMessage.NO_OPTION && NeighbourMessage.destinationHigh(ip) == LINK_MULTICAST_HIGH
                && (NeighbourMessage.destinationLow(ip) & SOLICITED_NODE_MASK) == SOLICITED_NODE_LOW);
    }

    private static boolean isValidAnswer(final long ip) {
        return (NeighbourMessage.flags(ip) & NeighbourMessage.SOLICITED) == 0
            || !WireAddress.isMulticast(NeighbourMessage.destinationHigh(ip), NeighbourMessage.destinationLow(ip));
    }

    /** Whoever is not on the link does not take up room in the table of those who are. */
    private boolean isNear(final WorkerPort port, final long high, final long low) {
        return WireAddress.isLinkLocal(high) || routes.onLink(port.index(), high, low) != RouteTable.NONE;
    }

    private void advertise(
        final WorkerPort port,
        final long mac,
        final long toHigh,
        final long toLow,
        final int solicited,
        final long high,
        final long low) {
        final long mbuf = frame(port, mac);
        if (mbuf != 0) {
            final long ip = Mbuf.data(mbuf) + Ethernet.LENGTH;
            NeighbourMessage.write(ip, NeighbourMessage.ADVERTISEMENT,
                NeighbourMessage.ROUTER | NeighbourMessage.OVERRIDE | solicited, high, low, port.mac());
            NeighbourMessage.addresses(ip, high, low, toHigh, toLow);
            port.txBuffer().add(mbuf);
        }
    }

    /** A frame with room for a message, which is still to be written. Answers 0 when there is no mbuf. */
    private long frame(final WorkerPort port, final long mac) {
        final long mbuf = pool.allocate();
        if (mbuf == 0) {
            counters.add(WorkerCounter.MBUFS_EXHAUSTED, 1);
            return 0;
        }
        final long frame = Mbuf.append(mbuf, Ethernet.LENGTH + NeighbourMessage.LENGTH);
        Ethernet.addresses(frame, mac, port.mac());
        Ethernet.type(frame, Ethernet.TYPE_IPV6);
        counters.add(WorkerCounter.GENERATED, 1);
        return mbuf;
    }

    private static long solicitedNode(final long low) {
        return (low & ~SOLICITED_NODE_MASK) | SOLICITED_NODE_LOW;
    }

    private static long multicastMac(final long low) {
        return MULTICAST_MAC | (Long.reverseBytes(low) & LAST_FOUR);
    }

    private static boolean isUnspecified(final long high, final long low) {
        return (high | low) == 0;
    }
}
