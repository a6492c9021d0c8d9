/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real TCP and UDP stacks, real programs, and the director between them, through each driver of kernel interfaces. */
@ParameterizedClass
@ValueSource(strings = {"af_packet", "af_xdp"})
class BalancingIT {
    private static final int[] WEIGHTS = {3, 2, 1};

    @TempDir
    private static Path directory = Path.of("");
    private static Topology topology;
    private static @Nullable DirectorProcess director;

    private final String pmd;

    BalancingIT(final String pmd) {
        this.pmd = pmd;
    }

    @BeforeAll
    static void makeNetwork() throws IOException {
        Requirements.assumeRootAndDpdk();
        topology = new Topology(WEIGHTS.length);
        RealServers.start(topology, WEIGHTS.length);
    }

    @AfterAll
    static void removeNetwork() {
        if (topology != null) {
            topology.close();
        }
    }

    /** One for all tests: each visits real servers in whole rounds, so that the next one begins where a round does. */
    @BeforeParameterizedClassInvocation
    static void startDirector(final String pmd) throws IOException {
        director = DirectorProcess.start(topology, Files.writeString(directory.resolve(pmd + ".yaml"),
            Configurations.balancing("required", WEIGHTS).replace("af_packet", pmd))).awaitReady();
    }

    @AfterParameterizedClassInvocation
    static void stopDirector() {
        try (DirectorProcess running = director) {
            if (running != null) {
                assertThat(running.terminate()).as(running.output()).isZero();
                assertThat(running.output()).contains("Final counters:").doesNotContain("did not come back");
                // Every packet has one fate.
                assertThat(running.counter("received") + running.counter("generated")).isEqualTo(
                    running.counter("transmitted") + running.counter("consumed") + running.counter("dropped"));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.100", "fd00::100"})
    void shouldGiveEachRealServerExactlyItsShareOfHttpConnections(final String virtual) {
        assertThat(client("http", virtual, "80", "60")).as(pmd).isEqualTo("{real1=30, real2=20, real3=10}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.100", "fd00::100"})
    void shouldGiveEachRealServerTheSameShareOfUdpUnderRoundRobin(final String virtual) {
        assertThat(client("udp", virtual, "53", "30", "20000")).as(pmd)
            .isEqualTo("{real1 heard you=10, real2 heard you=10, real3 heard you=10}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.254", "10.0.0.100", "fd00::254", "fd00::100"})
    void shouldAnswerPingsToItsOwnAndToVirtualAddresses(final String address) {
        assertThat(client("ping", address)).as(pmd).isEqualTo("answered");
    }

    private static String client(final String... arguments) {
        return runIn("CLIENT", Programs.command("Client", arguments).toArray(String[]::new)).strip();
    }

    private static String runIn(final String where, final String... command) {
        return Shell.succeed(topology.in(where, command).toArray(String[]::new));
    }
}
