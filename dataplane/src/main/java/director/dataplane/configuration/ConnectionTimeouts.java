/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.configuration;

/**
 * How long connections live without a packet, as {@code ipvsadm --set} sets it.
 *
 * @param tcpSeconds    established TCP connections, at least 1.
 * @param tcpFinSeconds TCP connections after a FIN of the real server, at least 1.
 * @param udpSeconds    UDP, at least 1.
 */
public record ConnectionTimeouts(int tcpSeconds, int tcpFinSeconds, int udpSeconds) {
    /** As the kernel begins. */
    public static final ConnectionTimeouts INITIAL = new ConnectionTimeouts(900, 120, 300);
}
