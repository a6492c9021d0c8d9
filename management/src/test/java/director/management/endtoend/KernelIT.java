/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Programs of the director's own machine, behind the interfaces that its ports have in the kernel. */
@Tag(WholeMachine.TAG)
class KernelIT {
    private static final String CONFIGURATION = """
        version: 1
        memory: {hugePages: required, megabytes: 128, mbufs: 8192, maxConnections: 65536}
        ports:
          - {name: client, interface: dc0, pmd: af_xdp, addresses: [10.0.0.254/24, fd00::254/64],
             kernelInterface: toclients,
             routes: [{to: 10.2.0.0/16, via: 10.0.0.7}, {to: 10.2.0.0/16, via: 10.0.0.8},
                 {to: 'fd02::/64', via: 'fd00::7'}, {to: 'fd02::/64', via: 'fd00::8'}]}
          - {name: servers, interface: ds0, pmd: af_xdp, addresses: [10.9.0.254/16, fd09::254/64]}
        workers: {cores: [0], idle: backoff, warmUp: 0}
        host: {refusals: kernel, errors: kernel, kernelRate: 5000}
        services:
          - {protocol: tcp, address: 10.0.0.100, port: 80, scheduler: rr, realServers: [{address: 10.9.0.1}]}
          - {protocol: tcp, address: 10.0.0.100, port: 81, scheduler: rr,
             realServers: [{address: 10.0.0.254, port: 8080}]}
          - {protocol: tcp, address: 10.0.0.100, port: 8080, scheduler: rr,
             realServers: [{address: 10.0.0.254, forwarding: direct-routing}]}
        """;

    @TempDir
    private static Path directory;
    private static Topology topology;
    private static DirectorProcess director;

    @BeforeAll
    static void start() throws IOException {
        Requirements.assumeRootAndDpdk();
        for (final String program : new String[] {"socat", "busybox", "curl"}) {
            assumeTrue(Shell.has(program), "needs " + program + ": apt-get install " + program);
        }
        topology = new Topology(1);
        RealServers.start(topology, 1);
        director = DirectorProcess.start(
            topology, Files.writeString(directory.resolve("director.yaml"), CONFIGURATION)).awaitReady();
        // It answers with the address that it was asked by, to clients who have nothing to say.
        new ProcessBuilder(topology.in("DIRECTOR", "socat", "-t", "5", "TCP6-LISTEN:8080,ipv6only=0,fork,reuseaddr",
            "SYSTEM:echo $SOCAT_SOCKADDR")).start();
    }

    @AfterAll
    static void stop() {
        try (Topology around = topology; DirectorProcess running = director) {
            if (around != null && running != null) {
                assertThat(running.terminate()).as(running.output()).isZero();
                assertThat(running.output()).contains("Final counters:").doesNotContain("did not come back");
                assertThat(running.counter("received") + running.counter("generated") + running.counter("from-kernel"))
                    .isEqualTo(running.counter("transmitted") + running.counter("consumed")
                        + running.counter("to-kernel") + running.counter("dropped"));
                assertThat(running.counter("to-kernel")).isPositive();
                assertThat(in("DIRECTOR", "ip -brief link")).doesNotContain("toclients", "director1");
            }
        }
    }

    @Test
    void shouldGiveTheKernelAddressesAndMacOfEachPort() {
        final String links = in("DIRECTOR", "ip -brief link");
        assertThat(mac(links, "toclients")).isEqualTo(mac(links, "dc0"));
        assertThat(mac(links, "director1")).isEqualTo(mac(links, "ds0"));
        assertThat(in("DIRECTOR", "ip -brief address"))
            .containsPattern("(?m)^toclients .* 10\\.0\\.0\\.254/24 10\\.0\\.0\\.100/32 fd00::254/64 *$")
            .containsPattern("(?m)^director1 .* 10\\.9\\.0\\.254/16 fd09::254/64 *$");
        for (final String route : List.of("10.2.0.0/16 10.0.0.", "fd02::/64 fd00::")) {
            final String[] words = route.split(" ", -1);
            assertThat(in("DIRECTOR", (route.contains(":") ? "ip -6" : "ip") + " route show " + words[0]))
                .contains("via " + words[1] + "7 dev toclients", "via " + words[1] + "8 dev toclients");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "CLIENT, 10.0.0.254, ffff:0a00:00fe",
        "CLIENT, 10.0.0.100, ffff:0a00:0064",
        "CLIENT, fd00::254, fd00:0000:0000:0000:0000:0000:0000:0254",
        "REAL1, 10.9.0.254, ffff:0a09:00fe",
        "REAL1, fd09::254, fd09:0000:0000:0000:0000:0000:0000:0254"})
    void shouldLetProgramsOfItsMachineBeReached(final String from, final String address, final String asked) {
        final String host = address.contains(":") ? "[" + address + "]" : address;
        assertThat(in(from, "socat -t 5 - TCP:" + host + ":8080,connect-timeout=5 </dev/null")).contains(asked);
    }

    @Test
    void shouldLetItsMachineBeARealServerOfNat() {
        assertThat(in("CLIENT", "socat -t 5 - TCP:10.0.0.100:81,connect-timeout=5 </dev/null"))
            .contains("ffff:0a00:00fe");
    }

    @Test
    void shouldGoOnBalancing() {
        assertThat(in("CLIENT", "curl -sS -m 5 http://10.0.0.100/")).isEqualTo("real1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.254", "10.0.0.100", "fd00::254"})
    void shouldHaveTheKernelAnswerPings(final String address) {
        assertThat(in("CLIENT", "busybox ping -c 2 -i 0.1 -W 3 " + address)).contains(" 0% packet loss");
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.1", "fd00::1", "10.9.0.1", "fd09::1"})
    void shouldLetItsMachineReachOthers(final String address) {
        assertThat(in("DIRECTOR", "busybox ping -c 2 -i 0.1 -W 3 " + address)).contains(" 0% packet loss");
    }

    @Test
    void shouldLetItsMachineAskAWebServer() {
        assertThat(in("DIRECTOR", "curl -sS -m 5 http://10.9.0.1/")).isEqualTo("real1");
    }

    @Test
    void shouldHaveTheKernelRefuseWhatNobodyListensFor() {
        assertThat(Shell.run(topology.in("CLIENT", "socat", "-t", "5", "-", "TCP:10.0.0.254:9,connect-timeout=5"))
            .output()).contains("Connection refused");
    }

    /** A link that comes up is one that somebody new may be on: here, one who knows another owner of the address. */
    @Test
    void shouldAnnounceItsAddressesWhenALinkComesUp() {
        in("DIRECTOR", "ip link set dc0 down");
        in("CLIENT", "sleep 0.5; ip neigh replace 10.0.0.100 lladdr 02:00:00:00:00:01 nud stale dev eth0");
        in("DIRECTOR", "ip link set dc0 up");
        assertThat(in("CLIENT", "for i in $(seq 50); do ip neigh show 10.0.0.100 | grep -q 02:00:00:00:00:01 || break; "
            + "sleep 0.1; done; ip neigh show 10.0.0.100"))
            .contains(mac(in("DIRECTOR", "ip -brief link"), "dc0"));
        assertThat(director.output()).contains("port client: its link came up");
    }

    private static String in(final String where, final String command) {
        return Shell.succeed(topology.in(where, "sh", "-c", command).toArray(String[]::new)).strip();
    }

    private static String mac(final String links, final String name) {
        final var line = Pattern.compile("(?m)^" + name + "\\S* +\\S+ +(\\S+)").matcher(links);
        assertThat(line.find()).as(links).isTrue();
        return line.group(1);
    }
}
