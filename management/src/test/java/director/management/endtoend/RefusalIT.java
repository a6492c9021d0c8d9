/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import director.dataplane.machine.Machine;
import director.dataplane.machine.PortLocks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a real machine refuses: the message, the exit code, and that nothing stays behind. */
@Tag(WholeMachine.TAG)
class RefusalIT {
    private static final int UNAVAILABLE = 69;
    private static final int NOT_PERMITTED = 77;
    private static final int CONFIGURATION = 78;

    private static Topology topology;

    @TempDir
    private Path directory;
    private long hugeMegabytes;
    private List<Path> locks = List.of();

    @BeforeAll
    static void makeNetwork() {
        Requirements.assumeRootAndDpdk();
        topology = new Topology(1);
    }

    @AfterAll
    static void removeNetwork() {
        if (topology != null) {
            topology.close();
        }
    }

    @BeforeEach
    void remember() throws IOException {
        hugeMegabytes = Machine.local().freeHugeMegabytes();
        locks = locks();
    }

    @AfterEach
    void shouldLeaveNothingBehind() throws IOException {
        assertThat(Machine.local().freeHugeMegabytes()).isEqualTo(hugeMegabytes);
        assertThat(locks()).isEqualTo(locks);
    }

    /** Those of other directors of this machine as well. */
    private static List<Path> locks() throws IOException {
        if (!Files.isDirectory(PortLocks.defaultDirectory())) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(PortLocks.defaultDirectory())) {
            return files.sorted().toList();
        }
    }

    @Test
    void shouldRefuseAPortThatAnotherDirectorUses() {
        try (DirectorProcess first = DirectorProcess.start(topology, valid()).awaitReady()) {
            refused(valid(), UNAVAILABLE, "ports[0].interface", "dc0", "in use by another director");
            assertThat(first.terminate()).as(first.output()).isZero();
        }
    }

    @Test
    void shouldStartAgainAfterItWasKilled() {
        try (DirectorProcess first = DirectorProcess.start(topology, valid()).awaitReady()) {
            first.kill();
        }
        try (DirectorProcess second = DirectorProcess.start(topology, valid()).awaitReady()) {
            assertThat(second.terminate()).as(second.output()).isZero();
        }
    }

    @Test
    void shouldNameTheInterfacesThatExistWhenOneDoesNot() {
        refused(edited("dc0", "eth7"), UNAVAILABLE, "director.yaml:4", "eth7", "use one of dc0, ds0, lo");
    }

    @Test
    void shouldNameTheDeviceThatDpdkDoesNotKnow() {
        refused(edited("interface: dc0, pmd: af_packet", "device: net_nonsense0"), UNAVAILABLE, "net_nonsense0");
    }

    @Test
    void shouldNameTheCoresThatExistWhenOneDoesNot() {
        refused(edited("cores: [0]", "cores: [1000]"), UNAVAILABLE, "workers.cores[0]", "1000", "use one of 0");
    }

    @Test
    void shouldSayHowToReserveHugePagesWhenTooFewAreFree() {
        refused(edited("megabytes: 128", "megabytes: 900000"), UNAVAILABLE, "memory.megabytes", "900000",
            "sysctl -w vm.nr_hugepages=");
    }

    @Test
    void shouldSayHowMuchMoreMemoryTheConnectionsNeed() {
        final String more = "hugePages: none, megabytes: 128, mbufs: 8192, maxConnections: 16000000";
        refused(edited("hugePages: required, megabytes: 128, mbufs: 8192, maxConnections: 65536", more), CONFIGURATION,
            "memory.megabytes=128", "is less than the 2715", "maxConnections=16000000", "give at least 2715");
    }

    @Test
    void shouldNameTheRegisteredSchedulersWhenOneIsUnknown() {
        refused(edited("scheduler: wrr", "scheduler: wwr"), CONFIGURATION, "director.yaml:8", "wwr", "rr, ", "wrr");
    }

    @Test
    void shouldSayWhatToInstallWhenDpdkIsMissing() {
        final DirectorProcess director = DirectorProcess.start(
            topology, List.of("-Ddirector.dpdk.directory=" + directory), valid());
        refused(director, UNAVAILABLE, "librte_eal", "22.11", "apt-get install");
    }

    @Test
    void shouldNameTheMissingCapabilitiesWhenItIsNotPrivileged() {
        assumeTrue(Shell.has("setpriv"), "needs setpriv: apt-get install util-linux");
        final List<String> command = new ArrayList<>(List.of("setpriv", "--bounding-set=-all"));
        command.addAll(DirectorProcess.run(List.of(), valid()));
        final Shell.Result result = Shell.run(topology.in("DIRECTOR", command.toArray(String[]::new)));
        assertThat(result.output()).contains("CAP_NET_RAW", "run as root");
        assertThat(result.exitCode()).isEqualTo(NOT_PERMITTED);
    }

    private void refused(final Path configuration, final int exitCode, final String... words) {
        refused(DirectorProcess.start(topology, configuration), exitCode, words);
    }

    private static void refused(final DirectorProcess started, final int exitCode, final String... words) {
        try (DirectorProcess director = started) {
            final int ended = director.awaitEnd();
            assertThat(director.output()).contains(words).doesNotContain("\tat ");
            assertThat(ended).isEqualTo(exitCode);
        }
    }

    private Path valid() {
        return edited("", "");
    }

    private Path edited(final String from, final String to) {
        final String text = Configurations.balancing("required", 1);
        try {
            return Files.writeString(directory.resolve("director.yaml"), text.replace(from, to));
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
