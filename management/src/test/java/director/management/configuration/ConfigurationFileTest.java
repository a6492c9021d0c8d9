/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import director.dataplane.address.IpAddress;
import director.dataplane.address.IpPrefix;
import director.dataplane.configuration.AnswerPolicy;
import director.dataplane.configuration.ConnectionTimeouts;
import director.dataplane.configuration.DirectorConfiguration;
import director.dataplane.configuration.ForwardPolicy;
import director.dataplane.configuration.ForwardingMethod;
import director.dataplane.configuration.HostSettings;
import director.dataplane.configuration.HugePages;
import director.dataplane.configuration.IdleMode;
import director.dataplane.configuration.InterfaceAddress;
import director.dataplane.configuration.MarkRule;
import director.dataplane.configuration.MemorySettings;
import director.dataplane.configuration.MssClamp;
import director.dataplane.configuration.PacketSettings;
import director.dataplane.configuration.Persistence;
import director.dataplane.configuration.Pmd;
import director.dataplane.configuration.PortSettings;
import director.dataplane.configuration.Problem;
import director.dataplane.configuration.Protocol;
import director.dataplane.configuration.RealServerSettings;
import director.dataplane.configuration.Route;
import director.dataplane.configuration.ServiceSettings;
import director.dataplane.configuration.Sysctl;
import director.dataplane.configuration.Sysctls;
import director.dataplane.configuration.TunnelSettings;
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
            new WorkerSettings(List.of(1), 32, IdleMode.BACKOFF, 10),
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
    void shouldAcceptEveryOtherExampleInTheReference() throws IOException {
        final String[] examples = Files.readString(REFERENCE).split("```yaml\n");
        assertThat(examples).hasSizeGreaterThan(4);
        for (int i = 2; i < examples.length; i++) {
            final DirectorConfiguration read = parse(examples[i].substring(0, examples[i].indexOf("```")));
            assertThat(read.services().isEmpty() && read.packets().equals(PacketSettings.INITIAL)).isFalse();
        }
    }

    @Test
    void shouldListEverySysctlInTheReferenceWithItsLimits() throws IOException {
        final List<String> lines = Files.readAllLines(REFERENCE);
        for (final Sysctl sysctl : Sysctl.values()) {
            assertThat(lines).anyMatch(line -> line.startsWith("| `" + sysctl.label() + "` | " + sysctl.min() + " to "
                + sysctl.max() + " | " + sysctl.initial() + " | "));
        }
        assertThat(lines.stream().filter(line -> line.matches("\\| `[a-z_]+_[a-z_]+` .*|\\| `amemthresh` .*")))
            .hasSameSizeAs(Sysctl.values());
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
    void shouldReadEveryKindOfService() {
        final List<ServiceSettings> services = parse("""
            services:
              - protocol: sctp
                address: fd00::100
                port: 0
                scheduler: rr
                persistence: {timeout: 60, prefixLength: 64}
                realServers:
                  - {address: fd09::1, weight: 2147483647, upperThreshold: 10, lowerThreshold: 5}
                  - {address: fd09::2, port: 9}
              - mark: 4294967295
                version: 6
                scheduler: rr
                persistence: {}
              - protocol: udp
                address: 10.0.0.100
                port: 5060
                scheduler: rr
                persistence: {engine: sip}
                onePacket: true
                slowStart: 30s
                timeouts: {udp: 7}
                realServers:
                  - {address: 10.9.0.1, forwarding: direct-routing, slowStart: 2m}
                  - {address: 10.9.0.2, forwarding: tunnel}
                  - {address: fd09::3, forwarding: tunnel, tunnel: {type: gue, port: 6080, checksum: remote}}
                  - {address: 192.0.2.1, forwarding: tunnel, tunnel: {type: gre, checksum: full}}
            """).services();
        assertThat(services).containsExactly(
            new ServiceSettings(Protocol.SCTP, IpAddress.parse("fd00::100"), 0, 0, "rr", 0,
                new Persistence(60, 64, null), false, List.of(
                    new RealServerSettings(IpAddress.parse("fd09::1"), 0, Integer.MAX_VALUE, ForwardingMethod.NAT,
                        TunnelSettings.IPIP, 10, 5),
                    new RealServerSettings(IpAddress.parse("fd09::2"), 9, 1, ForwardingMethod.NAT))),
            new ServiceSettings(Protocol.TCP, IpAddress.ANY6, 0, -1, "rr", 0, new Persistence(300, 128, null), false,
                List.of()),
            new ServiceSettings(Protocol.UDP, IpAddress.parse("10.0.0.100"), 5_060, 0, "rr", 0,
                new Persistence(300, 32, "sip"), true, 30, new ConnectionTimeouts(0, 0, 7), List.of(
                    new RealServerSettings(IpAddress.parse("10.9.0.1"), 5_060, 1, ForwardingMethod.DIRECT_ROUTING,
                        TunnelSettings.IPIP, 0, 0).withSlowStart(120),
                    tunnelled("10.9.0.2", ForwardingMethod.TUNNEL, TunnelSettings.IPIP),
                    tunnelled("fd09::3", ForwardingMethod.TUNNEL, new TunnelSettings(
                        TunnelSettings.Type.GUE, 6_080, TunnelSettings.Checksum.REMOTE)),
                    tunnelled("192.0.2.1", ForwardingMethod.TUNNEL, new TunnelSettings(
                        TunnelSettings.Type.GRE, 0, TunnelSettings.Checksum.FULL)))));
    }

    @Test
    void shouldAcceptARealServerThatIsTheDirectorItself() {
        assertThat(parse("""
            services:
              - protocol: tcp
                address: 203.0.113.1
                port: 80
                scheduler: rr
                realServers:
                  - {address: 203.0.113.1, forwarding: direct-routing}
                  - {address: 10.9.0.254, port: 8080}
            """).services().getFirst().realServers()).hasSize(2);
    }

    @Test
    void shouldReadHowPacketsAreTreated() {
        assertThat(parse("""
            marks:
              - {mark: 1}
              - {mark: 2, version: 6, port: client}
              - {mark: 3, protocol: udp, source: 10.2.0.0/16, destination: 10.0.0.100, destinationPorts: 53}
              - {mark: 4294967295, destination: fd00::/64, destinationPorts: 8000-8099}
            sysctls: {sloppy_tcp: 1, conn_reuse_mode: 0}
            timeouts: {tcp: 60, udp: 2678400}
            host: {refusals: drop, errors: drop}
            mssClamp: path
            """).packets()).isEqualTo(new PacketSettings(
                List.of(
                    new MarkRule(1, false, null, null, null, null, 0, 65_535),
                    new MarkRule(2, true, "client", null, null, null, 0, 65_535),
                    new MarkRule(3, false, null, Protocol.UDP, IpPrefix.parse("10.2.0.0/16"),
                        IpPrefix.parse("10.0.0.100/32"), 53, 53),
                    new MarkRule(-1, true, null, null, null, IpPrefix.parse("fd00::/64"), 8_000, 8_099)),
                Sysctls.INITIAL.with(Sysctl.SLOPPY_TCP, 1).with(Sysctl.CONN_REUSE_MODE, 0),
                new ConnectionTimeouts(60, 120, 2_678_400),
                new HostSettings(AnswerPolicy.DROP, ForwardPolicy.FORWARD, AnswerPolicy.DROP))
                .withMssClamp(MssClamp.PATH));
        assertThat(parse("mssClamp: 1400\n").packets().mssClamp()).isEqualTo(new MssClamp(1_400));
        assertThat(parse("mssClamp: off\n").packets()).isEqualTo(PacketSettings.INITIAL);
        assertThat(parse("host: {forwarding: drop}\n").packets()).isEqualTo(new PacketSettings(
            List.of(), Sysctls.INITIAL, ConnectionTimeouts.INITIAL,
            new HostSettings(AnswerPolicy.ANSWER, ForwardPolicy.DROP, AnswerPolicy.ANSWER)));
        assertThat(parse("").packets()).isEqualTo(PacketSettings.INITIAL);
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

    /** Behind two ports, of both versions of IP. */
    private static DirectorConfiguration parse(final String end) {
        final String ports = end.startsWith("ports:") ? "" : """
            ports:
              - {name: client, interface: a0, addresses: [10.0.0.254/24, "fd00::254/64"], gateway: 10.0.0.1}
              - {name: real, interface: b0, addresses: [10.9.0.254/16, "fd09::254/64"]}
            """;
        return ConfigurationFile.parse("d.yaml", "version: 1\nworkers: {cores: [0]}\n" + ports + end, SCHEDULERS)
            .configuration();
    }

    private static RealServerSettings tunnelled(
        final String address, final ForwardingMethod forwarding, final TunnelSettings tunnel) {
        return new RealServerSettings(IpAddress.parse(address), 5_060, 1, forwarding, tunnel, 0, 0);
    }

    private static RealServerSettings realServer(final int address, final int port, final int weight) {
        return new RealServerSettings(IpAddress.ipv4(address), port, weight, ForwardingMethod.NAT);
    }
}
