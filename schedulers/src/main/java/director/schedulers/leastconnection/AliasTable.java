/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.schedulers.leastconnection;

/**
 * Turns a random number into a contender, each as likely as its weight says, with two look-ups however many there are
 * (M. D. Vose, "A linear algorithm for generating random numbers with a given distribution", 1991). Immutable.
 *
 * <p>There are as many slots as contenders, all of the same width, the sum of the weights. A slot belongs to its own
 * contender up to its cut and to one other from there on. Three contenders of weights 3, 1 and 2, drawn to scale:
 * <pre>
 *   slot 0  | 0 0 0 0 0 0 |        0 has 9 of 18, 1 has 3, 2 has 6
 *   slot 1  | 1 1 1 0 0 0 |
 *   slot 2  | 2 2 2 2 2 2 |
 * </pre>
 * All is counted in whole numbers below 2³², so the shares are exact.
 */
final class AliasTable {
    private static final long LOWER = 0xFFFF_FFFFL;

    private final long width;
    private final long[] cuts;
    private final int[] aliases;

    /**
     * A table.
     *
     * @param contenders with their weights.
     */
    AliasTable(final Contenders contenders) {
        final int size = contenders.size();
        long sum = 0;
        for (int index = 0; index < size; index++) {
            sum += contenders.weight(index);
        }
        width = sum;
        cuts = new long[size];
        aliases = new int[size];
        // Those with less than a slot's worth from the front, the others from the back.
        final int[] pending = new int[size];
        int small = 0;
        int large = size;
        for (int index = 0; index < size; index++) {
            aliases[index] = index;
            cuts[index] = (long) contenders.weight(index) * size;
            if (cuts[index] < width) {
                pending[small++] = index;
            } else {
                pending[--large] = index;
            }
        }
        while (small > 0 && large < size) {
            final int filled = pending[--small];
            final int giver = pending[large];
            aliases[filled] = giver;
            cuts[giver] -= width - cuts[filled];
            if (cuts[giver] < width) {
                large++;
                pending[small++] = giver;
            }
        }
    }

    /**
     * Draws a contender; there must be one.
     *
     * @param random 64 random bits. The upper half chooses a slot, the lower a place in it, both by multiplication,
     *               which favours some slots or places by one in 2³².
     * @return its index.
     */
    int draw(final long random) {
        final int slot = (int) (((random >>> Integer.SIZE) * cuts.length) >>> Integer.SIZE);
        final long place = ((random & LOWER) * width) >>> Integer.SIZE;
        return place < cuts[slot] ? slot : aliases[slot];
    }

    /** The part of all slots that leads to a contender, in units of the slots' width ÷ {@link #width}. For tests. */
    long share(final int index) {
        long share = 0;
        for (int slot = 0; slot < cuts.length; slot++) {
            share += slot == index ? Math.min(width, cuts[slot]) : 0;
            share += aliases[slot] == index && slot != index ? width - cuts[slot] : 0;
        }
        return share;
    }

    /** The sum of the weights. */
    long width() {
        return width;
    }
}
