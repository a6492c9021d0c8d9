/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.schedulers.leastconnection;

/**
 * nq ({@code ip_vs_nq}): the first real server in list order without an active connection, whatever its weight; if
 * there is none, as sed.
 */
public final class NeverQueueScheduler extends TreeScheduler {
    /** For {@link java.util.ServiceLoader}. */
    public NeverQueueScheduler() {
        super("nq", Preference.IDLE_FIRST);
    }
}
