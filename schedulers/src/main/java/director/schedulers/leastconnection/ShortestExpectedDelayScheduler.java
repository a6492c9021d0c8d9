/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.schedulers.leastconnection;

/**
 * sed ({@code ip_vs_sed}): the real server that would have the fewest active connections for its weight if it got the
 * new one.
 */
public final class ShortestExpectedDelayScheduler extends TreeScheduler {
    /** For {@link java.util.ServiceLoader}. */
    public ShortestExpectedDelayScheduler() {
        super("sed", Preference.SHORTEST_DELAY);
    }
}
