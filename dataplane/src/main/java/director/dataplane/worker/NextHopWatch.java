/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

import director.dataplane.neighbour.NeighbourTable;
import director.dataplane.port.WorkerPort;
import director.dataplane.route.RouteChoice;
import director.dataplane.route.RouteTable;
import director.dataplane.status.WorkerCounter;
import director.dataplane.status.WorkerCounters;

/**
 * Looks after the next hops of equal routes: asks each every second whether it is there, and has none used whose port
 * has no link or that has not answered three times. From the worker's thread.
 */
final class NextHopWatch {
    private static final long LOOK_NS = 50_000_000L;
    private static final long ASK_NS = 1_000_000_000L;
    /** For so long at the start, one that has not answered yet may still do. */
    private static final long GRACE_NS = 3 * ASK_NS;

    private final WorkerPort[] ports;
    private final NeighbourTable neighbours;
    private final WorkerCounters counters;
    private RouteChoice choice;
    private int[] equal;
    private long settledNs;
    private long nextLookNs;
    private long nextAskNs;

    NextHopWatch(final WorkerPort[] ports, final NeighbourTable neighbours, final WorkerCounters counters,
        final RouteChoice choice, final long nowNs) {
        this.ports = ports;
        this.neighbours = neighbours;
        this.counters = counters;
        this.choice = choice;
        this.equal = choice.equalRoutes();
        this.nextLookNs = nowNs;
        this.nextAskNs = nowNs;
        this.settledNs = nowNs + GRACE_NS;
    }

    /** Looks after other routes. */
    void choice(final RouteChoice changed, final long nowNs) {
        choice = changed;
        equal = changed.equalRoutes();
        settledNs = nowNs + GRACE_NS;
    }

    /** Answers how many next hops were lost or came back. */
    int poll(final long nowNs) {
        if (equal.length == 0 || nowNs - nextLookNs < 0) {
            return 0;
        }
        nextLookNs = nowNs + LOOK_NS;
        final boolean asks = nowNs - nextAskNs >= 0;
        nextAskNs = asks ? nowNs + ASK_NS : nextAskNs;
        int changed = 0;
        for (final int route : equal) {
            changed += look(route, asks, nowNs);
        }
        return changed;
    }

    private int look(final int route, final boolean asks, final long nowNs) {
        final RouteTable routes = choice.routes();
        final int neighbour = neighbours.resolve(
            routes.port(route), routes.gatewayHigh(route), routes.gatewayLow(route), nowNs);
        if (neighbour == NeighbourTable.NONE) {
            return 0;
        }
        final boolean works = ports[routes.port(route)].link().isUp()
            && (neighbours.isKnown(neighbour) || nowNs - settledNs < 0);
        if (asks) {
            neighbours.confirm(neighbour, nowNs);
        }
        if (works == choice.isUsed(route)) {
            return 0;
        }
        choice.use(route, works);
        counters.add(works ? WorkerCounter.NEXT_HOPS_REGAINED : WorkerCounter.NEXT_HOPS_LOST, 1);
        return 1;
    }
}
