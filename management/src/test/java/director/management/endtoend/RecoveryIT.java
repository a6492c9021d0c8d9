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

    @TempDir
    private static Path directory = Path.of("");

    private @Nullable Topology topology;
    private @Nullable DirectorProcess director;
    private int moves;

    @BeforeAll
    void start() throws IOException {
        Requirements.assumeRootAndDpdk();
        topology = new Topology(1);
        RealServers.start(topology, 1);
        director = DirectorProcess.start(topology, Files.writeString(directory.resolve("director.yaml"),
            Configurations.balancing("required", 1))).awaitReady();
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
        interrupt(address, "DIRECTOR", "dc0");
    }

    @ParameterizedTest
    @ValueSource(strings = {IPV4, IPV6})
    void shouldAnswerAgainOnceTheLinkToRealServersIsBack(final String address) throws IOException {
        interrupt(address, "DIRECTOR", "ds0");
    }

    /** Its neighbours have not seen a link go down. */
    @ParameterizedTest
    @ValueSource(strings = {IPV4, IPV6})
    void shouldAnswerAgainOnceAVanishedRealServerIsBack(final String address) throws IOException {
        interrupt(address, "SWITCH", "p1");
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

    private void interrupt(final String address, final String where, final String link) throws IOException {
        try (Pulse pulse = new Pulse(network(), address, 53)) {
            pulse.answeredAfter(System.nanoTime(), PATIENCE);
            in(where, "ip link set " + link + " down");
            pulse.awaitSilence(PATIENCE);
            in(where, "ip link set " + link + " up");
            report(address, where + " " + link, pulse.answeredAfter(System.nanoTime(), PATIENCE), LINK_MILLIS);
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
