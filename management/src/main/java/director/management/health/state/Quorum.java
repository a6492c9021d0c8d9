/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.health.state;

import director.management.health.settings.QuorumSettings;

/** Whether enough of a service is up, with hysteresis. For one thread at a time. */
final class Quorum {
    private final QuorumSettings settings;
    private Verdict verdict;

    Quorum(final QuorumSettings settings, final Verdict known) {
        this.settings = settings;
        this.verdict = known;
    }

    Verdict verdict() {
        return verdict;
    }

    /**
     * Takes in what is up. Answers whether the verdict has changed.
     *
     * @param weight     the sum of weights of the real servers that are up.
     * @param allChecked whether every real server was checked: before, lacking the quorum means nothing.
     * @param allUp      whether every real server is up: more cannot be hoped for.
     */
    boolean update(final long weight, final boolean allChecked, final boolean allUp) {
        final Verdict before = verdict;
        verdict = switch (before) {
            case UP -> weight < settings.weight() - settings.hysteresis() ? Verdict.DOWN : Verdict.UP;
            case DOWN -> weight >= (long) settings.weight() + settings.hysteresis()
                || (allUp && weight >= settings.weight()) ? Verdict.UP : Verdict.DOWN;
            case UNCHECKED -> weight >= settings.weight() ? Verdict.UP
                : allChecked ? Verdict.DOWN : Verdict.UNCHECKED;
        };
        return verdict != before;
    }
}
