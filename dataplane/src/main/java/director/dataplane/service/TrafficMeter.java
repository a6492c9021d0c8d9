/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.service;

import java.util.Arrays;
import java.util.BitSet;

/**
 * Totals and rates of a service or of one real server. Workers count for destination numbers and are never disturbed:
 * a meter remembers what to add to the counters of the numbers that it has, so that it starts at zero, goes on with
 * what numbers that left had counted, and can be set to zero. One thread changes it, the conductor's; any may read.
 */
public final class TrafficMeter {
    private final SummedLoad load;
    private final RateEstimator estimator = new RateEstimator();
    private volatile Source source = new Source(Totals.ZERO, new int[0]);
    private volatile Totals rates = Totals.ZERO;

    /**
     * A meter at zero, which has no number yet.
     *
     * @param load what workers count.
     */
    public TrafficMeter(final SummedLoad load) {
        this.load = load;
    }

    /**
     * From now on counts what goes to other real servers, too.
     *
     * @param numbers of real servers, which this does not have.
     */
    public void join(final int... numbers) {
        final Source before = source;
        final int[] all = Arrays.copyOf(before.numbers, before.numbers.length + numbers.length);
        System.arraycopy(numbers, 0, all, before.numbers.length, numbers.length);
        source = new Source(before.offset.minus(sum(numbers)), all);
    }

    /**
     * From now on does not count what goes to real servers. What went there so far stays.
     *
     * @param numbers of real servers, which this has.
     */
    public void leave(final int... numbers) {
        final Source before = source;
        final BitSet gone = new BitSet();
        Arrays.stream(numbers).forEach(gone::set);
        source = new Source(before.offset.plus(sum(numbers)),
            Arrays.stream(before.numbers).filter(number -> !gone.get(number)).toArray());
    }

    /** Sets totals and rates to zero. */
    public void zero() {
        final Source before = source;
        source = new Source(before.offset.minus(before.totals(load)), before.numbers);
        estimator.reset();
        rates = Totals.ZERO;
    }

    /** Brings rates up to date; to be called every two seconds. */
    public void tick() {
        estimator.update(totals());
        rates = estimator.rates();
    }

    /**
     * What has been counted. From any thread.
     *
     * @return totals of the moment.
     */
    public Totals totals() {
        return source.totals(load);
    }

    /**
     * How fast that grows. From any thread.
     *
     * @return in a second, as of the last two seconds that are over.
     */
    public Totals rates() {
        return rates;
    }

    private Totals sum(final int... numbers) {
        Totals sum = Totals.ZERO;
        for (final int number : numbers) {
            sum = sum.plus(load.totals(number));
        }
        return sum;
    }

    /** What totals are made of: figures, negative as a rule, and the counters of real servers. Nobody changes it. */
    @SuppressWarnings("ArrayRecordComponent")
    private record Source(Totals offset, int... numbers) {
        Totals totals(final SummedLoad load) {
            Totals sum = offset;
            for (final int number : numbers) {
                sum = sum.plus(load.totals(number));
            }
            return sum;
        }
    }
}
