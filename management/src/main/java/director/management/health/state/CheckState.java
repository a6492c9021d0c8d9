/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.health.state;

import director.management.health.settings.Timing;

/** What the results of one check say: a change of mind takes several in a row, the first verdict only one. */
final class CheckState {
    private final int rise;
    private final int fall;
    private Verdict verdict = Verdict.UNCHECKED;
    /** How many results in a row contradict the verdict. */
    private int against;

    CheckState(final Timing timing) {
        this.rise = timing.rise();
        this.fall = timing.fall();
    }

    Verdict verdict() {
        return verdict;
    }

    /** Takes a result in; a real server that comes and goes has to succeed so many times as often. */
    void onResult(final boolean success, final int doublings) {
        if (verdict == Verdict.UNCHECKED) {
            verdict = success ? Verdict.UP : Verdict.DOWN;
        } else if (success == (verdict == Verdict.UP)) {
            against = 0;
        } else {
            against++;
            if (against >= (success ? (long) rise << doublings : fall)) {
                verdict = success ? Verdict.UP : Verdict.DOWN;
                against = 0;
            }
        }
    }
}
