/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.schedulers.roundrobin;

import static director.schedulers.ServiceScheduler.NO_DESTINATION;

import director.schedulers.DestinationLoad;
import director.schedulers.Destinations;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A round of wrr. A position is the level and the place in the list of the last pick:
 * <pre>
 *    63 62                     32 31                     0
 *   +--+-------------------------+------------------------+
 *   | 0|          level          |  place, 0 at the head  |
 *   +--+-------------------------+------------------------+
 * </pre>
 * Every level is 1 more than a multiple of the step, so the lowest is 1 and takes every destination that has a weight.
 */
final class WeightedRound extends Round {
    private static final int HEAD = Skyline.HEAD;
    private static final int LOWEST = 1;
    private static final long NONE = -1;

    private final Destinations destinations;
    private final Levels levels;
    private final Skyline skyline;

    WeightedRound(final Destinations destinations, final @Nullable WeightedRound predecessor) {
        this(destinations, Levels.of(destinations), predecessor);
    }

    private WeightedRound(
        final Destinations destinations, final Levels levels, final @Nullable WeightedRound predecessor) {
        super(predecessor, resume(destinations, levels, predecessor));
        this.destinations = destinations;
        this.levels = levels;
        skyline = new Skyline(destinations);
    }

    /** A list that is filled in one update begins where it would if it were filled by one after the other. */
    private static LongUnaryOperator resume(
        final Destinations destinations, final Levels levels, final @Nullable WeightedRound predecessor) {
        if (predecessor != null && predecessor.destinations.size() == 0) {
            final long first = position(Levels.begin(destinations), HEAD);
            return last -> first;
        }
        return last -> position(levels.resume(level(last)), HEAD);
    }

    @Override
    WeightedRound successor(final Destinations changed) {
        return new WeightedRound(changed, this);
    }

    @Override
    int pick(final DestinationLoad load) {
        if (levels.highest() == 0) {
            return NO_DESTINATION;
        }
        long last = position();
        while (last >= 0) {
            final long next = nextAvailable(last, load);
            if (advance(last, next == NONE ? afterFailure(last) : next)) {
                return next == NONE ? NO_DESTINATION : number(next);
            }
            last = position();
        }
        return SUPERSEDED;
    }

    private long nextAvailable(final long last, final DestinationLoad load) {
        final int level = level(last);
        final int place = skyline.next(place(last), level);
        final long next = place == HEAD ? firstAt(levels.below(level)) : position(level, place);
        return load.isOverloaded(number(next)) ? pastOverloaded(last, load) : next;
    }

    private long firstAt(final int level) {
        return position(level, skyline.next(HEAD, level));
    }

    /**
     * Searches as {@link #nextAvailable} does, but looks at each destination at most once at this level and once at the
     * levels below, whatever the weights: it leaves out the levels that no available destination reaches.
     */
    private long pastOverloaded(final long last, final DestinationLoad load) {
        final int level = level(last);
        int place = skyline.next(place(last), level);
        while (place != HEAD) {
            if (!load.isOverloaded(destinations.number(place - 1))) {
                return position(level, place);
            }
            place = skyline.next(place, level);
        }
        return firstAvailable(levels.below(level), load);
    }

    /** The first pick of a walk that begins at the list's head and goes through a level and all those below. */
    private long firstAvailable(final int level, final DestinationLoad load) {
        int heaviest = 0;
        long found = NONE;
        for (int index = 0; index < destinations.size(); index++) {
            final int weight = destinations.weight(index);
            if (weight > heaviest && !load.isOverloaded(destinations.number(index))) {
                if (weight >= level) {
                    return position(level, index + 1);
                }
                heaviest = weight;
                found = position(levels.reachedBy(weight), index + 1);
            }
        }
        return found;
    }

    /**
     * Where Linux is left when all are overloaded: it gives up on the destination that it started from if that was
     * picked at the lowest level, else at the end of the list.
     */
    private long afterFailure(final long last) {
        final boolean resting = level(last) == LOWEST && place(last) != HEAD;
        return resting ? last : position(levels.highest(), HEAD);
    }

    private int number(final long position) {
        return destinations.number(place(position) - 1);
    }

    private static long position(final int level, final int place) {
        return (long) level << Integer.SIZE | place;
    }

    private static int level(final long position) {
        return (int) (position >>> Integer.SIZE);
    }

    private static int place(final long position) {
        return (int) position;
    }
}
