/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.schedulers;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Lets a real server that comes up begin with a small part of its weight and grow to all of it, under any scheduler
 * that looks at weights: it stands between who changes the list and the scheduler, and tells the scheduler of weights
 * that rise in a few equal steps. Linux has nothing like it.
 *
 * <p>A real server comes up when it is added, or gets a weight after weight 0. An edit of its weight changes what it
 * grows to, not for how long. A weight of 1 cannot be less, so choose weights of 10 and more. From the conductor's
 * thread.
 */
public final class SlowStart {
    /** The longest slow start: a day. */
    public static final long MAX_DURATION_NS = TimeUnit.DAYS.toNanos(1);

    /** How many parts a weight is cut into. Schedulers may begin anew at each step, so there are few. */
    private static final int STEPS = 10;

    private final ServiceScheduler scheduler;
    private final long durationNs;
    private Destinations configured;
    private Destinations told;
    /** When those that are still growing came up, by their numbers. */
    private Map<Integer, Long> growing = new HashMap<>();

    /**
     * A slow start for those that come up from now on.
     *
     * @param scheduler    of the service.
     * @param durationNs   how long a real server grows, 1 to {@link #MAX_DURATION_NS}.
     * @param destinations what the scheduler knows already. They have their weights.
     */
    public SlowStart(final ServiceScheduler scheduler, final long durationNs, final Destinations destinations) {
        if (durationNs < 1 || durationNs > MAX_DURATION_NS) {
            throw new IllegalArgumentException("durationNs=" + durationNs + " is not in 1.." + MAX_DURATION_NS);
        }
        this.scheduler = scheduler;
        this.durationNs = durationNs;
        this.configured = destinations;
        this.told = destinations;
    }

    /**
     * A destination was added, removed or edited. Tells the scheduler once, as
     * {@link ServiceScheduler#updateService} wants it.
     *
     * @param destinations with the weights they are to have in the end.
     * @param nowNs        of any clock that only goes forward, the same for all calls.
     * @throws RuntimeException whatever the scheduler throws; then nothing has changed here.
     */
    public void updateService(final Destinations destinations, final long nowNs) {
        final Map<Integer, Integer> before = new HashMap<>();
        for (int index = 0; index < configured.size(); index++) {
            before.put(configured.number(index), configured.weight(index));
        }
        final Map<Integer, Long> after = new HashMap<>();
        for (int index = 0; index < destinations.size(); index++) {
            final Integer number = destinations.number(index);
            final Long since = before.getOrDefault(number, 0) == 0 ? Long.valueOf(nowNs) : growing.get(number);
            if (since != null && destinations.weight(index) > 0) {
                after.put(number, since);
            }
        }
        tell(destinations, after, nowNs);
        configured = destinations;
        growing = after;
    }

    /**
     * Takes the steps that are due: tells the scheduler if a weight is another one than before.
     *
     * @param nowNs of the same clock.
     * @return 1 if the scheduler was told, else 0.
     * @throws RuntimeException whatever the scheduler throws; the next call tries again.
     */
    public int poll(final long nowNs) {
        if (growing.isEmpty()) {
            return 0;
        }
        final boolean changed = !sameWeights(ramped(configured, growing, nowNs), told);
        if (changed) {
            tell(configured, growing, nowNs);
        }
        growing.values().removeIf(since -> nowNs - since >= durationNs);
        return changed ? 1 : 0;
    }

    private void tell(final Destinations destinations, final Map<Integer, Long> since, final long nowNs) {
        final Destinations ramped = ramped(destinations, since, nowNs);
        scheduler.updateService(ramped);
        told = ramped;
    }

    private Destinations ramped(final Destinations destinations, final Map<Integer, Long> since, final long nowNs) {
        final int[] numbers = new int[destinations.size()];
        final int[] weights = new int[destinations.size()];
        for (int index = 0; index < numbers.length; index++) {
            numbers[index] = destinations.number(index);
            final Long start = since.get(numbers[index]);
            final int weight = destinations.weight(index);
            weights[index] = start == null ? weight : part(weight, nowNs - start);
        }
        return Destinations.of(numbers, weights);
    }

    /** The first step is taken at once, the last when the time is over. */
    private int part(final int weight, final long elapsedNs) {
        if (elapsedNs >= durationNs) {
            return weight;
        }
        final int step = 1 + (int) (elapsedNs * (STEPS - 1) / durationNs);
        return Math.max(1, weight * step / STEPS);
    }

    private static boolean sameWeights(final Destinations one, final Destinations other) {
        for (int index = 0; index < one.size(); index++) {
            if (one.weight(index) != other.weight(index)) {
                return false;
            }
        }
        return true;
    }
}
