/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.configuration;

/**
 * How long connections of an SNAT rule live without a packet. What is not said here is as for all connections.
 *
 * @param tcpSeconds    established TCP connections, at least 1.
 * @param tcpFinSeconds TCP connections after a FIN of either side, at least 1.
 * @param udpSeconds    UDP, at least 1.
 * @param icmpSeconds   echo requests of one identifier to one host, at least 1.
 */
public record SnatTimeouts(int tcpSeconds, int tcpFinSeconds, int udpSeconds, int icmpSeconds) {
    /** What RFC 5382 (REQ-5), RFC 4787 (REQ-5) and RFC 5508 (REQ-2) ask for. */
    public static final SnatTimeouts DEFAULT = new SnatTimeouts(7_440, 240, 300, 60);
}
