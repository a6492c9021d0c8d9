/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.route;

import director.dataplane.address.WireAddress;
import java.util.stream.IntStream;

/**
 * Which of several equal routes packets to an address take. A worker has its own, for what works is for each to find
 * out; from its thread alone.
 *
 * <p>The address alone decides, so that all packets of a connection in one direction take one way, and no memory of
 * connections is needed. Addresses are scattered over 256 buckets for each prefix, which equal routes share evenly.
 * When one is lost, only its buckets go elsewhere, scattered over the others; when it is back, they come back, and no
 * other moves (compare RFC 2992, whose hash thresholds move a quarter to a half of all).
 */
public final class RouteChoice {
    private static final int BUCKET_BITS = 8;
    private static final int BUCKETS = 1 << BUCKET_BITS;

    private final RouteTable routes;
    private final int[] buckets;
    private final boolean[] lost;

    /**
     * A choice among routes that all work.
     *
     * @param routes the routes.
     */
    public RouteChoice(final RouteTable routes) {
        this.routes = routes;
        this.buckets = new int[routes.severals() * BUCKETS];
        this.lost = new boolean[routes.size()];
        fill();
    }

    /**
     * Finds the route to an address.
     *
     * @param high wire order.
     * @param low  wire order.
     * @return its number, or {@link RouteTable#NONE}.
     */
    public int find(final long high, final long low) {
        final int found = routes.find(high, low);
        return found < routes.size() ? found : choose(found, high, low);
    }

    /**
     * The routes that are chosen from.
     *
     * @return the table.
     */
    public RouteTable routes() {
        return routes;
    }

    /**
     * Takes a route out of use, or back. If none of a prefix's routes works, all are used.
     *
     * @param route  its number.
     * @param usable whether it works.
     */
    public void use(final int route, final boolean usable) {
        if (lost[route] == usable) {
            lost[route] = !usable;
            fill();
        }
    }

    /**
     * Whether a route is in use.
     *
     * @param route its number.
     * @return false after {@link #use} said so.
     */
    public boolean isUsed(final int route) {
        return !lost[route];
    }

    /**
     * Routes that are equal to others.
     *
     * @return their numbers.
     */
    public int[] equalRoutes() {
        return severals().flatMap(several -> IntStream.of(routes.equal(several))).toArray();
    }

    private int choose(final int several, final long high, final long low) {
        final int bucket = (int) (WireAddress.hash(high, low) >>> (Long.SIZE - BUCKET_BITS));
        return buckets[(several - routes.size()) * BUCKETS + bucket];
    }

    private IntStream severals() {
        return IntStream.range(routes.size(), routes.size() + routes.severals());
    }

    /** Not on the way of a packet: next hops come and go in seconds. */
    private void fill() {
        for (int several = 0; several < routes.severals(); several++) {
            final int[] equal = routes.equal(routes.size() + several);
            for (int bucket = 0; bucket < BUCKETS; bucket++) {
                final int first = equal[bucket % equal.length];
                buckets[several * BUCKETS + bucket] = lost[first] ? another(equal, bucket, first) : first;
            }
        }
    }

    /** The route in use that suits a bucket best: whichever others come and go, that is the same one (RFC 2991 §4). */
    private int another(final int[] equal, final int bucket, final int first) {
        int best = first;
        long most = Long.MIN_VALUE;
        for (int i = 0; i < equal.length; i++) {
            final long suits = WireAddress.hash(bucket, i);
            if (!lost[equal[i]] && suits > most) {
                most = suits;
                best = equal[i];
            }
        }
        return best;
    }
}
