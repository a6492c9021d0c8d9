/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import director.dataplane.configuration.Sysctl;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Rows of {what, the end of a file, messages} about services, marks, sysctls, timeouts and the host. The first line of
 * the end is line 10; the messages are all that is reported, in order, without the file's name.
 */
class PacketErrorTest {
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
        """;
    private static final String TCP = "  - {protocol: tcp, address: 10.0.0.100, port: 80, scheduler: rr";

    @Test
    void shouldAcceptTheFileThatTheRowsEnd() {
        assertThat(read("services:\n" + TCP + "}\n").configuration().services()).hasSize(1);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"marked", "persistent", "forwarded", "tunnelled", "limited", "rules", "settings"})
    void shouldNameEverythingThatIsWrong(final Row row) {
        assertThatThrownBy(() -> read(row.end()))
            .isInstanceOf(ConfigurationFileException.class)
            .hasMessage(String.join(System.lineSeparator(),
                row.messages().stream().map(message -> "d.yaml:" + message).toList()));
    }

    static Stream<Row> marked() {
        return Stream.of(
            service("mark beside what it replaces",
                "  - {mark: 5, protocol: tcp, address: 10.0.0.1, port: 80, scheduler: rr}",
                "11:25: services[0].protocol stands beside mark: remove one of the two",
                "11:39: services[0].address stands beside mark: remove one of the two",
                "11:55: services[0].port stands beside mark: remove one of the two"),
            service("version without mark", TCP + ", version: 6}",
                "11:76: services[0].version stands without mark: remove it: the address tells the version"),
            service("no version of IP", "  - {mark: 5, version: 5, scheduler: rr}",
                "11:24: services[0].version=5 is no version of IP: give 4 or 6"),
            service("mark of everything", "  - {mark: 0, scheduler: rr}",
                "11:12: services[0].mark=0 is what packets without a mark have: give 1 to 4294967295"),
            service("mark beyond 32 bits", "  - {mark: 4294967296, scheduler: rr}",
                "11:12: services[0].mark=4294967296 is more than 4294967295: give 0 to 4294967295"),
            service("mark that is a word", "  - {mark: red, scheduler: rr}",
                "11:12: services[0].mark=red is a text, not a whole number: write digits without quotes"),
            service("mark twice", "  - {mark: 5, scheduler: rr}\n  - {mark: 5, version: 4, scheduler: rr}",
                "12:5: services[1]=FWM 5 is already services[0]: merge the two or change mark or version"),
            service("NAT between versions", "  - mark: 5\n    version: 6\n    scheduler: rr\n"
                + "    realServers: [{address: 10.9.0.1}]",
                "14:29: services[0].realServers[0].address=10.9.0.1 is an IPv4 address, and FWM 5 IPv6 takes IPv6, "
                    + "which forwarding=nat cannot bridge: give the IPv6 address of the real server, or "
                    + "forwarding: fullnat or tunnel"));
    }

    static Stream<Row> persistent() {
        return Stream.of(
            service("all ports without persistence", "  - {protocol: tcp, address: 10.0.0.100, port: 0, scheduler: rr}",
                "11:48: services[0].port=0 means all ports, among which only persistence keeps clients together: "
                    + "give one port of 1 to 65535, or persistence"),
            service("no time", TCP + ", persistence: {timeout: 0}}",
                "11:90: services[0].persistence.timeout=0 is less than 1: give 1 to 2678400"),
            service("more than 31 days", TCP + ", persistence: {timeout: 2678401}}",
                "11:90: services[0].persistence.timeout=2678401 is more than 2678400: give 1 to 2678400"),
            service("more bits than an address has", TCP + ", persistence: {prefixLength: 33}}",
                "11:95: services[0].persistence.prefixLength=33 is more than 32: give 0 to 32"),
            service("no bits of IPv6",
                "  - {mark: 5, version: 6, scheduler: rr, persistence: {prefixLength: 0}}",
                "11:70: services[0].persistence.prefixLength=0 is less than 1: give 1 to 128"),
            service("unknown engine", TCP + ", persistence: {engine: http}}",
                "11:89: services[0].persistence.engine=http is not a persistence engine: use sip, or none"),
            service("engine that reads UDP", TCP + ", persistence: {engine: sip}}",
                "11:89: services[0].persistence.engine=sip reads UDP only, and this service is TCP: "
                    + "remove the engine"),
            service("every segment on its own", TCP + ", onePacket: true}",
                "11:78: services[0].onePacket=true takes UDP, and this service is TCP: remove it"));
    }

    static Stream<Row> forwarded() {
        return Stream.of(
            real("another port without translation", "{address: 10.9.0.1, port: 81, forwarding: direct-routing}",
                "12:46: services[0].realServers[0].port=81 is not the port of the service, which only "
                    + "forwarding=nat and fullnat change: remove it"),
            real("direct routing between versions", "{address: 'fd09::1', forwarding: direct-routing}",
                "12:30: services[0].realServers[0].address=fd09::1 is an IPv6 address, and services[0].address="
                    + "10.0.0.100 an IPv4 one, which forwarding=direct-routing cannot bridge: give the IPv4 address "
                    + "of the real server, or forwarding: fullnat or tunnel"),
            real("direct routing to elsewhere", "{address: 10.8.0.1, forwarding: direct-routing}",
                "12:30: services[0].realServers[0].address=10.8.0.1 is on no prefix of a port, and "
                    + "forwarding=direct-routing goes through no router: add an address of its network to "
                    + "ports[].addresses, or use forwarding: tunnel"),
            real("tunnel to nowhere", "{address: 10.8.0.1, forwarding: tunnel}",
                "12:30: services[0].realServers[0].address=10.8.0.1 has no next hop: it is on no prefix of a port, "
                    + "and no route or gateway leads there: add an address of its network to ports[].addresses, a "
                    + "route to ports[].routes or a ports[].gateway"));
    }

    static Stream<Row> tunnelled() {
        return Stream.of(
            real("tunnel without tunnelling", "{address: 10.9.0.1, tunnel: {type: gre}}",
                "12:48: services[0].realServers[0].tunnel stands beside forwarding=nat: "
                    + "write forwarding: tunnel or remove it"),
            real("GUE without port", "{address: 10.9.0.1, forwarding: tunnel, tunnel: {type: gue}}",
                "12:68: services[0].realServers[0].tunnel.port is missing: "
                    + "give the UDP port of the tunnel, such as 6080"),
            real("GUE with port 0", "{address: 10.9.0.1, forwarding: tunnel, tunnel: {type: gue, port: 0}}",
                "12:86: services[0].realServers[0].tunnel.port=0 is less than 1: give 1 to 65535"),
            real("port of GRE", "{address: 10.9.0.1, forwarding: tunnel, tunnel: {type: gre, port: 1}}",
                "12:86: services[0].realServers[0].tunnel.port=1 has no meaning for this type: "
                    + "remove it, or use type: gue"),
            real("checksum of IPIP", "{address: 10.9.0.1, forwarding: tunnel, tunnel: {checksum: full}}",
                "12:79: services[0].realServers[0].tunnel.checksum stands beside type=ipip, which has no checksum: "
                    + "remove it"),
            real("remote checksum of GRE",
                "{address: 10.9.0.1, forwarding: tunnel, tunnel: {type: gre, checksum: remote}}",
                "12:90: services[0].realServers[0].tunnel.checksum is remote, which GRE does not have: "
                    + "use none or full"),
            real("unknown tunnel", "{address: 10.9.0.1, forwarding: tunnel, tunnel: {type: vxlan}}",
                "12:75: services[0].realServers[0].tunnel.type=vxlan is not one of ipip, gue, gre: "
                    + "use one of these"));
    }

    static Stream<Row> limited() {
        return Stream.of(
            real("thresholds crossed", "{address: 10.9.0.1, upperThreshold: 10, lowerThreshold: 11}",
                "12:76: services[0].realServers[0].lowerThreshold=11 is more than upperThreshold=10: "
                    + "raise that one or lower this one"),
            real("lower threshold alone", "{address: 10.9.0.1, lowerThreshold: 1}",
                "12:56: services[0].realServers[0].lowerThreshold=1 is more than upperThreshold=0: "
                    + "raise that one or lower this one"),
            real("threshold below 0", "{address: 10.9.0.1, upperThreshold: -1}",
                "12:56: services[0].realServers[0].upperThreshold=-1 is less than 0: give 0 to 2147483647"));
    }

    static Stream<Row> rules() {
        return Stream.of(
            rule("no mark", "{protocol: tcp}", "11:5: marks[0].mark is missing: give the mark, 0 to 4294967295"),
            rule("port that does not exist", "{mark: 1, port: uplink}",
                "11:21: marks[0].port=uplink is not the name of a port: use one of client, real"),
            rule("ports that are none", "{mark: 1, destinationPorts: http}",
                "11:33: marks[0].destinationPorts=http cannot be read: "
                    + "write one port, such as 80, or a range, such as 8000-8099"),
            rule("ports beyond the last", "{mark: 1, destinationPorts: 65530-65536}",
                "11:33: marks[0].destinationPorts=65530-65536 cannot be read: give ports of 0 to 65535"),
            rule("ports the wrong way round", "{mark: 1, destinationPorts: 81-80}",
                "11:33: marks[0].destinationPorts=81-80 ends before it begins: write the lower port first"),
            rule("both versions", "{mark: 1, source: 10.0.0.0/24, destination: 'fd00::/64'}",
                "11:23: marks[0].source=10.0.0.0/24 is a prefix of IPv4, and the rule is for IPv6: "
                    + "write a rule for each version of IP"),
            rule("the other version", "{mark: 1, version: 6, destination: 10.0.0.100}",
                "11:40: marks[0].destination=10.0.0.100/32 is a prefix of IPv4, and the rule is for IPv6: "
                    + "write a rule for each version of IP"),
            rule("unknown key", "{mark: 1, ports: 80}",
                "11:15: marks[0].ports is not a known key: did you mean port? The keys here are mark, source, "
                    + "destination, destinationPorts, version, port, protocol"));
    }

    static Stream<Row> settings() {
        return Stream.of(
            new Row("value of a sysctl", "sysctls: {sloppy_tcp: 2, am_droprate: 0}\n", List.of(
                "10:23: sysctls.sloppy_tcp=2 is more than 1: give 0 to 1",
                "10:39: sysctls.am_droprate=0 is less than 1: give 1 to 2147483647")),
            new Row("unknown sysctl", "sysctls: {slopy_tcp: 1}\n", List.of(
                "10:11: sysctls.slopy_tcp is not a known key: did you mean sloppy_tcp? The keys here are "
                    + Stream.of(Sysctl.values()).map(Sysctl::label).collect(Collectors.joining(", ")))),
            new Row("times", "timeouts: {tcp: 0, tcpFin: 2678401, udp: long}\n", List.of(
                "10:17: timeouts.tcp=0 is less than 1: give 1 to 2678400",
                "10:28: timeouts.tcpFin=2678401 is more than 2678400: give 1 to 2678400",
                "10:42: timeouts.udp=long is a text, not a whole number: write digits without quotes")),
            new Row("twice to the kernel", "host: {refusals: kernel}\n", List.of(
                "3:5: ports[0].pmd=af_packet leaves every frame to the kernel, too, which would handle what it is "
                    + "handed twice: use pmd: af_xdp, or a device, or no kernel in host",
                "6:5: ports[1].pmd=af_packet leaves every frame to the kernel, too, which would handle what it is "
                    + "handed twice: use pmd: af_xdp, or a device, or no kernel in host")),
            new Row("limit of nothing", "host: {kernelRate: 5}\n", List.of(
                "10:20: host.kernelRate=5 has no effect: the kernel gets no packets: "
                    + "say kernel in another setting of host, or remove it")),
            new Row("rate of nobody", "host: {refusals: kernel, kernelRate: 0}\n", List.of(
                "3:5: ports[0].pmd=af_packet leaves every frame to the kernel, too, which would handle what it is "
                    + "handed twice: use pmd: af_xdp, or a device, or no kernel in host",
                "6:5: ports[1].pmd=af_packet leaves every frame to the kernel, too, which would handle what it is "
                    + "handed twice: use pmd: af_xdp, or a device, or no kernel in host",
                "10:38: host.kernelRate=0 is less than 1: give 1 to 10000000")),
            new Row("word of another key", "host: {forwarding: answer}\n", List.of(
                "10:20: host.forwarding=answer is not one of forward, drop, kernel: use one of these")),
            new Row("segments of no size", "mssClamp: tight\n", List.of(
                "10:11: mssClamp=tight cannot be read: write off, path or a number of 536 to 8960")),
            new Row("tiny segments", "mssClamp: 535\n", List.of(
                "10:11: mssClamp=535 is less than 536: give 536 to 8960")),
            new Row("giant segments", "mssClamp: 8961\n", List.of(
                "10:11: mssClamp=8961 is more than 8960: give 536 to 8960")));
    }

    private static Row service(final String what, final String services, final String... messages) {
        return new Row(what, "services:\n" + services + "\n", List.of(messages));
    }

    private static Row real(final String what, final String realServer, final String... messages) {
        return service(what, TCP + ",\n     realServers: [" + realServer + "]}", messages);
    }

    private static Row rule(final String what, final String rule, final String... messages) {
        return new Row(what, "marks:\n  - " + rule + "\n", List.of(messages));
    }

    private static ConfigurationFile read(final String end) {
        return ConfigurationFile.parse("d.yaml", START + end, Set.of("rr"));
    }

    record Row(String what, String end, List<String> messages) {
        @Override
        public String toString() {
            return what;
        }
    }
}
