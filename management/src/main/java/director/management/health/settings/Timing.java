/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.health.settings;

/**
 * When a check is done, and how many of its results count.
 *
 * @param intervalMs   from the beginning of one check to that of the next, in milliseconds.
 * @param timeoutMs    for how long one attempt may take in all, in milliseconds.
 * @param retries      how many more attempts a check makes before it has failed.
 * @param retryDelayMs between such attempts, in milliseconds.
 * @param rise         how many checks in a row have to succeed before a real server is up again.
 * @param fall         how many checks in a row have to fail before a real server is down.
 * @param warmUpMs     the first check is done after a random part of this, in milliseconds; {@link #AUTOMATIC} for
 *                     the interval.
 */
public record Timing(
    int intervalMs, int timeoutMs, int retries, int retryDelayMs, int rise, int fall, int warmUpMs) {
    /** The warm-up that is as long as the interval. */
    public static final int AUTOMATIC = Integer.MIN_VALUE;
    /** What holds unless told. */
    public static final Timing DEFAULT = new Timing(2_000, 1_000, 0, 500, 2, 3, AUTOMATIC);

    /**
     * How long the first check waits at most.
     *
     * @return milliseconds.
     */
    public int longestWarmUpMs() {
        return warmUpMs == AUTOMATIC ? intervalMs : warmUpMs;
    }
}
