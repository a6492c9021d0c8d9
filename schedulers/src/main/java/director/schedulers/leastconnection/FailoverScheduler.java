/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.schedulers.leastconnection;

/**
 * fo ({@code ip_vs_fo}): the real server of the highest weight that is not overloaded; the others wait until it fails.
 */
public final class FailoverScheduler extends TreeScheduler {
    /** For {@link java.util.ServiceLoader}. */
    public FailoverScheduler() {
        super("fo", Preference.HEAVIEST);
    }
}
