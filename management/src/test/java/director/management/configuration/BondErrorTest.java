/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import director.dataplane.configuration.BondSettings;
import director.dataplane.configuration.DirectorConfiguration;
import director.dataplane.configuration.PortDevice;
import director.dataplane.configuration.PortSettings;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is read and refused of bonds. */
class BondErrorTest {
    private static final String START = """
        version: 1
        workers: {cores: [1]}
        ports:
          - {name: other, interface: eth0}
        """;

    @Test
    void shouldReadABondOfInterfacesAndDevicesWithAVlanOnIt() {
        final DirectorConfiguration configuration = read("""
              - name: front
                bond: {mode: active-backup, members: [{interface: eth1}, {device: "0000:03:00.1,a=1"}],
                       primary: "0000:03:00.1", updelay: 30s}
              - {name: v7, parent: front, vlan: 7, addresses: [10.0.0.254/24]}
            """);
        final PortSettings front = configuration.ports().get(1);
        assertThat(front.bond()).isEqualTo(new BondSettings(BondSettings.Mode.ACTIVE_BACKUP,
            List.of(new BondSettings.Member(null, "eth1"), new BondSettings.Member("0000:03:00.1,a=1", null)),
            "0000:03:00.1", 30, BondSettings.Hash.LAYER2));
        assertThat(front.devices()).containsExactly(new PortDevice("bond.members[0].", null, "eth1"),
            new PortDevice("bond.members[1].", "0000:03:00.1,a=1", null));
        assertThat(front.longestFrame()).as("a ring's, for one member has one").isEqualTo(8_192);
        assertThat(configuration.ports().get(2).devices()).isEmpty();
    }

