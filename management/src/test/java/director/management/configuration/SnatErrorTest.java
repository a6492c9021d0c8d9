/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import director.dataplane.address.AddressRange;
import director.dataplane.address.IpPrefix;
import director.dataplane.configuration.DirectorConfiguration;
import director.dataplane.configuration.LimitSettings;
import director.dataplane.configuration.SnatSettings;
import director.dataplane.configuration.SnatTimeouts;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is read and refused of SNAT. */
class SnatErrorTest {
    private static final String START = """
        version: 1
        ports:
          - name: client
            interface: dc0
            addresses: [10.0.0.254/24, "fd00::254/64"]
          - name: real
            interface: dr0
            addresses: [10.9.0.254/16, "fd09::254/64"]
        workers: {cores: [1]}
        services: [{protocol: tcp, address: 10.0.0.100, port: 80, scheduler: rr, realServers: [{address: 10.9.0.1}]}]
        """;
    private static final String RULE = "name: a, sources: [10.9.0.0/16], port: client, addresses: [10.0.0.200]";

    @Test
    void shouldReadRules() {
        assertThat(read("""
            snat:
              - name: internet
                sources: [10.9.0.0/16, 10.8.0.1]
                port: client
                except: [10.0.0.0/24]
                addresses: [10.0.0.200-10.0.0.203, 10.0.0.210]
                timeouts: {tcp: 1000, icmp: 5}
                limits: {connections: 1000}
                clientLimits: {rate: 10}
              - {name: six, sources: ["fd09::/64"], port: real, addresses: ["fd00::200/126"]}
            """).packets().snat()).containsExactly(
                new SnatSettings("internet", List.of(IpPrefix.parse("10.9.0.0/16"), IpPrefix.parse("10.8.0.1")),
                    "client", List.of(IpPrefix.parse("10.0.0.0/24")),
                    List.of(AddressRange.parse("10.0.0.200-10.0.0.203"), AddressRange.parse("10.0.0.210")),
                    new SnatTimeouts(1_000, 240, 300, 5), new LimitSettings(1_000, 0, 0), new LimitSettings(0, 10, 10)),
                new SnatSettings("six", List.of(IpPrefix.parse("fd09::/64")), "real",
                    List.of(AddressRange.parse("fd00::200-fd00::203"))));
        assertThat(read("").packets().snat()).isEmpty();
    }

    @Test
    void shouldLetRulesAndServicesShareAddresses() {
        assertThat(read("snat: [{" + RULE + "}, {" + RULE.replace("name: a", "name: b").replace("client", "real")
            + "}]").packets().snat()).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "name: a | name: '' | snat[0].name= is no name: give 1 to 64 letters, digits, dots, hyphens and underscores",
        "name: a | name: a b | snat[0].name=a b is no name: give 1 to 64 letters, digits, dots, hyphens and "
            + "underscores",
        "port: client | port: wan | snat[0].port=wan is not the name of a port: use one of client, real",
        "'sources: [10.9.0.0/16], ' | '' | snat[0].sources is missing: list the networks of the hosts, such as "
            + "10.9.0.0/16",
        "'[10.9.0.0/16]' | '[]' | snat[0].sources is empty: list the networks of the hosts, such as 10.9.0.0/16",
        "'[10.0.0.200]' | '[]' | snat[0].addresses is empty: list what connections are to come from",
        "'[10.9.0.0/16]' | '[10.9.0.0/16, \"fd09::/64\"]' | snat[0].sources[1]=fd09::/64 is of IPv6, and the rule is "
            + "for IPv4: write a rule for each version of IP",
        "10.0.0.200 | '\"fd00::200\"' | snat[0].addresses[0]=fd00::200 is of IPv6, and the rule is for IPv4: write a "
            + "rule for each version of IP",
        "'[10.9.0.0/16]' | '[10.9.0.0/16, 10.9.0.0/16]' | snat[0].sources[1]=10.9.0.0/16 is already "
            + "snat[0].sources[0]: name each network once for a port",
        "10.0.0.200 | 10.0.0.254 | snat[0].addresses[0]=10.0.0.254 has 10.0.0.254, which is already "
            + "ports[0].addresses[0]: give addresses that nothing else uses: their ports are SNAT's and full NAT's "
            + "alone",
        "10.0.0.200 | 10.0.0.99-10.0.0.101 | snat[0].addresses[0]=10.0.0.99-10.0.0.101 has 10.0.0.100, which is "
            + "already services[0].address: give addresses that nothing else uses: their ports are SNAT's and full "
            + "NAT's alone",
        "10.0.0.200 | 224.0.0.1 | snat[0].addresses[0]=224.0.0.1 has 224.0.0.1, which nobody can answer: give "
            + "addresses of one host each that are routed to the director",
        "10.0.0.200 | 10.1.0.0-10.1.1.0 | snat[0].addresses[0]=10.1.0.0-10.1.1.0 has more than 256 addresses: give "
            + "fewer",
        "10.0.0.200 | '10.1.0.0/24, 10.2.0.0' | localAddresses of all ports, services and snat rules together are "
            + "257 addresses, more than 256: give fewer, or share them among services",
        "10.0.0.200 | 10.0.0.201-10.0.0.200 | snat[0].addresses[0]=10.0.0.201-10.0.0.200 cannot be read: "
            + "10.0.0.201-10.0.0.200 ends before it begins: write the lower address first",
        "port: client | 'port: client, timeouts: {udp: 0}' | snat[0].timeouts.udp=0 is less than 1: give 1 to 2678400",
        "port: client | 'port: client, limits: {burst: 2}' | snat[0].limits.burst=2 stands without rate: give a rate, "
            + "or remove it",
        "port: client | 'port: client, adresses: []' | snat[0].adresses is not a known key: did you mean "
            + "addresses? The keys here are name, sources, port, except, addresses, timeouts, limits, clientLimits"})
    void shouldRefuseRules(final String what, final String by, final String message) {
        assertThatThrownBy(() -> read("snat: [{" + RULE.replace(what, by) + "}]\n"))
            .isInstanceOf(ConfigurationFileException.class).satisfies(e ->
                assertThat(String.valueOf(e.getMessage()).replaceFirst("^d.yaml(:[0-9]+)*: ", ""))
                    .isEqualTo(message));
    }

    @Test
    void shouldRefuseTwoRulesOfOneName() {
        assertThatThrownBy(() -> read("snat: [{" + RULE + "}, {" + RULE.replace("9.0.0/16", "8.0.0/16") + "}]"))
            .hasMessageContaining("snat[1].name=a is already snat[0].name: give each rule its own name");
    }

    private static DirectorConfiguration read(final String end) {
        return ConfigurationFile.parse("d.yaml", START + end + "\n", Set.of("rr")).configuration();
    }
}
