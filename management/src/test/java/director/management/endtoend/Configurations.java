/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.endtoend;

/** Configurations for the addresses of {@link Topology}. */
final class Configurations {
    private Configurations() {
    }

    /** HTTP under wrr with these weights, and DNS's port under rr, both of IPv4 and of IPv6. */
    static String balancing(final String hugePages, final int... weights) {
        final StringBuilder yaml = new StringBuilder("""
            version: 1
            memory: {hugePages: %s, megabytes: 128, mbufs: 8192, maxConnections: 65536}
            ports:
              - {name: client, interface: dc0, pmd: af_packet, addresses: [10.0.0.254/24, fd00::254/64]}
              - {name: servers, interface: ds0, pmd: af_packet, addresses: [10.9.0.254/16, fd09::254/64]}
            workers: {cores: [0], idle: backoff, warmUp: 0}
            services:
            """.formatted(hugePages));
        for (final String[] networks : new String[][] {{"10.0.0.100", "10.9.0."}, {"fd00::100", "fd09::"}}) {
            service(yaml, "tcp", networks, 80, "wrr", weights);
            service(yaml, "udp", networks, 53, "rr", weights);
        }
        return yaml.toString();
    }

    /** Networks: the virtual address, and those of the real servers but for their numbers. */
    private static void service(
        final StringBuilder yaml,
        final String protocol,
        final String[] networks,
        final int port,
        final String scheduler,
        final int[] weights) {
        yaml.append("  - {protocol: %s, address: '%s', port: %d, scheduler: %s, realServers: ["
            .formatted(protocol, networks[0], port, scheduler));
        for (int i = 0; i < weights.length; i++) {
            yaml.append("{address: '%s%d', port: %d, weight: %d, forwarding: nat}, "
                .formatted(networks[1], i + 1, port, weights[i]));
        }
        yaml.append("]}\n");
    }
}
