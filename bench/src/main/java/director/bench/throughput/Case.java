/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.throughput;

/**
 * What is measured at once.
 *
 * @param forwarding how packets get to real servers, for example {@code nat}.
 * @param ip         the version of IP.
 * @param protocol   {@code tcp} or {@code udp}.
 * @param flows      how many connections the packets belong to.
 * @param pattern    {@code established}: each packet belongs to an open connection.
 * @param services   virtual services.
 * @param servers    real servers.
 */
record Case(String forwarding, int ip, String protocol, int flows, String pattern, int services, int servers) {
    @Override
    public String toString() {
        return String.format("%s IPv%d %s %s, %,d flows, %d services, %d real servers",
            forwarding, ip, protocol, pattern, flows, services, servers);
    }
}
