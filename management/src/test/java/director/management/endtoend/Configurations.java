/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.endtoend;

/** Configurations for the addresses of {@link Topology}. */
final class Configurations {
    private Configurations() {
    }

    /** HTTP under wrr with these weights, and DNS's port under rr. */
    static String balancing(final String hugePages, final int... weights) {
        final StringBuilder yaml = new StringBuilder("""
            version: 1
            memory: {hugePages: %s, megabytes: 128, mbufs: 8192, maxConnections: 65536}
            ports:
              - {name: client, interface: dc0, pmd: af_packet, addresses: [10.0.0.254/24]}
              - {name: servers, interface: ds0, pmd: af_packet, addresses: [10.9.0.254/16]}
            workers: {cores: [0], idle: backoff}
            services:
            """.formatted(hugePages));
        service(yaml, "tcp", 80, "wrr", weights);
        service(yaml, "udp", 53, "rr", weights);
        return yaml.toString();
    }

    private static void service(
        final StringBuilder yaml, final String protocol, final int port, final String scheduler, final int[] weights) {
        yaml.append("  - {protocol: %s, address: 10.0.0.100, port: %d, scheduler: %s, realServers: ["
            .formatted(protocol, port, scheduler));
        for (int i = 0; i < weights.length; i++) {
            yaml.append("{address: 10.9.0.%d, port: %d, weight: %d, forwarding: nat}, "
                .formatted(i + 1, port, weights[i]));
        }
        yaml.append("]}\n");
    }
}
