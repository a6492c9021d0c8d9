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
 * All is counted in whole numbers, of which the largest is the number of contenders times the sum of their weights, so
 * the shares are exact.
 */
final class AliasTable {
    private final long width;
    private final int slots;
    /** For each slot its cut and to whom the rest of it belongs, side by side: a draw touches one cache line. */
    private final long[] cells;

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
        slots = size;
        cells = new long[2 * size];
        // Those with less than a slot's worth from the front, the others from the back.
        final int[] pending = new int[size];
        int small = 0;
        int large = size;
        for (int index = 0; index < size; index++) {
            alias(index, index);
            cut(index, (long) contenders.weight(index) * size);
            if (cut(index) < width) {
                pending[small++] = index;
            } else {
                pending[--large] = index;
            }
        }
        while (small > 0 && large < size) {
            final int filled = pending[--small];
            final int giver = pending[large];
            alias(filled, giver);
            cut(giver, cut(giver) - (width - cut(filled)));
            if (cut(giver) < width) {
                large++;
                pending[small++] = giver;
            }
        }
    }

    /**
     * Draws a contender; there must be one.
     *
     * @param random 64 random bits, read as a fraction of all slots: its whole part is a slot and the rest a place in
     *               that. Some places are favoured by one part in 2⁶⁴ for each unit of all slots.
     * @return its index.
     */
    int draw(final long random) {
        final int slot = (int) Math.unsignedMultiplyHigh(random, slots);
        final long place = Math.unsignedMultiplyHigh(random * slots, width);
        // All bits set if the place is below the cut. A branch would be guessed wrong half of the time.
        final int own = (int) ((place - cut(slot)) >> (Long.SIZE - 1));
        return (slot & own) | (alias(slot) & ~own);
    }

    /** The part of all slots that leads to a contender, in units of the slots' width ÷ {@link #width}. For tests. */
    long share(final int index) {
        long share = 0;
        for (int slot = 0; slot < slots; slot++) {
            share += slot == index ? Math.min(width, cut(slot)) : 0;
            share += alias(slot) == index && slot != index ? width - cut(slot) : 0;
        }
        return share;
    }

    /** The sum of the weights. */
    long width() {
        return width;
    }

    private long cut(final int slot) {
        return cells[2 * slot];
    }

    private void cut(final int slot, final long place) {
        cells[2 * slot] = place;
    }

    private int alias(final int slot) {
        return (int) cells[2 * slot + 1];
    }

    private void alias(final int slot, final int index) {
        cells[2 * slot + 1] = index;
    }
}
