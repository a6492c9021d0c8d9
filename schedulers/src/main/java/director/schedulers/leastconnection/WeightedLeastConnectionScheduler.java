/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.schedulers.leastconnection;

/**
 * wlc ({@code ip_vs_wlc}): the real server with the fewest connections for its weight, counted as lc does. What
 * {@code ipvsadm} takes if no scheduler is named.
 */
public final class WeightedLeastConnectionScheduler extends TreeScheduler {
    /** For {@link java.util.ServiceLoader}. */
    public WeightedLeastConnectionScheduler() {
        super("wlc", Preference.FEWEST_FOR_ITS_WEIGHT);
    }
}
