/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.ipvsadm;

/**
 * Figures of a service or real server: totals, or what they grow by in a second.
 *
 * @param connections connections.
 * @param inPackets   packets from clients.
 * @param outPackets  packets to clients.
 * @param inBytes     octets from clients.
 * @param outBytes    octets to clients.
 */
public record Statistics(long connections, long inPackets, long outPackets, long inBytes, long outBytes) {
    /** All zero. */
    public static final Statistics ZERO = new Statistics(0, 0, 0, 0, 0);
}
