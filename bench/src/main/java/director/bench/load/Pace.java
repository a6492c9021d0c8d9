/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.load;

/**
 * When packets are due that come one after the other in equal intervals, the first one at 0. They are numbered from 0.
 * Immutable; any thread.
 */
final class Pace {
    private static final double NS_PER_SECOND = 1e9;

    private final double perNs;

    /** So many packets a second, more than 0. */
    Pace(final double perSecond) {
        this.perNs = perSecond / NS_PER_SECOND;
    }

    /** How many packets have come when so many nanoseconds have gone by, at least 0. */
    long arrivedAt(final long elapsedNs) {
        return (long) (elapsedNs * perNs) + 1;
    }

    /** How many nanoseconds have gone by when a packet is due. */
    long dueNs(final long packet) {
        return (long) Math.ceil(packet / perNs);
    }
}
