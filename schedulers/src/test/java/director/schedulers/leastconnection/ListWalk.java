/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.schedulers.leastconnection;

import static director.schedulers.ServiceScheduler.NO_DESTINATION;

import director.schedulers.DestinationLoad;
import director.schedulers.Destinations;
import java.math.BigInteger;

/**
 * The judge: the schedulers written down as the rules read, one destination of the list after the other. Slow and meant
 * to be; quotients are compared in numbers that cannot overflow.
 */
final class ListWalk {
    private static final int ACTIVE_OVERHEAD = 256;

    private ListWalk() {
    }

    static int pick(final String scheduler, final Destinations list, final DestinationLoad load) {
        int best = NO_DESTINATION;
        for (int index = 0; index < list.size(); index++) {
            final int number = list.number(index);
            if (list.weight(index) == 0 || load.isOverloaded(number)) {
                continue;
            }
            if ("nq".equals(scheduler) && load.activeConnections(number) == 0) {
                return number;
            }
            if ("ovf".equals(scheduler) && load.activeConnections(number) > list.weight(index)) {
                continue;
            }
            if (best == NO_DESTINATION || isBetter(scheduler, list, load, index, best)) {
                best = index;
            }
        }
        return best == NO_DESTINATION ? NO_DESTINATION : list.number(best);
    }

    private static boolean isBetter(
        final String scheduler, final Destinations list, final DestinationLoad load, final int one, final int than) {
        final boolean onlyWeights = "fo".equals(scheduler) || "ovf".equals(scheduler);
        if (onlyWeights) {
            return list.weight(one) > list.weight(than);
        }
        final int oneWeight = "lc".equals(scheduler) ? 1 : list.weight(one);
        final int otherWeight = "lc".equals(scheduler) ? 1 : list.weight(than);
        return cost(scheduler, load, list.number(one)).multiply(BigInteger.valueOf(otherWeight))
            .compareTo(cost(scheduler, load, list.number(than)).multiply(BigInteger.valueOf(oneWeight))) < 0;
    }

    private static BigInteger cost(final String scheduler, final DestinationLoad load, final int number) {
        final BigInteger active = BigInteger.valueOf(load.activeConnections(number));
        return "lc".equals(scheduler) || "wlc".equals(scheduler)
            ? active.multiply(BigInteger.valueOf(ACTIVE_OVERHEAD))
                .add(BigInteger.valueOf(load.inactiveConnections(number)))
            : active.add(BigInteger.ONE);
    }
}
