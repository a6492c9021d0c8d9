/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.schedulers.leastconnection;

/**
 * lc ({@code ip_vs_lc}): the real server with the fewest connections, an active one counting as 256 inactive ones.
 * Weights do not matter, except 0.
 */
public final class LeastConnectionScheduler extends TreeScheduler {
    /** For {@link java.util.ServiceLoader}. */
    public LeastConnectionScheduler() {
        super("lc", Preference.FEWEST_CONNECTIONS);
    }
}
