/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.schedulers.roundrobin;

import director.schedulers.Destinations;
import java.util.Arrays;

/**
 * Finds the next destination of at least a given weight without walking the list. Immutable.
 *
 * <p>Seen from any destination, looking towards the end of the list, only those stand out that are heavier than all in
 * between, up to the first that is no lighter than the viewer, which hides the rest:
 * <pre>
 *                       E
 *       A           D   █        from the head:  A, E
 *       █           █   █        from A:         B, D
 *       █   B       █   █        from B:         C, D
 *       █   █   C   █   █        from C:         D
 *       █   █   █   █   █        from D:         E
 * </pre>
 * All between two that see each other are lighter than both, so the lighter of the two has at most one such partner on
 * either side. The whole therefore takes memory in proportion to the destinations, whatever their weights, and on
 * average at most about two are seen from each.
 */
final class Skyline {
    /** The place before the first destination. As an answer: the end of the list was reached. */
    static final int HEAD = 0;

    private static final long END = (long) Integer.MAX_VALUE << Integer.SIZE | HEAD;

    /** Weight in the upper half, place in the lower; those seen from one place are adjacent, weight ascending. */
    private final long[] seen;
    /** Those seen from place p are {@code seen[ends[p + 1]]} to before {@code seen[ends[p]]}. */
    private final int[] ends;

    /**
     * A skyline.
     *
     * @param destinations whose list it is; the one at index i has the place i + 1.
     */
    Skyline(final Destinations destinations) {
        final int size = destinations.size();
        final long[] edges = new long[2 * size + 2];
        ends = new int[size + 2];
        // What stands out from the place in hand: nearest last, weight ascending towards the front.
        final long[] outstanding = new long[size + 1];
        outstanding[0] = END;
        int top = 0;
        int count = 0;
        for (int place = size; place > HEAD; place--) {
            final int weight = destinations.weight(place - 1);
            if (weight > 0) {
                while (weight(outstanding[top]) < weight) {
                    edges[count++] = outstanding[top--];
                }
                edges[count++] = outstanding[top];
                if (weight(outstanding[top]) > weight) {
                    top++;
                }
                outstanding[top] = (long) weight << Integer.SIZE | place;
            }
            ends[place] = count;
        }
        while (top >= 0) {
            edges[count++] = outstanding[top--];
        }
        ends[HEAD] = count;
        seen = Arrays.copyOf(edges, count);
    }

    /**
     * Looks from a place to the end of the list.
     *
     * @param place  {@link #HEAD}, or the place of a destination whose weight is at least {@code weight}.
     * @param weight 1 or more.
     * @return the place of the next destination of at least that weight, or {@link #HEAD} if none follows.
     */
    int next(final int place, final int weight) {
        final long wanted = (long) weight << Integer.SIZE;
        int low = ends[place + 1];
        if (seen[low] >= wanted) {
            return (int) seen[low];
        }
        int high = ends[place] - 1;
        low++;
        while (low < high) {
            final int middle = (low + high) >>> 1;
            if (seen[middle] >= wanted) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return (int) seen[low];
    }

    private static int weight(final long edge) {
        return (int) (edge >>> Integer.SIZE);
    }
}
