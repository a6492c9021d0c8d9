/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.rig;

import java.util.List;
import java.util.function.ToDoubleFunction;

/** The middle of some values. Any thread. */
public final class Median {
    private Median() {
    }

    /**
     * The value in the middle, or between the two in the middle.
     *
     * @param items at least one.
     * @param value of an item.
     * @param <T>   what has values.
     * @return their median.
     */
    public static <T> double of(final List<T> items, final ToDoubleFunction<T> value) {
        final double[] sorted = items.stream().mapToDouble(value).sorted().toArray();
        if (sorted.length == 0) {
            throw new IllegalArgumentException("nothing has no median");
        }
        final int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
