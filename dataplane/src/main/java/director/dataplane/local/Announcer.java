/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.local;

import director.dataplane.address.IpAddress;
import director.dataplane.address.WireAddress;
import director.dataplane.port.WorkerPort;
import director.dataplane.route.LocalAddresses;
import director.dataplane.route.RouteTable;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tells the links which addresses are the director's, when it starts and when one is added, so that neighbours who know
 * another owner do not keep to it: gratuitous ARP (RFC 5227 §3) and unsolicited neighbour advertisements (RFC 4861
 * §7.2.6), three times a second apart, and again when a link has come up. Addresses of whole prefixes are not
 * announced. From the worker's thread.
 */
public final class Announcer {
    /** Addresses announced in a duty cycle, so that ten thousand of them hold up no packet. */
    static final int LIMIT = 4;

    private static final int TIMES = 3;
    private static final long INTERVAL_NS = 1_000_000_000L;
    /** How often links are looked at. */
    private static final long LINK_INTERVAL_NS = 10_000_000L;

    private final WorkerPort[] ports;
    private final ArpHandler arp;
    private final NeighbourDiscovery discovery;
    /** In the order of due times: what is new in front, what was said behind, since every interval is the same. */
    private final Deque<Pending> queue = new ArrayDeque<>();
    private RouteTable routes;
    private @Nullable LocalAddresses current;
    private int linkUps;
    private boolean looked;
    private long nextLookNs;

    /**
     * An announcer that knows of no address.
     *
     * @param ports     the worker's ports, by their place in the configuration.
     * @param arp       says it of IPv4 addresses.
     * @param discovery says it of IPv6 addresses.
     * @param routes    tells on which links an address is of interest.
     */
    public Announcer(
        final WorkerPort[] ports, final ArpHandler arp, final NeighbourDiscovery discovery, final RouteTable routes) {
        this.ports = ports;
        this.arp = arp;
        this.discovery = discovery;
        this.routes = routes;
    }

    /**
     * Takes other routes.
     *
     * @param changed tells on which links an address is of interest.
     */
    public void routes(final RouteTable changed) {
        routes = changed;
    }

    /**
     * Announces what is new among the director's addresses. Cheap if they are the same object as before.
     *
     * @param addresses all that are the director's.
     * @param nowNs     the present.
     */
    public void addresses(final LocalAddresses addresses, final long nowNs) {
        final @Nullable LocalAddresses before = current;
        if (addresses != before) {
            current = addresses;
            announce(addresses.single(), before, nowNs);
        }
    }

    /**
     * Announces all addresses anew, as when a link has come up.
     *
     * @param nowNs the present.
     */
    public void repeat(final long nowNs) {
        queue.clear();
        if (current != null) {
            announce(current.single(), null, nowNs);
        }
    }

    /**
     * Sends what is due, of a few addresses at most.
     *
     * @param nowNs the present.
     * @return how many addresses were looked at.
     */
    public int poll(final long nowNs) {
        lookAtLinks(nowNs);
        int count = 0;
        while (count < LIMIT) {
            final @Nullable Pending due = queue.peek();
            if (due == null || nowNs - due.dueNs < 0) {
                break;
            }
            queue.remove();
            if (current != null && current.contains(due.high, due.low)) {
                announce(due.high, due.low);
                due.left--;
                due.dueNs = nowNs + INTERVAL_NS;
                if (due.left > 0) {
                    queue.add(due);
                }
            }
            count++;
        }
        return count;
    }

    private void lookAtLinks(final long nowNs) {
        if (looked && nowNs - nextLookNs < 0) {
            return;
        }
        looked = true;
        nextLookNs = nowNs + LINK_INTERVAL_NS;
        int ups = 0;
        for (final WorkerPort port : ports) {
            ups += port.link().ups();
        }
        if (ups != linkUps) {
            linkUps = ups;
            repeat(nowNs);
        }
    }

    private void announce(
        final List<IpAddress> addresses, final @Nullable LocalAddresses except, final long nowNs) {
        for (final IpAddress address : addresses) {
            final long high = address.wireHigh();
            final long low = address.wireLow();
            if (except == null || !except.contains(high, low)) {
                queue.addFirst(new Pending(high, low, nowNs));
            }
        }
    }

    /** On the links that the address belongs to; one that belongs to none is routed here, and said on all. */
    private void announce(final long high, final long low) {
        boolean belongs = false;
        for (final WorkerPort port : ports) {
            belongs |= routes.onLink(port.index(), high, low) != RouteTable.NONE;
        }
        for (final WorkerPort port : ports) {
            if (!belongs || routes.onLink(port.index(), high, low) != RouteTable.NONE) {
                announce(port, high, low);
            }
        }
    }

    private void announce(final WorkerPort port, final long high, final long low) {
        if (WireAddress.isIpv4(high, low)) {
            arp.announce(port, WireAddress.ipv4(low));
        } else {
            discovery.announce(port, high, low);
        }
    }

    /** An address that is still to be announced. */
    private static final class Pending {
        private final long high;
        private final long low;
        private int left = TIMES;
        private long dueNs;

        Pending(final long high, final long low, final long dueNs) {
            this.high = high;
            this.low = low;
            this.dueNs = dueNs;
        }
    }
}
