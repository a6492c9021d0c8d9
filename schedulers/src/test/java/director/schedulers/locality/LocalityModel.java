/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.schedulers.locality;

import director.schedulers.TestLoad;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The judge: lblc and lblcr as their rules are written, with maps and lists. */
final class LocalityModel {
    static final int NONE = -1;

    /** By number, in list order. */
    final List<Integer> order = new ArrayList<>();
    final int[] weights;
    private final boolean replicated;
    private final TestLoad load;
    private final long expirationNs;
    private final Map<Long, Entry> cache = new HashMap<>();

    LocalityModel(final boolean replicated, final TestLoad load, final int numbers, final long expirationNs) {
        this.replicated = replicated;
        this.load = load;
        this.weights = new int[numbers];
        this.expirationNs = expirationNs;
    }

    int pick(final long address, final long nowNs) {
        final Entry entry = cache.get(address);
        if (entry != null) {
            final int cached = replicated ? least(entry.numbers, true) : usable(entry.numbers.get(0));
            if (replicated && entry.numbers.size() > 1 && nowNs - entry.modifiedNs > expirationNs) {
                if (entry.numbers.remove(Integer.valueOf(most(entry.numbers)))) {
                    entry.modifiedNs = nowNs;
                }
            }
            if (cached != NONE && !isBusy(cached)) {
                return cached;
            }
        }
        final int chosen = least(order, false);
        if (chosen != NONE) {
            enter(address, chosen, nowNs);
        }
        return chosen;
    }

    private void enter(final long address, final int chosen, final long nowNs) {
        final Entry entry = cache.computeIfAbsent(address, any -> new Entry());
        if (!replicated) {
            entry.numbers.clear();
        }
        if (!entry.numbers.contains(chosen)) {
            entry.numbers.add(0, chosen);
            entry.modifiedNs = nowNs;
        }
    }

    private int usable(final int number) {
        return order.contains(number) && weights[number] > 0 ? number : NONE;
    }

    private boolean isBusy(final int number) {
        return load.activeConnections(number) > weights[number]
            && order.stream().anyMatch(other -> 2 * load.activeConnections(other) < weights[other]);
    }

    private int least(final List<Integer> among, final boolean onlyListed) {
        int best = NONE;
        for (final int number : among) {
            final boolean takes = weights[number] > 0 && !load.isOverloaded(number)
                && (!onlyListed || order.contains(number));
            if (takes && (best == NONE || overhead(best) * weights[number] > overhead(number) * weights[best])) {
                best = number;
            }
        }
        return best;
    }

    private int most(final List<Integer> among) {
        int worst = NONE;
        for (final int number : among) {
            if (weights[number] > 0
                && (worst == NONE || overhead(worst) * weights[number] < overhead(number) * weights[worst])) {
                worst = number;
            }
        }
        return worst;
    }

    private long overhead(final int number) {
        return load.activeConnections(number) * 256L + load.inactiveConnections(number);
    }

    private static final class Entry {
        private final List<Integer> numbers = new ArrayList<>();
        private long modifiedNs;
    }
}
