/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.schedulers.leastconnection;

/**
 * ovf ({@code ip_vs_ovf}): the real server of the highest weight, until it has more active connections than its weight;
 * then the next.
 */
public final class OverflowScheduler extends TreeScheduler {
    /** For {@link java.util.ServiceLoader}. */
    public OverflowScheduler() {
        super("ovf", Preference.HEAVIEST_WITH_ROOM);
    }
}
