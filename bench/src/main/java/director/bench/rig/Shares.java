/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.rig;

import director.bench.support.BenchException;
import java.util.function.IntToLongFunction;

/** Whether wrr gave each real server the connections that its weight says, service by service. */
final class Shares {
    private Shares() {
    }

    /**
     * Checks connections that were opened, each flow's once.
     *
     * @param opened connections of a real server.
     * @throws BenchException naming the first real server that has too many or too few.
     */
    static void check(final Traffic traffic, final IntToLongFunction opened) {
        for (int service = 0; service < traffic.services(); service++) {
            check(traffic, service, opened);
        }
    }

    private static void check(final Traffic traffic, final int service, final IntToLongFunction opened) {
        final int first = service * traffic.serversEach();
        final int end = first + traffic.serversEach();
        long weights = 0;
        for (int server = first; server < end; server++) {
            weights += Traffic.weight(server);
        }
        long sum = 0;
        for (int server = first; server < end; server++) {
            // So much for each whole round of wrr; the last round may have ended anywhere.
            final long least = traffic.flowsOf(service) / weights * Traffic.weight(server);
            final long count = opened.applyAsLong(server);
            if (count < least || count > least + Traffic.weight(server)) {
                throw BenchException.failed("real server " + server + " has " + count + " connections instead of "
                    + least + " to " + (least + Traffic.weight(server)));
            }
            sum += count;
        }
        if (sum != traffic.flowsOf(service)) {
            throw BenchException.failed(
                sum + " connections of service " + service + " instead of " + traffic.flowsOf(service));
        }
    }
}
