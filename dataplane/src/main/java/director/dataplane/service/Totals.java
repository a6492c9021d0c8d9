/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.service;

/**
 * What has gone through a service or to a real server, or what of it goes in a second.
 *
 * @param connections connections opened.
 * @param packetsIn   packets to real servers.
 * @param packetsOut  packets from real servers.
 * @param bytesIn     bytes of IP packets to real servers.
 * @param bytesOut    bytes of IP packets from real servers.
 */
public record Totals(long connections, long packetsIn, long packetsOut, long bytesIn, long bytesOut) {
    /** All zero. */
    public static final Totals ZERO = new Totals(0, 0, 0, 0, 0);

    /**
     * The sum.
     *
     * @param other what to add.
     * @return each figure added.
     */
    public Totals plus(final Totals other) {
        return new Totals(connections + other.connections, packetsIn + other.packetsIn,
            packetsOut + other.packetsOut, bytesIn + other.bytesIn, bytesOut + other.bytesOut);
    }

    /**
     * The difference.
     *
     * @param other what to take away.
     * @return each figure subtracted.
     */
    public Totals minus(final Totals other) {
        return new Totals(connections - other.connections, packetsIn - other.packetsIn,
            packetsOut - other.packetsOut, bytesIn - other.bytesIn, bytesOut - other.bytesOut);
    }
}
