/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.service;

/**
 * How fast totals grow, as IPVS estimates it: every two seconds the average moves a quarter of the way to what was seen
 * in those two seconds. Averages are fixed-point numbers, of connections and packets with ten binary places, of bytes
 * with five; what is shown is rounded up. From the conductor's thread.
 */
final class RateEstimator {
    /** Places of a second's number; those of the number of two seconds are one less. */
    private static final int PLACES = 10;
    private static final int BYTE_PLACES = 5;
    private static final int GAIN_BITS = 2;

    private Totals last = Totals.ZERO;
    private Totals average = Totals.ZERO;

    /** Takes two more seconds into account. */
    void update(final Totals now) {
        average = new Totals(
            moved(average.connections(), now.connections() - last.connections(), PLACES),
            moved(average.packetsIn(), now.packetsIn() - last.packetsIn(), PLACES),
            moved(average.packetsOut(), now.packetsOut() - last.packetsOut(), PLACES),
            moved(average.bytesIn(), now.bytesIn() - last.bytesIn(), BYTE_PLACES),
            moved(average.bytesOut(), now.bytesOut() - last.bytesOut(), BYTE_PLACES));
        last = now;
    }

    /** Forgets the past, and takes the totals to be zero. */
    void reset() {
        last = Totals.ZERO;
        average = Totals.ZERO;
    }

    /** The rates, in a second. */
    Totals rates() {
        return new Totals(shown(average.connections(), PLACES), shown(average.packetsIn(), PLACES),
            shown(average.packetsOut(), PLACES), shown(average.bytesIn(), BYTE_PLACES),
            shown(average.bytesOut(), BYTE_PLACES));
    }

    private static long moved(final long average, final long grown, final int places) {
        return average + (((grown << (places - 1)) - average) >> GAIN_BITS);
    }

    private static long shown(final long average, final int places) {
        return (average + (1L << (places - 1)) - 1) >> places;
    }
}
