/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * A {@link Topology} whose real servers have virtual addresses themselves, as direct routing and tunnels need it, and
 * answer the client past the director:
 *
 * <pre> client eth1 10.8.0.1, fd08::1 ──── switch ──── real servers 10.8.0.11, fd08::11 ...: for packets from these
 * addresses </pre>
 *
 * Tunnels end in a program, since this machine's kernel may lack their drivers.
 */
final class OneWay {
    static final String DIRECT = "10.0.0.201";
    static final String DIRECT6 = "fd00::c1";
    static final String IPIP = "10.0.0.202";
    static final String GRE = "10.0.0.203";
    static final String GUE = "10.0.0.205";
    static final String IPIP_4_IN_6 = "10.0.0.208";
    static final String IPIP_6_IN_6 = "fd00::c2";
    static final String GRE_6_IN_6 = "fd00::c3";
    static final String GUE_6_IN_6 = "fd00::c4";

    private static final String GRE_TUNNEL = "tunnel, tunnel: {type: gre, checksum: full}";
    private static final String GUE_TUNNEL = "tunnel, tunnel: {type: gue, port: 6080, checksum: full}";
    private static final List<String> TUNNEL_ENDS = List.of("ipip", "gre", "gue", "ip4ip6", "ip6ip6", "gre6", "gue6");
    private static final Path DECAPSULATE =
        Topology.PROJECT.resolve("management/src/test/resources/endtoend/decapsulate.py");

    private final Topology topology;

    private OneWay(final Topology topology) {
        this.topology = topology;
    }

    /** Sets up the client and so many real servers. What is started ends with the topology. */
    static void prepare(final Topology topology, final int realServers) throws IOException {
        final OneWay network = new OneWay(topology);
        network.client();
        for (int i = 1; i <= realServers; i++) {
            network.realServer("REAL" + i, i);
        }
    }

    /** Services for each address above, on a port. */
    static String services(final int port, final int realServers) {
        return service(DIRECT, port, "10.9.0.", realServers, "direct-routing")
            + service(DIRECT6, port, "fd09::", realServers, "direct-routing")
            + service(IPIP, port, "10.9.0.", realServers, "tunnel")
            + service(GRE, port, "10.9.0.", realServers, GRE_TUNNEL)
            + service(GUE, port, "10.9.0.", realServers, GUE_TUNNEL)
            + service(IPIP_4_IN_6, port, "fd09::", realServers, "tunnel")
            + service(IPIP_6_IN_6, port, "fd09::", realServers, "tunnel")
            + service(GRE_6_IN_6, port, "fd09::", realServers, GRE_TUNNEL)
            + service(GUE_6_IN_6, port, "fd09::", realServers, GUE_TUNNEL);
    }

    private static String service(
        final String address, final int port, final String network, final int realServers, final String forwarding) {
        final StringBuilder yaml = new StringBuilder(
            "  - {protocol: tcp, address: '%s', port: %d, scheduler: rr, realServers: [".formatted(address, port));
        for (int i = 1; i <= realServers; i++) {
            yaml.append("{address: '%s%d', forwarding: %s}, ".formatted(network, i, forwarding));
        }
        return yaml.append("]}\n").toString();
    }

    private void client() {
        run("SWITCH", """
            ip link add back type veth peer name eth1 netns %s
            ip link set back master br0
            ethtool -K back rx off tx off tso off gso off gro off >/dev/null
            ip link set back up""".formatted(topology.name("CLIENT")));
        run("CLIENT", """
            ethtool -K eth1 rx off tx off tso off gso off gro off >/dev/null
            echo 0 >/proc/sys/net/ipv6/conf/eth1/router_solicitations
            echo 0 >/proc/sys/net/ipv6/conf/eth1/disable_ipv6
            ip link set eth1 up
            ip address add 10.8.0.1/24 dev eth1
            ip address add fd08::1/64 dev eth1 nodad""");
    }

    private void realServer(final String name, final int number) throws IOException {
        run(name, """
            echo 1 >/proc/sys/net/ipv4/conf/all/arp_ignore
            echo 2 >/proc/sys/net/ipv4/conf/all/arp_announce
            for name in default lo; do echo 0 >/proc/sys/net/ipv6/conf/$name/disable_ipv6; done
            ip address add 10.8.0.1%1$d/24 dev eth0
            ip address add fd08::1%1$d/64 dev eth0 nodad
            for address in %2$s; do ip address add $address/32 dev lo; done
            for address in %3$s; do ip address add $address/128 dev lo nodad; done
            ip rule add from 10.0.0.192/26 lookup 100
            ip -6 rule add from fd00::c0/122 lookup 100
            ip route add default via 10.8.0.1 table 100
            ip route add default via fd08::1 table 100"""
            .formatted(number, String.join(" ", DIRECT, IPIP, GRE, GUE, IPIP_4_IN_6),
                String.join(" ", DIRECT6, IPIP_6_IN_6, GRE_6_IN_6, GUE_6_IN_6)));
        for (final String kind : TUNNEL_ENDS) {
            final Process program = new ProcessBuilder(topology.in(name, "python3", DECAPSULATE.toString(), kind))
                .redirectErrorStream(true).start();
            assertThat(program.inputReader().readLine()).isEqualTo("ready");
        }
    }

    private void run(final String where, final String script) {
        Shell.succeed(topology.in(where, "sh", "-e", "-c", script).toArray(String[]::new));
    }
}
