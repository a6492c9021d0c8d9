/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A director with two links to the switch of its real servers, one of which is active, while somebody uses it. */
@Tag(WholeMachine.TAG)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BondIT {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    /** Links are looked at every 50 ms by the director and every 10 ms by DPDK; the rest is the machine's patience. */
    private static final long FAILOVER_MILLIS = 500;
    private static final String FETCH = "curl -sSg -o /dev/null -w '%{http_code}' --max-time 5 http://10.0.0.100/";

    @TempDir
    private static Path directory = Path.of("");

    private @Nullable Topology topology;
    private @Nullable DirectorProcess director;
    private String addresses = "";

    @BeforeAll
    void start() throws IOException {
        Requirements.assumeRootAndDpdk();
        topology = new Topology(1);
        RealServers.start(topology, 1);
        in("DIRECTOR", "ip link add ds1 type veth peer name up9 netns " + topology.name("SWITCH")
            + " && ethtool -K ds1 rx off tx off tso off gso off gro off >/dev/null && ip link set ds1 up");
        in("SWITCH",
            "ethtool -K up9 rx off tx off tso off gso off gro off >/dev/null && ip link set up9 master br0 up");
        addresses = macAddresses();
        director = DirectorProcess.start(topology, Files.writeString(directory.resolve("director.yaml"),
            Configurations.balancing("required", 1).replace("interface: ds0, pmd: af_packet",
                "bond: {mode: active-backup, primary: ds0, members: [{interface: ds0}, {interface: ds1}]}")))
            .awaitReady();
    }

    @AfterAll
    void stop() {
        try (Topology around = topology; DirectorProcess running = director) {
            if (around != null && running != null) {
                assertThat(running.terminate()).as(running.output()).isZero();
                assertThat(macAddresses()).as("of the director's interfaces").isEqualTo(addresses);
                assertThat(running.output()).contains("port servers: member ds0: its link is down",
                    "port servers: member ds1 carries packets", "port servers: member ds0 carries packets")
                    .doesNotContain("did not come back");
                assertThat(running.counter("received") + running.counter("generated")).isEqualTo(
                    running.counter("transmitted") + running.counter("consumed") + running.counter("dropped"));
            }
        }
    }

    /** Set down where the director sees it, and where only its carrier is gone. */
    @ParameterizedTest
    @CsvSource({"10.0.0.100, SWITCH, up0", "fd00::100, DIRECTOR, ds0"})
    void shouldAnswerOnWhileTheLinkOfTheActiveMemberGoesDownAndComesBack(
        final String address, final String where, final String link) throws IOException {
        try (Pulse pulse = new Pulse(network(), address, 53)) {
            pulse.answeredAfter(System.nanoTime(), PATIENCE);
            awaitCarrying("ds0");
            pulse.longestGap();
            in(where, "ip link set " + link + " down");
            awaitCarrying("ds1");
            pulse.answeredAfter(System.nanoTime(), PATIENCE);
            assertThat(fetched()).isEqualTo("200");
            report("down", where + " " + link, address, pulse.longestGap());
            in(where, "ip link set " + link + " up");
            awaitCarrying("ds0");
            pulse.answeredAfter(System.nanoTime(), PATIENCE);
            assertThat(fetched()).isEqualTo("200");
            report("up again", where + " " + link, address, pulse.longestGap());
            assertThat(Shell.succeed(DirectorProcess.command(List.of(), "status", "--socket",
                DirectorProcess.SOCKET.toString()))).containsPattern("\n  ds0 +carrying ")
                .containsPattern("\n  ds1 +up ");
        }
    }

    private String macAddresses() {
        return in("DIRECTOR", "ip -br link show type veth | awk '{print $1, $3}'");
    }

    private static void report(final String what, final String which, final String address, final long millis) {
        System.out.printf("bond: %s %s, %s: %d ms%n", which, what, address, millis);
        assertThat(millis).as(which + " " + what).isLessThan(FAILOVER_MILLIS);
    }

    private String fetched() {
        return in("CLIENT", FETCH);
    }

    /** As the metrics tell it. */
    private void awaitCarrying(final String member) {
        final String wanted = "director_bond_member_carrying{member=\"" + member + "\",port=\"servers\"} 1.0";
        final long begin = System.nanoTime();
        while (!metrics().contains(wanted)) {
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).as(metrics()).isLessThan(PATIENCE);
        }
    }

    private static String metrics() {
        return Shell.succeed("curl", "-sS", "--unix-socket", DirectorProcess.SOCKET.toString(),
            "http://director/metrics");
    }

    private String in(final String where, final String command) {
        return Shell.succeed(network().in(where, "sh", "-c", command));
    }

    private Topology network() {
        return Objects.requireNonNull(topology);
    }
}
