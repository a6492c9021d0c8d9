/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.configuration;

/**
 * The ports of local addresses, from which full NAT takes one for each connection.
 *
 * @param first             1 to 65,535.
 * @param last              the first one or a later one.
 * @param reuseDelaySeconds how long after the last packet of a connection of TCP or SCTP another one may have its port
 *                          at the earliest, 0 to 3,600: as long as real servers keep a connection that is over
 *                          (TIME_WAIT).
 */
public record LocalPortSettings(int first, int last, int reuseDelaySeconds) {
    /** The first port unless told: those below have meanings of their own. */
    public static final int DEFAULT_FIRST = 1_024;
    /** The last port unless told. */
    public static final int DEFAULT_LAST = 65_535;
    /** How long Linux keeps TIME_WAIT. */
    public static final int DEFAULT_REUSE_DELAY_SECONDS = 60;
    /** The longest delay. */
    public static final int MAX_REUSE_DELAY_SECONDS = 3_600;
    /** What holds unless told. */
    public static final LocalPortSettings DEFAULT =
        new LocalPortSettings(DEFAULT_FIRST, DEFAULT_LAST, DEFAULT_REUSE_DELAY_SECONDS);
}
