/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.health.state;

import director.management.health.settings.CheckSettings;
import director.management.health.settings.FlapSettings;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What the results of all checks of a real server say: it is up if each of them says so. For one thread at a time. */
final class RealServerState {
    private final FlapSettings flapping;
    private final boolean initiallyUp;
    private final List<CheckState> checks;
    private Verdict verdict;
    private long sinceNs;
    private int doublings;

    RealServerState(
        final List<CheckSettings> checks, final FlapSettings flapping, final boolean initiallyUp, final long nowNs) {
        this.flapping = flapping;
        this.initiallyUp = initiallyUp;
        this.checks = checks.stream().map(check -> new CheckState(check.timing())).toList();
        this.verdict = checks.isEmpty() ? Verdict.UP : Verdict.UNCHECKED;
        this.sinceNs = nowNs;
    }

    /** Goes on with what was known before the checks became others. */
    void inherit(final Verdict known, final long knownSinceNs) {
        if (!checks.isEmpty()) {
            verdict = known;
            sinceNs = knownSinceNs;
        }
    }

    /** Takes the result of one of its checks in. Answers whether the verdict has changed. */
    boolean onResult(final int check, final boolean success, final long nowNs) {
        checks.get(check).onResult(success, doublings);
        final Verdict now = together();
        // What was known before holds until every check has said something.
        if (now == verdict || now == Verdict.UNCHECKED) {
            return false;
        }
        if (now == Verdict.DOWN) {
            damp(nowNs);
        }
        verdict = now;
        sinceNs = nowNs;
        return true;
    }

    Verdict verdict() {
        return verdict;
    }

    /** Whether it may get connections: one that is not known yet has what it began with. */
    boolean isUsable() {
        return verdict == Verdict.UP || (verdict == Verdict.UNCHECKED && initiallyUp);
    }

    /** When the verdict was reached. */
    long sinceNs() {
        return sinceNs;
    }

    /** How often the number of checks that have to succeed is doubled. */
    int doublings() {
        return doublings;
    }

    private void damp(final long nowNs) {
        final boolean soon =
            verdict == Verdict.UP && nowNs - sinceNs < TimeUnit.MILLISECONDS.toNanos(flapping.windowMs());
        if (soon) {
            doublings = Math.min(doublings + 1, flapping.maxDoublings());
        } else if (verdict == Verdict.UP) {
            doublings = 0;
        }
    }

    /** Down if any check is, known if all are. */
    private Verdict together() {
        Verdict all = Verdict.UP;
        for (final CheckState check : checks) {
            if (check.verdict() == Verdict.DOWN) {
                return Verdict.DOWN;
            }
            if (check.verdict() == Verdict.UNCHECKED) {
                all = Verdict.UNCHECKED;
            }
        }
        return all;
    }
}
