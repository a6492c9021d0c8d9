/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * With two workers: one has to hand over to the other what is not its own. The port to the clients has VLANs as well,
 * of which one has clients and one, with two tags, a real server: there, the director is one-armed.
 */
abstract class ForwardingByTwoWorkers extends ForwardingCases {
    private static final String VLANS = """
        ports:
          - {name: vlan, parent: client, vlan: 100, addresses: [10.100.0.254/24, fd64::254/64]}
          - {name: deep, parent: client, vlan: 200, outerVlan: 30, mtu: 1492,
             addresses: [10.200.0.254/24, fdc8::254/64], localAddresses: [10.200.0.200, fdc8::200]}
        """;

    ForwardingByTwoWorkers() {
        super("0, 1");
    }

    @Override
    String configuration() {
        return Method.configuration().replace("ports:\n", VLANS)
            + service("10.100.0.100", 80, "10.200.0.1", "nat") + service("10.100.0.100", 9_000, "10.200.0.1", "nat")
            + service("fd64::100", 80, "fdc8::1", "nat") + service("fd64::100", 9_000, "fdc8::1", "nat")
            + service("10.100.0.101", 80, "10.200.0.1", "fullnat")
            + service("10.100.0.101", 9_000, "10.200.0.1", "fullnat")
            + service("fd64::101", 80, "fdc8::1", "fullnat") + service("fd64::101", 9_000, "fdc8::1", "fullnat");
    }

    private static String service(
        final String address, final int port, final String realServer, final String forwarding) {
        return "  - {protocol: tcp, address: '%s', port: %d, scheduler: rr, realServers: [{address: '%s', "
            .formatted(address, port, realServer) + "forwarding: " + forwarding + "}]}\n";
    }

    /** The real server has no way to the second address of the client. */
    @ParameterizedTest
    @CsvSource({"10.100.0.100, 10.100.0.1, 10.100.0.100", "fd64::100, fd64::1, [fd64::100]",
        "10.100.0.101, 10.100.0.66, 10.100.0.101", "fd64::101, fd64::66, [fd64::101]"})
    void shouldBalanceBetweenVlansOfOneInterface(final String address, final String client, final String host) {
        assertThat(client("busybox ping -c 1 -W 3 " + address)).contains("1 packets received");
        assertThat(client("curl -sS -m 5 --interface %s 'http://%s/name?[1-4]'"
            .formatted(client, host))).isEqualTo("deep\ndeep\ndeep\ndeep");
        assertThat(client("curl -sS -m 30 --interface %s http://%s/medium | sha256sum"
            .formatted(client, host))).isEqualTo(sumOf("medium"));
        assertThat(client("socat -b 65536 -t 30 - TCP:%s:9000,bind=%s <%s".formatted(
            host, client.contains(":") ? "[" + client + "]" : client, guest().file("medium"))))
            .isEqualTo(sumOf("medium"));
    }
}
