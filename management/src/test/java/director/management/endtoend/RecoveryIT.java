/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What happens to a network while somebody uses it, and how long it takes until answers come again. */
@Tag(WholeMachine.TAG)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RecoveryIT {
    private static final String IPV4 = "10.0.0.100";
    private static final String IPV6 = "fd00::100";
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final long LINK_MILLIS = 3_000;
    private static final long MAC_MILLIS = 500;
    /** A router that does not answer for three seconds, asked every second and looked at a quarter later, and some. */
    private static final long ROUTER_MILLIS = 5_000;
    /** Somebody who is not concerned is answered every 10 ms, if the machine has time. */
    private static final long GAP_MILLIS = 250;
    private static final String ROUTERS = """
        routes: [{to: 0.0.0.0/0, via: 10.0.0.1}, {to: 0.0.0.0/0, via: 10.0.0.2},
            {to: '::/0', via: 'fd00::1'}, {to: '::/0', via: 'fd00::2'}]}""";
    /** The client as two routers, with a MAC address each, and as hosts behind them. */
    private static final String BECOME_TWO_ROUTERS = """
        set -e
        cd /proc/sys/net
        echo 1 > ipv4/conf/all/arp_ignore
        ip link add second link eth0 type macvlan mode bridge
        echo 0 > ipv6/conf/second/disable_ipv6
        echo 1 > ipv6/conf/second/keep_addr_on_down
        ip address add 10.0.0.2/24 dev second noprefixroute
        ip address add fd00::2/64 dev second nodad noprefixroute
        ip link set second up
        echo 0 > ipv6/conf/lo/disable_ipv6
        for i in 1 2 4; do
            ip address add 198.51.100.$i/32 dev lo
            ip address add 2001:db8::$i/128 dev lo nodad
        done
        """;

    @TempDir
    private static Path directory = Path.of("");

    private @Nullable Topology topology;
    private @Nullable DirectorProcess director;
    private int moves;
    private int routers;

    @BeforeAll
    void start() throws IOException {
        Requirements.assumeRootAndDpdk();
        topology = new Topology(1);
        RealServers.start(topology, 1);
        final String yaml =
            Configurations.balancing("required", 1).replace("fd00::254/64]}", "fd00::254/64], " + ROUTERS);
        director = DirectorProcess.start(
            topology, Files.writeString(directory.resolve("director.yaml"), yaml)).awaitReady();
    }

    @AfterAll
    void stop() {
        try (Topology around = topology; DirectorProcess running = director) {
            if (around != null && running != null) {
                assertThat(running.terminate()).as(running.output()).isZero();
                assertThat(running.counter("received") + running.counter("generated")).isEqualTo(
                    running.counter("transmitted") + running.counter("consumed") + running.counter("dropped"));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {IPV4, IPV6})
    void shouldAnswerAgainOnceTheLinkToClientsIsBack(final String address) throws IOException {
        interrupt(address, "DIRECTOR", "dc0", "client");
    }

    @ParameterizedTest
    @ValueSource(strings = {IPV4, IPV6})
    void shouldAnswerAgainOnceTheLinkToRealServersIsBack(final String address) throws IOException {
        interrupt(address, "DIRECTOR", "ds0", "servers");
    }

    /** Its neighbours have not seen a link go down. */
    @ParameterizedTest
    @ValueSource(strings = {IPV4, IPV6})
    void shouldAnswerAgainOnceAVanishedRealServerIsBack(final String address) throws IOException {
        interrupt(address, "SWITCH", "p1", null);
    }

    /** Of two to clients far away. Those who come by the other one do not notice. */
    @ParameterizedTest
    @CsvSource({IPV4 + ", 198.51.100.1, 198.51.100.4", IPV6 + ", 2001:db8::1, 2001:db8::2"})
    void shouldTakeAnotherRouterOnceOneIsGoneAndComeBackToIt(
        final String address, final String byTheFirst, final String byTheSecond) throws IOException {
        if (routers++ == 0) {
            in("CLIENT", BECOME_TWO_ROUTERS);
        }
        try (Pulse first = new Pulse(network(), address, 53, byTheFirst);
            Pulse second = new Pulse(network(), address, 53, byTheSecond)) {
            awaitTraffic();
            first.answeredAfter(System.nanoTime(), PATIENCE);
            first.longestGap();
            second.longestGap();
            in("CLIENT", "ip link set second down");
            second.awaitSilence(PATIENCE);
            second.answeredAfter(System.nanoTime(), PATIENCE);
            report(address, "router gone", second.longestGap(), ROUTER_MILLIS);
            assertThat(first.longestGap()).isLessThan(GAP_MILLIS);
            in("CLIENT", "ip link set second up");
            awaitTraffic();
            assertThat(first.longestGap()).isLessThan(GAP_MILLIS);
            assertThat(second.longestGap()).isLessThan(GAP_MILLIS);
        }
    }

    /** Waits until answers come by the second router. */
    private void awaitTraffic() {
        final long begin = System.nanoTime();
        final long before = received();
        while (received() < before + 50) {
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(PATIENCE);
        }
    }

    private long received() {
        return Long.parseLong(Shell.succeed(
            network().in("CLIENT", "cat", "/sys/class/net/second/statistics/rx_packets")).strip());
    }

    /** As when an address moves to another machine, which says so. */
    @ParameterizedTest
    @ValueSource(strings = {IPV4, IPV6})
    void shouldFollowARealServerToAnotherMacAddress(final String address) throws IOException {
        try (Pulse pulse = new Pulse(network(), address, 53)) {
            pulse.answeredAfter(System.nanoTime(), PATIENCE);
            moves++;
            in("REAL1", "for f in ipv4/conf/eth0/arp_notify ipv6/conf/eth0/ndisc_notify; "
                + "do echo 1 > /proc/sys/net/$f; done; ip link set eth0 address 02:00:00:00:0a:0" + moves);
            report(address, "MAC address changed", pulse.answeredAfter(System.nanoTime(), PATIENCE), MAC_MILLIS);
        }
    }

    /** Sets a link down and up again; of the director's own, everybody is told. */
    private void interrupt(final String address, final String where, final String link, final @Nullable String port)
        throws IOException {
        try (Pulse pulse = new Pulse(network(), address, 53)) {
            pulse.answeredAfter(System.nanoTime(), PATIENCE);
            in(where, "ip link set " + link + " down");
            pulse.awaitSilence(PATIENCE);
            assertUp(port, 0);
            in(where, "ip link set " + link + " up");
            report(address, where + " " + link, pulse.answeredAfter(System.nanoTime(), PATIENCE), LINK_MILLIS);
            assertUp(port, 1);
        }
    }

    private static void assertUp(final @Nullable String port, final int up) {
        if (port != null) {
            assertThat(Shell.succeed("curl", "-sS", "--unix-socket", DirectorProcess.SOCKET.toString(),
                "http://director/metrics")).contains("director_port_up{port=\"" + port + "\"} " + up + ".0");
        }
    }

    private static void report(final String address, final String what, final long millis, final long limit) {
        System.out.printf("recovery: %s, %s: %d ms%n", what, address, millis);
        assertThat(millis).as(what).isLessThan(limit);
    }

    private void in(final String where, final String command) {
        Shell.succeed(network().in(where, "sh", "-c", command));
    }

    private Topology network() {
        return Objects.requireNonNull(topology);
    }
}
