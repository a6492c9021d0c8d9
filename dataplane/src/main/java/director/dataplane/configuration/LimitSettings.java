/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.configuration;

/**
 * How many connections there may be, and how fast new ones may come: a token bucket that is full at first.
 *
 * @param connections at the same time, 1 to 2,147,483,647; 0 for no limit.
 * @param rate        new ones a second, 1 to 10,000,000; 0 for no limit.
 * @param burst       new ones at once after a pause, 1 to 10,000,000; 0 without a rate.
 */
public record LimitSettings(int connections, int rate, int burst) {
    /** No limits. */
    public static final LimitSettings NONE = new LimitSettings(0, 0, 0);
    /** The greatest rate and burst. */
    public static final int RATE_MAX = 10_000_000;

    /**
     * Whether there is nothing to look at.
     *
     * @return true for {@link #NONE}.
     */
    public boolean isNone() {
        return connections == 0 && rate == 0;
    }
}