    @Test
    void shouldReadABondWithLacp() {
        final PortSettings front = read("""
              - name: front
                pmd: af_xdp
                bond: {mode: 802.3ad, members: [{interface: eth1}, {interface: eth2}], xmitHashPolicy: layer3+4}
            """).ports().get(1);
        assertThat(front.bond()).isEqualTo(new BondSettings(BondSettings.Mode.LACP,
            List.of(new BondSettings.Member(null, "eth1"), new BondSettings.Member(null, "eth2")), null,
            BondSettings.DEFAULT_UPDELAY_SECONDS, BondSettings.Hash.LAYER3_4));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "members: [{interface: a}, {interface: b}] | 5:24: ports[1].bond.mode is missing: give active-backup or "
            + "802.3ad",
        "mode: balance-xor, members: [{interface: a}, {interface: b}] | 5:31: ports[1].bond.mode=balance-xor is not "
            + "one of active-backup, 802.3ad",
        "mode: active-backup | ports[1].bond.members is missing: list two or more interfaces or devices",
        "mode: 802.3ad, members: [{interface: a}] | ports[1].bond.members has 1 entry: give 2 to 8 interfaces "
            + "or devices",
        "mode: 802.3ad, members: [] | ports[1].bond.members has 0 entries: give 2 to 8",
        "mode: 802.3ad, members: [{interface: a}, {}] | ports[1].bond.members[1].interface is missing: give a kernel "
            + "interface as interface, or DPDK device arguments as device",
        "mode: 802.3ad, members: [{interface: a}, {interface: b, device: net_null0}] | "
            + "ports[1].bond.members[1].device=net_null0 stands beside interface=b",
        "mode: 802.3ad, members: [{interface: a}, {interface: 'b c'}] | ports[1].bond.members[1].interface=b c is not "
            + "an interface name",
        "mode: 802.3ad, members: [{interface: a}, {interfaces: b}] | ports[1].bond.members[1].interfaces is not a "
            + "known key: did you mean interface?",
        "mode: 802.3ad, members: [{interface: a}, {interface: a}] | ports[1].bond.members[1].interface=a is already "
            + "ports[1].bond.members[0].interface: open an interface once",
        "mode: 802.3ad, members: [{interface: a}, {interface: eth0}] | ports[1].bond.members[1].interface=eth0 is "
            + "already ports[0].interface",
        "mode: 802.3ad, members: [{interface: a}, {interface: b}], primary: a | ports[1].bond.primary=a has no effect "
            + "with mode=802.3ad, whose members all carry: remove it, or say mode: active-backup",
        "mode: active-backup, members: [{interface: a}, {interface: b}], primary: c | ports[1].bond.primary=c is not a "
            + "member of this bond: name one of a, b",
        "mode: active-backup, members: [{interface: a}, {interface: b}], updelay: 5 | ports[1].bond.updelay has no "
            + "effect without a primary member",
        "mode: active-backup, members: [{interface: a}, {interface: b}], primary: a, updelay: 301 | "
            + "ports[1].bond.updelay=301 is more than 300",
        "mode: active-backup, members: [{interface: a}, {interface: b}], xmitHashPolicy: layer2+3 | "
            + "ports[1].bond.xmitHashPolicy=layer2+3 has no effect with mode=active-backup",
        "mode: 802.3ad, members: [{interface: a}, {interface: b}], xmitHashPolicy: layer4 | "
            + "ports[1].bond.xmitHashPolicy=layer4 is not one of layer2, layer2+3, layer3+4",
        "mode: 802.3ad, members: [{interface: a}, {interface: b}], lacpRate: fast | ports[1].bond.lacpRate is not a "
            + "known key"})
    void shouldSayWhatIsWrong(final String bond, final String problem) {
        assertThatThrownBy(() -> read("  - {name: more, bond: {" + bond + "}}\n")).hasMessageContaining(problem);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "interface: eth1 | ports[1].interface=eth1 stands beside a bond: remove one of the two, or name it in "
            + "bond.members",
        "device: net_null0 | ports[1].device=net_null0 stands beside a bond",
        "parent: other, vlan: 7 | ports[1].bond stands beside parent, whose bond this VLAN has",
        "pmd: af_xdp | ports[1].pmd=af_xdp gives its interfaces no other MAC address, which mode=active-backup has to: "
            + "use pmd: af_packet, devices, or mode: 802.3ad"})
    void shouldSayWhatABondCannotStandBeside(final String key, final String problem) {
        assertThatThrownBy(() -> read("  - {name: more, " + key
            + ", bond: {mode: active-backup, members: [{interface: a}, {interface: b}]}}\n"))
            .hasMessageContaining(problem);
    }

    @Test
    void shouldSayThatADriverOfInterfacesHasNoEffectOnDevices() {
        assertThatThrownBy(() -> read("  - {name: more, pmd: af_packet, bond: {mode: 802.3ad, members: "
            + "[{device: net_null0}, {device: net_null1}]}}\n"))
            .hasMessageContaining("ports[1].pmd has no effect: no member of the bond is an interface: remove pmd");
    }

    @Test
    void shouldSayThatThePacketsOfAfPacketCannotBeTheKernelsOnce() {
        assertThatThrownBy(() -> read("""
              - {name: more, bond: {mode: active-backup, members: [{interface: a}, {interface: b}]}}
            host: {refusals: kernel}
            """)).hasMessageContaining("ports[1].pmd=af_packet leaves every frame to the kernel, too");
    }

    @Test
    void shouldCountMembersAmongThePortsAndTheirRingsAmongBuffers() {
        final String members = IntStream.range(0, 8).mapToObj(i -> "{device: net_null" + i + "}")
            .collect(Collectors.joining(", "));
        final String others = members.replace("null", "ring");
        assertThatThrownBy(() -> read("  - {name: a, bond: {mode: 802.3ad, members: [" + members + "]}}\n"
            + "  - {name: b, bond: {mode: 802.3ad, members: [" + others + "]}}\n")).hasMessageContaining(
                "ports has 19 entries beside VLANs, each bond and each of its members counted: give at most 16");
        assertThatThrownBy(() -> read("  - {name: a, bond: {mode: 802.3ad, members: [" + members + "]}}\n"
            + "memory: {mbufs: 16384, megabytes: 512}\n")).hasMessageContaining(
                "memory.mbufs=16384 is less than the 18432 that the rings of the ports hold");
    }

    private static DirectorConfiguration read(final String more) {
        return ConfigurationFile.parse("f", START + more, Set.of("rr")).configuration();
    }
}
