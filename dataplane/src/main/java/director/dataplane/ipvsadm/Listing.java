/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.ipvsadm;

/**
 * What {@code -L} shows.
 *
 * @param view       which table.
 * @param exact      whether large counters are written in full.
 * @param sorted     whether services and real servers are sorted.
 * @param engineData whether connections are shown with their persistence engine.
 */
public record Listing(View view, boolean exact, boolean sorted, boolean engineData) {
    /** The plain listing. */
    public static final Listing PLAIN = new Listing(View.SERVERS, false, true, false);

    /** The tables. */
    public enum View {
        /** Forwarding method, weight and connections of every real server. */
        SERVERS,
        /** The same with the encapsulation. */
        TUNNELS,
        /** Totals. */
        STATISTICS,
        /** Rates. */
        RATES,
        /** Thresholds. */
        THRESHOLDS,
        /** Persistent connections. */
        PERSISTENT,
        /** The connections themselves. */
        CONNECTIONS,
        /** Timeouts. */
        TIMEOUTS,
        /** Synchronisation daemons. */
        DAEMONS
    }
}
