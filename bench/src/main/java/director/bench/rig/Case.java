/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.rig;

import java.util.Locale;

/**
 * What is measured at once.
 *
 * @param forwarding the label of a {@link Method}.
 * @param ip         the version of IP.
 * @param protocol   {@code tcp} or {@code udp}.
 * @param flows      how many connections the packets belong to.
 * @param pattern    {@link #ESTABLISHED} or {@link #SYN}.
 * @param services   virtual services; 1 with SNAT.
 * @param servers    real servers of all services together, as many for each.
 */
public record Case(
    String forwarding, int ip, String protocol, int flows, String pattern, int services, int servers) {
    /** Each packet belongs to an open connection. */
    public static final String ESTABLISHED = "established";
    /** Each packet is the first one of a connection, of UDP as well. */
    public static final String SYN = "syn";

    /**
     * NAT of TCP over IPv4, and one service with 16 real servers: what is compared with others.
     *
     * @param flows   how many connections.
     * @param pattern {@link #ESTABLISHED} or {@link #SYN}.
     * @return the case.
     */
    public static Case usual(final int flows, final String pattern) {
        return new Case("nat", 4, "tcp", flows, pattern, 1, 16);
    }

    /**
     * What sort of packets these are.
     *
     * @return forwarding method, version of IP and protocol.
     */
    public Kind kind() {
        return Kind.of(forwarding, ip, protocol);
    }

    /**
     * How packets belong to connections.
     *
     * @return true if each one opens a connection.
     */
    public boolean opensConnections() {
        return pattern.equals(SYN);
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%s IPv%d %s %s, %,d flows, %,d service%s, %,d real servers",
            forwarding, ip, protocol, pattern, flows, services, services == 1 ? "" : "s", servers);
    }
}
