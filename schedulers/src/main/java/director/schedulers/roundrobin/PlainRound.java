/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.schedulers.roundrobin;

import static director.schedulers.ServiceScheduler.NO_DESTINATION;

import director.schedulers.DestinationLoad;
import director.schedulers.Destinations;
import java.util.Arrays;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/** A round of rr. A position is the place in the list, from 1, of the last pick; 0 is the list's head, before it. */
final class PlainRound extends Round {
    private static final int HEAD = 0;

    private final Destinations destinations;
    /** From each place to the next, going round, of a destination with a weight; {@link #HEAD} if there is none. */
    private final int[] next;

    PlainRound(final Destinations destinations, final @Nullable PlainRound predecessor) {
        super(predecessor, resume(predecessor == null ? Destinations.none() : predecessor.destinations, destinations));
        this.destinations = destinations;
        next = next(destinations);
    }

    @Override
    PlainRound successor(final Destinations changed) {
        return new PlainRound(changed, this);
    }

    @Override
    int pick(final DestinationLoad load) {
        long last = position();
        while (last >= 0) {
            final int place = nextAvailable((int) last, load);
            if (place == HEAD) {
                return NO_DESTINATION;
            }
            if (advance(last, place)) {
                return number(place);
            }
            last = position();
        }
        return SUPERSEDED;
    }

    private int nextAvailable(final int last, final DestinationLoad load) {
        final int first = next[last];
        if (first == HEAD || !load.isOverloaded(number(first))) {
            return first;
        }
        int place = next[first];
        while (place != first) {
            if (!load.isOverloaded(number(place))) {
                return place;
            }
            place = next[place];
        }
        return HEAD;
    }

    private int number(final int place) {
        return destinations.number(place - 1);
    }

    private static int[] next(final Destinations destinations) {
        final int size = destinations.size();
        final int[] next = new int[size + 1];
        int following = HEAD;
        for (int lap = 0; lap < 2; lap++) {
            for (int place = size; place >= HEAD; place--) {
                next[place] = following;
                if (place != HEAD && destinations.weight(place - 1) > 0) {
                    following = place;
                }
            }
        }
        return next;
    }

    /** The last pick stays what it was; if it left the list, what stood before it and has not left takes its place. */
    private static LongUnaryOperator resume(final Destinations before, final Destinations after) {
        if (isSameList(before, after)) {
            return LongUnaryOperator.identity();
        }
        final long[] places = new long[after.size()];
        Arrays.setAll(places, index -> entry(after.number(index), index + 1));
        Arrays.sort(places);
        final int[] moved = new int[before.size() + 1];
        for (int place = 1; place <= before.size(); place++) {
            final int number = before.number(place - 1);
            final int found = -Arrays.binarySearch(places, entry(number, HEAD)) - 1;
            final boolean stays = found < places.length && number == (int) (places[found] >>> Integer.SIZE);
            moved[place] = stays ? (int) places[found] : moved[place - 1];
        }
        return last -> moved[(int) last];
    }

    private static boolean isSameList(final Destinations before, final Destinations after) {
        int index = Math.min(before.size(), after.size()) - 1;
        while (index >= 0 && before.number(index) == after.number(index)) {
            index--;
        }
        return index < 0 && before.size() == after.size();
    }

    private static long entry(final int number, final int place) {
        return (long) number << Integer.SIZE | place;
    }
}
