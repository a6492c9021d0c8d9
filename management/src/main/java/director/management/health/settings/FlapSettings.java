/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.health.settings;

/**
 * How real servers that come and go are kept away: each time that one goes down so soon after it came up doubles the
 * checks that have to succeed before it is up again.
 *
 * @param windowMs     how soon, in milliseconds; 0 for never.
 * @param maxDoublings how often at most.
 */
public record FlapSettings(int windowMs, int maxDoublings) {
    /** Up to sixteen times as many checks. */
    public static final FlapSettings DEFAULT = new FlapSettings(30_000, 4);
}
