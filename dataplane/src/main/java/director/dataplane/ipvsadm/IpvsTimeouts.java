/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.ipvsadm;

/**
 * The timeouts that {@code --set} changes, in seconds; 0 leaves one as it is.
 *
 * @param tcp    of established TCP connections.
 * @param tcpFin of TCP connections after a FIN.
 * @param udp    of UDP.
 */
public record IpvsTimeouts(int tcp, int tcpFin, int udp) {
}
