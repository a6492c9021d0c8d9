/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.compare;

/** What a change is. */
enum Verdict {
    /** More than chance explains, upwards. */
    BETTER("better"),
    /** No more than chance explains. */
    SAME("same"),
    /** More than chance explains, downwards. */
    WORSE("worse");

    private final String word;

    Verdict(final String word) {
        this.word = word;
    }

    /** Of a figure that should be large. */
    static Verdict of(final double ratio, final double noise) {
        if (ratio < 1 - noise) {
            return WORSE;
        }
        return ratio > 1 + noise ? BETTER : SAME;
    }

    @Override
    public String toString() {
        return word;
    }
}
