/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import director.dataplane.configuration.DirectorConfiguration;
import director.dataplane.configuration.PortSettings;
import director.dataplane.configuration.SubInterface;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is read and refused of VLANs. */
class VlanErrorTest {
    private static final String START = """
        version: 1
        workers: {cores: [1]}
        ports:
          - {name: front, interface: eth1, mtu: 9000}
          - {name: v100, parent: front, vlan: 100, addresses: [10.0.0.254/24], gateway: 10.0.0.1}
        """;

    @Test
    void shouldReadVlansWithOneTagAndTwo() {
        final DirectorConfiguration configuration = read("""
              - {name: q, parent: front, vlan: 100, outerVlan: 30, mtu: 1500, kernelInterface: q}
            host: {refusals: kernel}
            """, "af_xdp");
        final PortSettings single = configuration.ports().get(1);
        assertThat(single.subInterface()).isEqualTo(new SubInterface("front", 100, SubInterface.NONE));
        assertThat(single.mtu()).as("its parent's").isEqualTo(9_000);
        assertThat(single.gateways()).hasSize(1);
        final PortSettings deep = configuration.ports().get(2);
        assertThat(deep.subInterface()).isEqualTo(new SubInterface("front", 100, 30));
        assertThat(deep.mtu()).isEqualTo(1_500);
        assertThat(deep.kernelInterface(2)).isEqualTo("q");
        assertThat(configuration.ports().getFirst().vlans(configuration.ports())).containsExactly(single, deep);
    }

