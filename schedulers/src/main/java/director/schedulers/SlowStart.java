/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.schedulers;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Lets a real server that comes up begin with a tenth of its weight and grow to all of it, under any scheduler that
 * looks at weights: whoever changes the list asks here for the weights of the moment and tells the scheduler these, and
 * again at each of the ten equal steps. Linux has nothing like it.
 *
 * <p>Whole numbers limit what can be told. Where a weight below ten would not rise in steps, and the scheduler
 * {@link ServiceScheduler#onlyComparesWeights only compares weights}, all weights of the service are ten times what
 * they were configured to be while it grows. Pure; from any thread.
 */
public final class SlowStart {
    /** The longest slow start: a day. */
    public static final long MAX_DURATION_NS = TimeUnit.DAYS.toNanos(1);

    /** How many parts a weight is cut into. Schedulers may begin anew at each step, so there are few. */
    private static final int STEPS = 10;

    private SlowStart() {
    }

    /**
     * The list that a scheduler is to be told.
     *
     * @param configured with the weights that real servers have in the end.
     * @param growths    of each, in the same order.
     * @param nowNs      on the clock by which they came up.
     * @param onlyComparesWeights what the scheduler says of itself.
     * @return with the weights of the moment; {@code configured} itself if nobody grows.
     */
    public static Destinations at(
        final Destinations configured, final List<Growth> growths, final long nowNs,
        final boolean onlyComparesWeights) {
        if (growths.stream().allMatch(growth -> growth.isOver(nowNs))) {
            return configured;
        }
        final int factor = onlyComparesWeights ? factor(configured, growths, nowNs) : 1;
        final List<Destinations.Entry> entries = new ArrayList<>(configured.size());
        for (int index = 0; index < configured.size(); index++) {
            final int weight = growths.get(index).part(configured.weight(index) * factor, nowNs);
            entries.add(new Destinations.Entry(configured.number(index), weight,
                weight > 0 ? weight : configured.lastWeight(index) * factor, configured.endpoint(index)));
        }
        return Destinations.of(entries);
    }

    /** By what all weights have to be multiplied, so that a tenth of the smallest that grows is a whole number. */
    private static int factor(final Destinations configured, final List<Growth> growths, final long nowNs) {
        boolean isTooCoarse = false;
        int heaviest = 0;
        for (int index = 0; index < configured.size(); index++) {
            isTooCoarse |= !growths.get(index).isOver(nowNs) && configured.weight(index) < STEPS;
            heaviest = Math.max(heaviest, Math.max(configured.weight(index), configured.lastWeight(index)));
        }
        return isTooCoarse && heaviest <= Destinations.MAX_WEIGHT / STEPS ? STEPS : 1;
    }

    /**
     * The growth of a real server.
     *
     * @param sinceNs    when it came up, of any clock that only goes forward.
     * @param durationNs how long it grows, 0 (it has its weight) to {@link #MAX_DURATION_NS}.
     */
    public record Growth(long sinceNs, long durationNs) {
        /** Of a real server that has its weight. */
        public static final Growth NONE = new Growth(0, 0);

        /** Checks the range. */
        public Growth {
            if (durationNs < 0 || durationNs > MAX_DURATION_NS) {
                throw new IllegalArgumentException("durationNs=" + durationNs + " is not in 0.." + MAX_DURATION_NS);
            }
        }

        /**
         * Whether the real server has its weight.
         *
         * @param nowNs of the same clock.
         * @return true from the end on.
         */
        public boolean isOver(final long nowNs) {
            return durationNs == 0 || nowNs - sinceNs >= durationNs;
        }

        /** The first step is taken at once, the last when the time is over. */
        private int part(final int weight, final long nowNs) {
            if (isOver(nowNs)) {
                return weight;
            }
            final long step = 1 + (nowNs - sinceNs) * (STEPS - 1) / durationNs;
            return (int) Math.max(Math.min(1, weight), weight * step / STEPS);
        }
    }
}
