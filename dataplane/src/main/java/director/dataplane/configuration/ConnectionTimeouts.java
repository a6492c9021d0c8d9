/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.configuration;

/**
 * How long connections live without a packet, as {@code ipvsadm --set} sets it. Those of a service may leave some to
 * what holds for all.
 *
 * @param tcpSeconds    established TCP connections, at least 1; 0 of a service for what holds for all.
 * @param tcpFinSeconds TCP connections after a FIN of the real server, likewise.
 * @param udpSeconds    UDP, likewise.
 */
public record ConnectionTimeouts(int tcpSeconds, int tcpFinSeconds, int udpSeconds) {
    /** As the kernel begins. */
    public static final ConnectionTimeouts INITIAL = new ConnectionTimeouts(900, 120, 300);
    /** Of a service: what holds for all. */
    public static final ConnectionTimeouts GENERAL = new ConnectionTimeouts(0, 0, 0);
}
