/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.schedulers.roundrobin;

import director.schedulers.Destinations;

/**
 * The levels that wrr goes through, from the highest down by steps to 1.
 *
 * @param highest the level that only the heaviest destinations reach: their weight - (step - 1). 0 if no destination
 *                has a weight.
 * @param step    the greatest common divisor of the weights, 1 if there are none.
 */
record Levels(int highest, int step) {
    static Levels of(final Destinations destinations) {
        int heaviest = 0;
        int divisor = 0;
        for (int index = 0; index < destinations.size(); index++) {
            final int weight = destinations.weight(index);
            heaviest = Math.max(heaviest, weight);
            divisor = greatestCommonDivisor(divisor, weight);
        }
        return of(heaviest, divisor);
    }

    /**
     * The level at which a list that was empty begins: Linux's is filled by one destination after the other, each put
     * before those that there are, and goes on from where the one before has left it.
     */
    static int begin(final Destinations filled) {
        int heaviest = 0;
        int divisor = 0;
        int level = 0;
        for (int index = filled.size() - 1; index >= 0; index--) {
            heaviest = Math.max(heaviest, filled.weight(index));
            divisor = greatestCommonDivisor(divisor, filled.weight(index));
            level = of(heaviest, divisor).resume(level);
        }
        return level;
    }

    private static Levels of(final int heaviest, final int divisor) {
        final int step = Math.max(divisor, 1);
        return new Levels(heaviest - (step - 1), step);
    }

    /** The level that follows one at which the whole list was walked. */
    int below(final int level) {
        return level > step ? level - step : highest;
    }

    /** The highest level that a weight reaches. */
    int reachedBy(final int weight) {
        return weight - (step - 1);
    }

    /** The level to go on at after a change of the list, given the last one before it, 0 if there was none. */
    int resume(final int level) {
        if (level > highest || level == 0) {
            return highest;
        }
        return step > 1 ? level / step * step + 1 : level;
    }

    private static int greatestCommonDivisor(final int a, final int b) {
        return b == 0 ? a : greatestCommonDivisor(b, a % b);
    }
}
