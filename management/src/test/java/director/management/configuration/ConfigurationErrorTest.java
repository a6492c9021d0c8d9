/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.configuration;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Rows of {what, edit of a good file, messages}. The edit replaces one line of {@link #GOOD}; the messages are all that
 * is reported, in order, without the file's name.
 */
class ConfigurationErrorTest {
    private static final Set<String> SCHEDULERS = Set.of("wrr", "rr");

    private static final String GOOD = """
        version: 1
        memory: {hugePages: auto, megabytes: 512, mbufs: 16384, maxConnections: 1000000}
        ports:
          - name: client
            interface: dc0
            addresses: [10.0.0.254/24]
            rxDescriptors: 1024
          - name: real
            interface: dr0
            addresses: [10.9.0.254/24]
        workers: {cores: [1], burst: 32, idle: backoff}
        services:
          - protocol: tcp
            address: 10.0.0.100
            port: 80
            scheduler: wrr
            realServers:
              - {address: 10.9.0.1, port: 80, weight: 3}
              - {address: 10.9.0.2, port: 80, weight: 2}
        """;

    /** By aliases, and in brackets that are read, or too many for that. */
    @ParameterizedTest
    @MethodSource
    void shouldRefuseWhatHasNoEnd(final String added, final String place) {
        assertThatThrownBy(() -> ConfigurationFile.parse("d.yaml", GOOD + added, SCHEDULERS))
            .isInstanceOf(ConfigurationFileException.class)
            .hasMessage("d.yaml" + place
                + ": is nested more than 64 levels deep, or contains itself by an alias: write it out, "
                + "with fewer levels");
    }

    static Stream<Arguments> shouldRefuseWhatHasNoEnd() {
        return Stream.of(Arguments.of("x: &a [*a]\n", ":20:4"), Arguments.of("x: &a {<<: *a}\n", ":20:4"),
            Arguments.of("x: &a\n  - y: {z: *a}\n", ":20:4"),
            Arguments.of("x: " + "[".repeat(64) + "]".repeat(64) + "\n", ":20:67"),
            Arguments.of("x: &a " + "[".repeat(40) + "]".repeat(40) + "\ny: " + "[".repeat(40) + "*a" + "]".repeat(40)
                + "\n", ":20:4"),
            Arguments.of("x: " + "[".repeat(50_000) + "]".repeat(50_000) + "\n", ""));
    }

    @Test
    void shouldAcceptTheFileThatTheRowsSpoil() {
        ConfigurationFile.parse("d.yaml", GOOD, SCHEDULERS);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"keys", "types", "ranges", "ports", "versions", "services", "nextHops"})
    void shouldNameEverythingThatIsWrong(final Row row) {
        assertThatThrownBy(() -> ConfigurationFile.parse("d.yaml", row.yaml(), SCHEDULERS))
            .isInstanceOf(ConfigurationFileException.class)
            .hasMessage(String.join(System.lineSeparator(),
                row.messages().stream().map(message -> "d.yaml:" + message).toList()));
    }

    static Stream<Row> keys() {
        return Stream.of(
            row("unknown key", line("scheduler: wrr", "scheduler: wrr\n    schedulr: rr"),
                "17:5: services[0].schedulr is not a known key: did you mean scheduler? The keys here are "
                    + "protocol, address, port, mark, version, scheduler, schedulerFlags, persistence, onePacket, "
                    + "slowStart, timeouts, localAddresses, clientAddress, clientAddressOption, realServers, "
                    + "limits, clientLimits, access, healthChecks, initially, onFailure, notify, "
                    + "quorum, flapping"),
            row("unknown key that resembles nothing", line("version: 1", "version: 1\nxyzzy: 1"),
                "2:1: xyzzy is not a known key: The keys here are version, memory, ports, workers, services, rules, "
                    + "marks, sysctls, timeouts, host, mssClamp, accessLists, access, snat, localPorts, clients, "
                    + "health"),
            row("unknown key that is missing elsewhere", line("    port: 80\n", "    prot: 80\n"),
                "13:5: services[0].port is missing: give the virtual port",
                "15:5: services[0].prot is not a known key: did you mean port? The keys here are "
                    + "protocol, address, port, mark, version, scheduler, schedulerFlags, persistence, onePacket, "
                    + "slowStart, timeouts, localAddresses, clientAddress, clientAddressOption, realServers, "
                    + "limits, clientLimits, access, healthChecks, initially, onFailure, notify, "
                    + "quorum, flapping"),
            row("duplicate key", line("interface: dc0", "interface: dc0\n    interface: dc1"),
                "6:5: ports[0].interface is already on line 5: give a key once"),
            row("key without value", line("interface: dc0", "interface:"),
                "5:15: ports[0].interface has no value: give one or remove the key"),
            row("no version", line("version: 1\n", ""), "1:1: version is missing: write version: 1"),
            row("another version", line("version: 1", "version: 2"), "1:10: version=2 is not 1: write version: 1"),
            row("no workers", line("workers: {cores: [1], burst: 32, idle: backoff}\n", ""),
                "1:1: workers is missing: write workers: {cores: [1]}, with a core that may be busy"),
            row("no list of ports", line("ports:\n", "prots:\n"),
                "1:1: ports is missing: list the ports that carry packets",
                "3:1: prots is not a known key: did you mean ports? The keys here are "
                    + "version, memory, ports, workers, services, rules, marks, sysctls, timeouts, host, mssClamp, "
                    + "accessLists, access, snat, localPorts, clients, health"),
            row("empty file", GOOD, "", "1:1: is empty: write at least version, ports and workers"),
            row("not a mapping", GOOD, "- 1\n",
                "1:1: the file is a list, not keys with values: write it as key: value"),
            row("not YAML", line("addresses: [10.0.0.254/24]", "addresses: [10.0.0.254/24"),
                "7:18: is not YAML: while parsing a flow sequence, expected ',' or ']', but got :: "
                    + "correct the indentation, brackets or quotes there or above"));
    }

    static Stream<Row> types() {
        return Stream.of(
            row("text for a number", line("rxDescriptors: 1024", "rxDescriptors: many"),
                "7:20: ports[0].rxDescriptors=many is a text, not a whole number: write digits without quotes"),
            row("quoted number", line("    port: 80\n", "    port: \"80\"\n"),
                "15:11: services[0].port=80 is a text, not a whole number: write digits without quotes"),
            row("fraction", line("weight: 3", "weight: 1.5"),
                "18:47: services[0].realServers[0].weight=1.5 is a number, not a whole number: "
                    + "write digits without quotes"),
            row("hexadecimal number", line("weight: 3", "weight: 0x3"),
                "18:47: services[0].realServers[0].weight=0x3 is a text, not a whole number: "
                    + "write digits without quotes"),
            row("number for a text", line("name: client", "name: 1"),
                "4:11: ports[0].name=1 is a number, not a text: put it in quotes: \"1\""),
            row("text for a list", line("addresses: [10.0.0.254/24]", "addresses: 10.0.0.254/24"),
                "6:16: ports[0].addresses=10.0.0.254/24 is a text, not a list: "
                    + "write it as [a, b] or as lines that begin with -"),
            row("number for a list", line("cores: [1]", "cores: 1"),
                "11:18: workers.cores=1 is a number, not a list: write it as [a, b] or as lines that begin with -"),
            row("text for a section", line("      - {address: 10.9.0.1, port: 80, weight: 3}", "      - 10.9.0.1:80"),
                "18:9: services[0].realServers[0] is a text, not keys with values: write it as key: value"),
            row("word that is not one of some", line("idle: backoff", "idle: backof"),
                "11:40: workers.idle=backof is not one of poll, backoff: use backoff"),
            row("unknown forwarding method", line("weight: 3", "weight: 3, forwarding: tunel"),
                "18:62: services[0].realServers[0].forwarding=tunel is not one of nat, fullnat, tunnel, "
                    + "direct-routing: "
                    + "use tunnel"),
            row("text for true or false", line("interface: dc0", "interface: dc0\n    promiscuous: perhaps"),
                "6:18: ports[0].promiscuous=perhaps is a text, not true or false: write true or false"),
            row("not an address", line("address: 10.0.0.100", "address: 10.0.0.256"),
                "14:14: services[0].address=10.0.0.256 cannot be read: "
                    + "\"10.0.0.256\" is not an IP address such as 10.0.0.1 or fd00::1"),
            row("address without prefix length", line("[10.0.0.254/24]", "[10.0.0.254]"),
                "6:17: ports[0].addresses[0]=10.0.0.254 cannot be read: "
                    + "\"10.0.0.254\" has no prefix length: write it as in 10.0.0.254/24"),
            row("route to a host inside a prefix",
                line("interface: dc0", "interface: dc0\n    routes: [{to: 10.2.0.1/16, via: 10.0.0.7}]"),
                "6:19: ports[0].routes[0].to=10.2.0.1/16 cannot be read: "
                    + "10.2.0.1/16 has bits set after its first 16: the prefix is 10.2.0.0/16"));
    }

    static Stream<Row> ranges() {
        return Stream.of(
            row("weight too large", line("weight: 3", "weight: 2147483648"),
                "18:47: services[0].realServers[0].weight=2147483648 is more than 2147483647: "
                    + "give a sensible number"),
            row("slow start too long", line("scheduler: wrr", "scheduler: wrr\n    slowStart: 86401"),
                "17:16: services[0].slowStart=86401 is more than 86400: give 0 to 86400"),
            row("timeout of a service too long",
                line("scheduler: wrr", "scheduler: wrr\n    timeouts: {tcp: 2678401, tcpFin: 0}"),
                "17:21: services[0].timeouts.tcp=2678401 is more than 2678400: give 1 to 2678400",
                "17:38: services[0].timeouts.tcpFin=0 is less than 1: give 1 to 2678400, or leave it out for what "
                    + "holds for all"),
            row("timeout of another protocol", line("scheduler: wrr", "scheduler: wrr\n    timeouts: {udp: 30}"),
                "17:21: services[0].timeouts.udp=30 is of UDP, and this service is TCP: remove it"),
            row("slow start of a real server too long", line("weight: 3", "weight: 3, slowStart: 25h"),
                "18:61: services[0].realServers[0].slowStart=90000 is more than 86400: give 0 to 86400"),
            row("slow start that is no duration", line("weight: 3", "weight: 3, slowStart: 1.5s"),
                "18:61: services[0].realServers[0].slowStart=1.5s cannot be read: "
                    + "write seconds (30s or 30), minutes (5m) or hours (1h), of up to 5 digits"),
            row("weight too small", line("weight: 3", "weight: -1"),
                "18:47: services[0].realServers[0].weight=-1 is less than 0: give 0 to 2147483647"),
            row("port too large", line("    port: 80\n", "    port: 65536\n"),
                "15:11: services[0].port=65536 is more than 65535: give 0 to 65535"),
            row("number beyond all ranges", line("megabytes: 512", "megabytes: 99999999999"),
                "2:38: memory.megabytes=99999999999 is more than 2147483647: give a sensible number"),
            row("two wrong numbers in one section", line("{hugePages: auto, megabytes: 512,",
                "{hugePages: auto, megabytes: 1,"),
                "2:38: memory.megabytes=1 is less than 64: give 64 to 1048576"),
            row("ring shorter than a burst", line("rxDescriptors: 1024", "rxDescriptors: 48").and("burst: 32",
                "burst: 64"),
                "7:20: ports[0].rxDescriptors=48 is less than workers.burst=64: raise ports[0].rxDescriptors"),
            row("burst too long", line("burst: 32", "burst: 65"),
                "11:30: workers.burst=65 is more than 64: give 1 to 64"),
            row("packet buffers too few", line("mbufs: 16384", "mbufs: 5000"),
                "2:50: memory.mbufs=5000 is less than the 4096 that the rings of the ports hold and 1024 more: "
                    + "give at least 5120, or shorter rings"),
            row("endless warm-up", line("idle: backoff", "warmUp: 61s"),
                "11:42: workers.warmUp=61 is more than 60: give 0 to 60"),
            row("warm-up without a unit that is known", line("idle: backoff", "warmUp: 1d"),
                "11:42: workers.warmUp=1d cannot be read: write seconds (30s or 30), minutes (5m) or hours (1h), of "
                    + "up to 5 digits"),
            row("no core", line("cores: [1]", "cores: []"),
                "11:18: workers.cores=[] has 0 cores, one for each worker: name 1 to 64 cores"),
            row("two workers on one core", line("cores: [1]", "cores: [0, 1, 0]"),
                "11:25: workers.cores[2]=0 is already workers.cores[0]: give each worker a core of its own"),
            row("packet buffers too few for three workers", line("cores: [1]", "cores: [0, 1, 2]"),
                "2:50: memory.mbufs=16384 is less than the 18432 that the rings of 3 workers hold (4096 of the ports "
                    + "and 2048 between workers each) and 1024 more: give at least 19456, or shorter rings, or fewer "
                    + "workers"),
            row("negative core", line("cores: [1]", "cores: [-1]"),
                "11:19: workers.cores[0]=-1 is less than 0: give 0 to 1023"));
    }

    static Stream<Row> ports() {
        return Stream.of(
            row("device beside interface", line("interface: dc0", "interface: dc0\n    device: net_null0"),
                "6:13: ports[0].device=net_null0 stands beside interface=dc0: remove one of the two"),
            row("neither device nor interface", line("    interface: dc0\n", ""),
                "4:5: ports[0].interface is missing: "
                    + "give a kernel interface as interface, or DPDK device arguments as device"),
            row("driver beside device", line("interface: dc0", "device: net_null0\n    pmd: af_xdp"),
                "6:10: ports[0].pmd stands beside device, which names its driver itself: remove pmd"),
            row("interface name too long", line("interface: dc0", "interface: abcdefghijklmnop"),
                "5:16: ports[0].interface=abcdefghijklmnop is not an interface name of 1 to 15 characters: "
                    + "give a name that `ip link` shows"),
            row("name twice", line("name: real", "name: client"),
                "8:11: ports[1].name=client is already ports[0].name: give every port a name of its own"),
            row("interface twice", line("interface: dr0", "interface: dc0"),
                "9:16: ports[1].interface=dc0 is already ports[0].interface: open an interface once"),
            row("broadcast address", line("10.0.0.254/24", "10.0.0.255/24"),
                "6:17: ports[0].addresses[0]=10.0.0.255/24 is the broadcast address: "
                    + "give the port an address of its own in 10.0.0.0/24"),
            row("multicast address", line("10.0.0.254/24", "224.0.0.1/24"),
                "6:17: ports[0].addresses[0]=224.0.0.1 is not a unicast address: "
                    + "give an address that one host can have"),
            row("gateway elsewhere", line("interface: dc0", "interface: dc0\n    gateway: 10.1.0.1"),
                "6:14: ports[0].gateway=10.1.0.1 is on no prefix of this port ([10.0.0.254/24]): "
                    + "give a router that is, or add an address of its prefix to ports[0].addresses"),
            row("the same router twice", line("interface: dc0", "interface: dc0\n    gateway: 10.0.0.1\n"
                + "    routes: [{to: 0.0.0.0/0, via: 10.0.0.2}, {to: 0.0.0.0/0, via: 10.0.0.1}]"),
                "6:14: ports[0].gateway=10.0.0.1 is already ports[0].routes[1].via for to=0.0.0.0/0: "
                    + "remove one of the two"),
            row("too many routers", line("interface: dc0", "interface: dc0\n    routes:"
                + IntStream.rangeClosed(1, 66).mapToObj(i -> "\n      - {to: 192.0.2.0/24, via: 10.0.0." + i + "}")
                    .collect(Collectors.joining())),
                "71:33: ports[0].routes[64].via=10.0.0.65 is one more than the 64 routers that to=192.0.2.0/24 can "
                    + "have: remove some"));
    }

    static Stream<Row> versions() {
        return Stream.of(
            row("gateway of IPv6", line("[10.0.0.254/24]", "['fd00::254/64']\n    gateway: fd00::1"),
                "7:14: ports[0].gateway=fd00::1 is an IPv6 address: give it as gateway6"),
            row("gateway6 of IPv4", line("interface: dc0", "interface: dc0\n    gateway6: 10.0.0.1"),
                "6:15: ports[0].gateway6=10.0.0.1 is an IPv4 address: give it as gateway"),
            row("gateway6 elsewhere", line("interface: dc0", "interface: dc0\n    gateway6: fd00::1"),
                "6:15: ports[0].gateway6=fd00::1 is on no prefix of this port ([10.0.0.254/24]): "
                    + "give a router that is, or add an address of its prefix to ports[0].addresses"),
            row("route between versions", line("interface: dc0",
                "interface: dc0\n    routes: [{to: '2001:db8::/32', via: 10.0.0.7}]"),
                "6:41: ports[0].routes[0].via=10.0.0.7 is an IPv4 address, and to=2001:db8::/32 a prefix of IPv6: "
                    + "give a router of the same version of IP"),
            row("address of all routers", line("[10.0.0.254/24]", "['fd00::/64']"),
                "6:17: ports[0].addresses[0]=fd00::/64 is the address of all routers of the network: "
                    + "give the port an address of its own in fd00::/64"),
            row("short packets", line("[10.0.0.254/24]", "[10.0.0.254/24, 'fd00::254/64']\n    mtu: 1279"),
                "7:10: ports[0].mtu=1279 is less than 1280, which IPv6 needs: "
                    + "raise it, or remove the port's IPv6 addresses"),
            row("NAT between versions", line("address: 10.9.0.2", "address: 'fd09::2'"),
                "19:19: services[0].realServers[1].address=fd09::2 is an IPv6 address, and services[0].address="
                    + "10.0.0.100 an IPv4 one, which forwarding=nat cannot bridge: "
                    + "give the IPv4 address of the real server, or forwarding: fullnat or tunnel"),
            row("no next hop of that version", line("address: 10.0.0.100", "address: fd00::100")
                .and("interface: dc0", "interface: dc0\n    gateway: 10.0.0.1")
                .and("address: 10.9.0.1", "address: 'fd09::1'")
                .and("address: 10.9.0.2", "address: 'fd09::2'"),
                "19:19: services[0].realServers[0].address=fd09::1 has no next hop: it is on no prefix of a port, and "
                    + "no route or gateway leads there: add an address of its network to ports[].addresses, a route "
                    + "to ports[].routes or a ports[].gateway6",
                "20:19: services[0].realServers[1].address=fd09::2 has no next hop: it is on no prefix of a port, and "
                    + "no route or gateway leads there: add an address of its network to ports[].addresses, a route "
                    + "to ports[].routes or a ports[].gateway6"));
    }

    static Stream<Row> services() {
        return Stream.of(
            row("unknown scheduler", line("scheduler: wrr", "scheduler: wlc"),
                "16:16: services[0].scheduler=wlc is not a registered scheduler: use one of rr, wrr"),
            row("duplicate service", GOOD, GOOD + """
                  - {protocol: tcp, address: 10.0.0.100, port: 80, scheduler: rr}
                """,
                "20:5: services[1]=TCP 10.0.0.100:80 is already services[0]: "
                    + "merge the two or change protocol, address or port"),
            row("same address and port, other protocol", GOOD, GOOD + """
                  - {protocol: udp, address: 10.0.0.100, port: 80, scheduler: lc}
                """,
                "20:63: services[1].scheduler=lc is not a registered scheduler: use one of rr, wrr"),
            row("duplicate real server", line("address: 10.9.0.2", "address: 10.9.0.1"),
                "19:9: services[0].realServers[1]=10.9.0.1:80 is already services[0].realServers[0]: "
                    + "remove one of the two; a larger share is a larger weight"),
            row("unknown protocol", line("protocol: tcp", "protocol: TCP"),
                "13:15: services[0].protocol=TCP is not one of tcp, udp, sctp: use tcp"),
            row("everything at once, by line", line("megabytes: 512", "megabytes: 1").and("scheduler: wrr",
                "scheduler: sed").and("weight: 3", "weight: -1").and("weight: 2", "wieght: 2"),
                "2:38: memory.megabytes=1 is less than 64: give 64 to 1048576",
                "16:16: services[0].scheduler=sed is not a registered scheduler: use one of rr, wrr",
                "18:47: services[0].realServers[0].weight=-1 is less than 0: give 0 to 2147483647",
                "19:39: services[0].realServers[1].wieght is not a known key: did you mean weight? The keys here are "
                    + "address, port, weight, forwarding, tunnel, upperThreshold, lowerThreshold, slowStart, limits, "
                    + "healthChecks, sorry, checkAddress, onFailure, notify"));
    }

    static Stream<Row> nextHops() {
        return Stream.of(
            row("real server without next hop", line("address: 10.9.0.2", "address: 10.8.0.2"),
                "19:19: services[0].realServers[1].address=10.8.0.2 has no next hop: it is on no prefix of a port, and "
                    + "no route or gateway leads there: add an address of its network to ports[].addresses, a route "
                    + "to ports[].routes or a ports[].gateway"),
            row("nothing follows from a wrong port", line("[10.9.0.254/24]", "[10.9.0.254/33]"),
                "10:17: ports[1].addresses[0]=10.9.0.254/33 cannot be read: "
                    + "\"/33\" is not a prefix length of 0 to 32"));
    }

    private static Row row(final String what, final Edit edit, final String... messages) {
        return new Row(what, edit.result(), List.of(messages));
    }

    private static Row row(final String what, final String before, final String after, final String... messages) {
        return new Row(what, new Edit(GOOD).and(before, after).result(), List.of(messages));
    }

    private static Edit line(final String before, final String after) {
        return new Edit(GOOD).and(before, after);
    }

    private record Edit(String result) {
        Edit and(final String before, final String after) {
            final int at = result.indexOf(before);
            if (at < 0) {
                throw new IllegalArgumentException("not in the good file: " + before);
            }
            return new Edit(result.substring(0, at) + after + result.substring(at + before.length()));
        }
    }

    record Row(String what, String yaml, List<String> messages) {
        @Override
        public String toString() {
            return what;
        }
    }
}
