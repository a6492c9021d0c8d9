/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.schedulers.roundrobin;

import static director.schedulers.ServiceScheduler.NO_DESTINATION;

import director.schedulers.Destinations;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The judge: rr and wrr written down as the rules read, one destination after the other, each weight looked
 * at. Slow and meant to be.
 */
final class LinuxModel {
    private static final int HEAD = -1;

    private final boolean weighted;
    private final List<Server> list = new ArrayList<>();
    private final Set<Integer> overloaded = new HashSet<>();
    private int last = HEAD;
    private int level;
    private int divisor = 1;
    private int highest;

    LinuxModel(final String scheduler) {
        weighted = "wrr".equals(scheduler);
    }

    void add(final int number, final int weight) {
        list.add(0, new Server(number, weight));
        if (last != HEAD) {
            last++;
        }
        changed();
    }

    void edit(final int number, final int weight) {
        list.set(indexOf(number), new Server(number, weight));
        changed();
    }

    void delete(final int number) {
        final int index = indexOf(number);
        list.remove(index);
        if (last >= index) {
            last--;
        }
        changed();
    }

    void overload(final int number, final boolean isOverloaded) {
        if (isOverloaded) {
            overloaded.add(number);
        } else {
            overloaded.remove(number);
        }
    }

    int size() {
        return list.size();
    }

    int numberAt(final int index) {
        return list.get(index).number;
    }

    Destinations destinations() {
        return Destinations.of(
            list.stream().mapToInt(Server::number).toArray(), list.stream().mapToInt(Server::weight).toArray());
    }

    int pick() {
        return weighted ? pickWeighted() : pickPlain();
    }

    private int pickPlain() {
        for (int step = 1; step <= list.size(); step++) {
            final int index = (last + step) % list.size();
            if (isAvailable(index, 1)) {
                last = index;
                return numberAt(index);
            }
        }
        // From an element the walk ends at that element, which the steps above have included.
        return NO_DESTINATION;
    }

    /** Walks until found; gives up after the walk at level 1 that completes the circle from where it started. */
    private int pickWeighted() {
        if (highest == 0) {
            return NO_DESTINATION;
        }
        final int start = last;
        int index = last;
        boolean restarted = false;
        boolean lowest = false;
        while (true) {
            final boolean giveUpAtStart = lowest && restarted && start != HEAD;
            for (index++; index < list.size(); index++) {
                if (isAvailable(index, level)) {
                    last = index;
                    return numberAt(index);
                }
                if (giveUpAtStart && index == start) {
                    return NO_DESTINATION;
                }
            }
            index = HEAD;
            level -= divisor;
            if (level <= 0) {
                level = highest;
                if (lowest || start == HEAD) {
                    last = HEAD;
                    return NO_DESTINATION;
                }
                restarted = true;
            }
            lowest = level <= divisor;
        }
    }

    private void changed() {
        if (weighted) {
            final List<Integer> weights = list.stream().map(Server::weight).toList();
            final int heaviest = weights.stream().reduce(0, Math::max);
            divisor = divisor(weights);
            highest = heaviest - (divisor - 1);
            last = HEAD;
            if (level > highest || level == 0) {
                level = highest;
            } else if (divisor > 1) {
                level = level / divisor * divisor + 1;
            }
        }
    }

    private boolean isAvailable(final int index, final int atLeast) {
        return list.get(index).weight >= atLeast && !overloaded.contains(numberAt(index));
    }

    /** The greatest that divides all weights but 0, or 1. */
    private static int divisor(final List<Integer> weights) {
        final int divisor = weights.stream().map(BigInteger::valueOf).reduce(BigInteger.ZERO, BigInteger::gcd)
            .intValue();
        return Math.max(divisor, 1);
    }

    private int indexOf(final int number) {
        for (int index = 0; index < list.size(); index++) {
            if (numberAt(index) == number) {
                return index;
            }
        }
        throw new IllegalArgumentException("no destination " + number);
    }

    private record Server(int number, int weight) {
    }
}
