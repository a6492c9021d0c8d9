/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.fuzz;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Finds few arrivals that still go wrong (delta debugging, Zeller and Hildebrandt 2002). */
final class Reduction {
    private static final int MOST_TRIALS = 600;

    private final Predicate<List<Arrival>> wrong;
    private int trials;

    /** The predicate says whether arrivals go wrong. */
    Reduction(final Predicate<List<Arrival>> wrong) {
        this.wrong = wrong;
    }

    /** Arrivals go wrong with a director that is drawn by a seed. */
    static Reduction ofDirector(final long seed) {
        return new Reduction(arrivals -> outcome(seed, arrivals) != null);
    }

    /** Plays arrivals one by one against a director drawn by a seed. Answers what was thrown, null for nothing. */
    static @Nullable Throwable outcome(final long seed, final List<Arrival> arrivals) {
        try (Trial trial = new Trial(seed)) {
            for (final Arrival arrival : arrivals) {
                trial.play(List.of(arrival));
            }
            trial.finish();
            return null;
        } catch (final RuntimeException | AssertionError e) {
            return e;
        }
    }

    /** As few of the arrivals as can be found; all of them if they only go wrong together in bursts. */
    List<Arrival> reduce(final List<Arrival> arrivals) {
        List<Arrival> left = arrivals;
        for (int last = 1; last < arrivals.size(); last *= 4) {
            final List<Arrival> end = arrivals.subList(arrivals.size() - last, arrivals.size());
            if (isWrong(end)) {
                left = end;
                break;
            }
        }
        if (left.size() == arrivals.size() && !isWrong(left)) {
            return arrivals;
        }
        int parts = 2;
        while (left.size() > 1 && parts <= left.size() && trials < MOST_TRIALS) {
            final @Nullable List<Arrival> fewer = without(left, parts);
            if (fewer != null) {
                left = fewer;
                parts = Math.max(2, parts - 1);
            } else if (parts == left.size()) {
                break;
            } else {
                parts = Math.min(left.size(), parts * 2);
            }
        }
        return List.copyOf(left);
    }

    private @Nullable List<Arrival> without(final List<Arrival> all, final int parts) {
        for (int part = 0; part < parts; part++) {
            final List<Arrival> rest = new ArrayList<>(all.subList(0, all.size() * part / parts));
            rest.addAll(all.subList(all.size() * (part + 1) / parts, all.size()));
            if (isWrong(rest)) {
                return rest;
            }
        }
        return null;
    }

    private boolean isWrong(final List<Arrival> arrivals) {
        trials++;
        return wrong.test(arrivals);
    }
}
