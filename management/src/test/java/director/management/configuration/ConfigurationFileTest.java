/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import director.dataplane.address.IpAddress;
import director.dataplane.address.IpPrefix;
import director.dataplane.configuration.DirectorConfiguration;
import director.dataplane.configuration.ForwardingMethod;
import director.dataplane.configuration.HugePages;
import director.dataplane.configuration.IdleMode;
import director.dataplane.configuration.InterfaceAddress;
import director.dataplane.configuration.MemorySettings;
import director.dataplane.configuration.Pmd;
import director.dataplane.configuration.PortSettings;
import director.dataplane.configuration.Problem;
import director.dataplane.configuration.Protocol;
import director.dataplane.configuration.RealServerSettings;
import director.dataplane.configuration.Route;
import director.dataplane.configuration.ServiceSettings;
import director.dataplane.configuration.WorkerSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationFileTest {
    private static final Set<String> SCHEDULERS = Set.of("rr", "wrr");
    private static final Path EXAMPLE = Path.of("..", "deploy", "director.example.yaml");
    private static final Path REFERENCE = Path.of("..", "docs", "configuration.md");

    @TempDir
    Path directory = Path.of("");

    @Test
    void shouldReadEveryKeyOfTheExample() {
        assertThat(ConfigurationFile.read(EXAMPLE, SCHEDULERS).configuration()).isEqualTo(new DirectorConfiguration(
            new MemorySettings(HugePages.AUTO, 512, 16_384, 1_000_000),
            List.of(
                new PortSettings("client", null, "dc0", Pmd.AF_PACKET,
                    List.of(new InterfaceAddress(IpAddress.ipv4(0x0a0000fe), 24)), IpAddress.ipv4(0x0a000001), null,
                    List.of(new Route(new IpPrefix(IpAddress.ipv4(0x0a020000), 16), IpAddress.ipv4(0x0a000007))),
                    1_500, 1_024, 1_024, false),
                new PortSettings("real", null, "dr0", Pmd.AF_PACKET,
                    List.of(new InterfaceAddress(IpAddress.ipv4(0x0a0900fe), 24)), null, null, List.of(),
                    1_500, 1_024, 1_024, false)),
            new WorkerSettings(List.of(1), 32, IdleMode.BACKOFF),
            List.of(
                new ServiceSettings(Protocol.TCP, IpAddress.ipv4(0x0a000064), 80, "wrr", 0, List.of(
                    realServer(0x0a090001, 8_080, 3), realServer(0x0a090002, 8_080, 2),
                    realServer(0x0a090003, 8_080, 1))),
                new ServiceSettings(Protocol.UDP, IpAddress.ipv4(0x0a000064), 53, "rr", 0, List.of(
                    realServer(0x0a090001, 53, 1), realServer(0x0a090002, 53, 1))))));
    }

    @Test
    void shouldPrintTheExampleInTheReferenceAsItIs() throws IOException {
        assertThat(Files.readString(REFERENCE)).contains("```yaml\n" + Files.readString(EXAMPLE) + "```\n");
    }

    @Test
    void shouldReadEveryOtherWordAndFlag() {
        final DirectorConfiguration configuration = ConfigurationFile.parse("d.yaml", """
            version: 1
            memory: {hugePages: required}
            ports:
              - {name: a, interface: a0, pmd: af_xdp, addresses: [10.0.0.2/24], promiscuous: true}
              - {name: b, device: "net_null0,size=64"}
            workers: {cores: [0], idle: poll}
            services:
              - {protocol: udp, address: 10.0.0.3, port: 53, scheduler: rr, schedulerFlags: [flag-3, flag-1]}
            """, SCHEDULERS).configuration();
        assertThat(configuration.memory()).isEqualTo(
            new MemorySettings(HugePages.REQUIRED, 512, 16_384, 1_000_000));
        assertThat(configuration.ports().get(0).pmd()).isEqualTo(Pmd.AF_XDP);
        assertThat(configuration.ports().get(0).promiscuous()).isTrue();
        assertThat(configuration.ports().get(1).device()).isEqualTo("net_null0,size=64");
        assertThat(configuration.workers().idle()).isEqualTo(IdleMode.POLL);
        assertThat(configuration.services().get(0).schedulerFlags()).isEqualTo(0b101);
        assertThat(configuration.services().get(0).realServers()).isEmpty();
    }

    @Test
    void shouldReadBothVersionsOfIp() {
        final DirectorConfiguration configuration = ConfigurationFile.parse("d.yaml", """
            version: 1
            ports:
              - name: a
                interface: a0
                addresses: [10.0.0.2/24, fd00::2/64, "fe80::2/64"]
                gateway: 10.0.0.1
                gateway6: fe80::1
                routes: [{to: 2001:db8::/32, via: fd00::7}]
              - {name: b, interface: b0, addresses: ["fd09::2/64"]}
            workers: {cores: [0]}
            services:
              - protocol: tcp
                address: fd00::100
                port: 80
                scheduler: rr
                realServers: [{address: fd09::1}, {address: 2001:db8:1::1}]
            """, SCHEDULERS).configuration();
        final PortSettings port = configuration.ports().getFirst();
        assertThat(port.gateways()).containsExactly(IpAddress.parse("10.0.0.1"), IpAddress.parse("fe80::1"));
        assertThat(port.addresses()).extracting(InterfaceAddress::toString)
            .containsExactly("10.0.0.2/24", "fd00::2/64", "fe80::2/64");
        assertThat(port.routes()).containsExactly(
            new Route(IpPrefix.parse("2001:db8::/32"), IpAddress.parse("fd00::7")));
        assertThat(configuration.services().getFirst().endpoint()).isEqualTo("TCP [fd00::100]:80");
        assertThat(configuration.services().getFirst().realServers()).extracting(RealServerSettings::endpoint)
            .containsExactly("[fd09::1]:80", "[2001:db8:1::1]:80");
    }

    @Test
    void shouldTellWhereAProblemStandsThatIsFoundLater() {
        final ConfigurationFile file = ConfigurationFile.read(EXAMPLE, SCHEDULERS);
        assertThat(file.locate(List.of(
            new Problem("workers.cores[0]", "1", "is not a core of this machine", "use one of 0"),
            new Problem("ports[1].interface", "dr0", "is not an interface", "use one of lo"))))
            .containsExactly(
                EXAMPLE + ":24:16: ports[1].interface=dr0 is not an interface: use one of lo",
                EXAMPLE + ":28:11: workers.cores[0]=1 is not a core of this machine: use one of 0");
    }

    @Test
    void shouldNameAFileThatCannotBeRead() throws IOException {
        final Path missing = directory.resolve("none.yaml");
        assertThatThrownBy(() -> ConfigurationFile.read(missing, SCHEDULERS))
            .isInstanceOf(ConfigurationFileException.class).hasMessage(missing + ": there is no such file");
        assertThatThrownBy(() -> ConfigurationFile.read(directory, SCHEDULERS))
            .isInstanceOf(ConfigurationFileException.class).hasMessageContaining(directory + ": cannot be read");
        final Path binary = Files.write(directory.resolve("binary"), new byte[] {(byte) 0xff, (byte) 0xfe, 0});
        assertThatThrownBy(() -> ConfigurationFile.read(binary, SCHEDULERS))
            .isInstanceOf(ConfigurationFileException.class).hasMessage(binary + ": is not UTF-8 text");
    }

    private static RealServerSettings realServer(final int address, final int port, final int weight) {
        return new RealServerSettings(IpAddress.ipv4(address), port, weight, ForwardingMethod.NAT);
    }
}