    @Test
    void shouldReadAVlanInFrontOfItsParent() {
        final DirectorConfiguration configuration = ConfigurationFile.parse("f", """
            version: 1
            workers: {cores: [1]}
            ports:
              - {name: v, parent: front, vlan: 1}
              - {name: front, device: net_null0, mtu: 1400}
            """, Set.of("rr")).configuration();
        assertThat(configuration.ports().getFirst().mtu()).isEqualTo(1_400);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "parent: front, vlan: 0 | 6:39: ports[2].vlan=0 is less than 1: give 1 to 4094",
        "parent: front, vlan: 4095 | ports[2].vlan=4095 is more than 4094: give 1 to 4094",
        "parent: front, vlan: 5, outerVlan: 4095 | ports[2].outerVlan=4095 is more than 4094: give 1 to 4094",
        "parent: front, vlan: 5, outerVlan: 0 | ports[2].outerVlan=0 is less than 1: give 1 to 4094, or remove it",
        "parent: front | ports[2].vlan is missing: give the identifier of the VLAN, such as vlan: 100",
        "vlan: 7, interface: eth2 | ports[2].vlan is given without the port that the VLAN is on: give its name as "
            + "parent",
        "outerVlan: 7, interface: eth2 | ports[2].outerVlan is given without the port",
        "parent: font, vlan: 7 | ports[2].parent=font is not the name of a port: name one of front, v100, more",
        "parent: more, vlan: 7 | ports[2].parent=more is a sub-interface itself: name the port that has the "
            + "interface, device or bond; for two tags give outerVlan",
        "parent: v100, vlan: 7 | ports[2].parent=v100 is a sub-interface itself",
        "parent: front, vlan: 100 | ports[2].vlan=100 of port front is already ports[1]: give each sub-interface of a "
            + "port another VLAN",
        "parent: front, vlan: 7, interface: eth2 | ports[2].interface stands beside parent, whose interface this VLAN "
            + "has: remove it here, or parent",
        "parent: front, vlan: 7, device: net_null0 | ports[2].device stands beside parent",
        "parent: front, vlan: 7, pmd: af_xdp | ports[2].pmd stands beside parent",
        "parent: front, vlan: 7, rss: source | ports[2].rss stands beside parent",
        "parent: front, vlan: 7, rxDescriptors: 64 | ports[2].rxDescriptors stands beside parent",
        "parent: front, vlan: 7, txDescriptors: 64 | ports[2].txDescriptors stands beside parent",
        "parent: front, vlan: 7, promiscuous: true | ports[2].promiscuous stands beside parent",
        "parent: front, vlan: 7, mtu: 0 | ports[2].mtu=0 is less than 576",
        "parent: front, vlan: 7, addresses: [10.0.0.254/16] | ports[2].addresses[0]=10.0.0.254 is already "
            + "ports[1].addresses[0]",
        "parent: front, vlan: 7, kernelInterface: x | ports[2].kernelInterface=x has no effect"})
    void shouldSayWhatIsWrong(final String port, final String problem) {
        assertThatThrownBy(() -> read("  - {name: more, " + port + "}\n", "af_packet"))
            .hasMessageContaining(problem);
    }

    @Test
    void shouldNotLetAVlanHaveLongerPacketsThanItsParent() {
        assertThatThrownBy(() -> ConfigurationFile.parse("f", START.replace("mtu: 9000", "mtu: 1500")
            + "  - {name: more, parent: front, vlan: 7, mtu: 1501}\n", Set.of("rr"))).hasMessageContaining(
                "ports[2].mtu=1501 is more than the 1500 of its parent front: lower it, or raise the mtu of front");
    }

    @Test
    void shouldLimitHowManyPortsThereAre() {
        final String vlans = IntStream.range(0, 62).mapToObj(i -> "  - {name: p" + i + ", parent: front, vlan: "
            + (i + 200) + "}\n").collect(Collectors.joining());
        assertThat(read(vlans, "af_packet").ports()).hasSize(64);
        assertThatThrownBy(() -> read(vlans + "  - {name: p62, parent: front, vlan: 300}\n", "af_packet"))
            .hasMessageContaining("ports has 65 entries: give 1 to 64 ports");
        final String devices = IntStream.range(0, 16).mapToObj(i -> "  - {name: p" + i + ", device: net_null" + i
            + "}\n").collect(Collectors.joining());
        assertThatThrownBy(() -> read(devices, "af_packet")).hasMessageContaining(
            "ports has 17 entries beside VLANs: give at most 16 ports with an interface or a device");
    }

    /** DPDK has 32 devices. A VLAN takes one of them only when it has an interface in the kernel. */
    @Test
    void shouldLimitHowManyVlansTheKernelHas() {
        final String vlans = IntStream.range(0, 29).mapToObj(i -> "  - {name: p" + i + ", parent: front, vlan: "
            + (i + 200) + "}\n").collect(Collectors.joining());
        final String kernel = "host: {errors: kernel}\n";
        assertThat(read(vlans + kernel, "af_xdp").ports()).hasSize(31);
        final String one = "  - {name: p29, parent: front, vlan: 300}\n";
        assertThat(read(vlans + one, "af_xdp").ports()).hasSize(32);
        assertThatThrownBy(() -> read(vlans + one + kernel, "af_xdp")).hasMessageContaining(
            "ports has 32 entries, and opens 1 devices of DPDK: with an interface in the kernel for each entry these "
                + "are 33, and DPDK has 32: give fewer VLANs, or say nothing of kernel in host");
    }

    /** The ring of each interface in the kernel has packet buffers: 65, besides 2,048 of the port and 1,024 for all. */
    @Test
    void shouldCountThePacketBuffersOfInterfacesThatVlansHaveInTheKernel() {
        final String kernel = "  - {name: more, parent: front, vlan: 300}\nhost: {errors: kernel}\nmemory: {mbufs: ";
        assertThat(read(kernel + "3267}\n", "af_xdp").memory().mbufs()).isEqualTo(3_267);
        assertThatThrownBy(() -> read(kernel + "3266}\n", "af_xdp"))
            .hasMessageContaining("memory.mbufs=3266 is less than the 2243 that the rings of the ports hold");
    }

    private static DirectorConfiguration read(final String more, final String pmd) {
        return ConfigurationFile.parse("f", START.replace("eth1,", "eth1, pmd: " + pmd + ",") + more, Set.of("rr"))
            .configuration();
    }
}
