/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bindings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What needs a process of its own, because DPDK can be initialised once: {@link StartProgram} runs there. */
class OwnProcessTest {
    @TempDir
    private Path directory;

    private static String run(final List<String> before, final List<String> properties, final String... arguments)
        throws URISyntaxException {
        final List<String> command = new ArrayList<>(before);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(properties);
        final Path classes = Path.of(Dpdk.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        final Path tests = classes.resolveSibling("test-classes");
        command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-cp", classes + File.pathSeparator + tests,
            StartProgram.class.getName()));
        command.addAll(Arrays.asList(arguments));
        return Compiler.run(command);
    }

    private static boolean isRoot() throws IOException {
        return Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
    }

    private static void assumeDpdk() {
        assumeTrue(Dpdk.isAvailable(), "needs DPDK " + Dpdk.supportedVersions());
    }

    @Test
    void shouldRunWithoutHugePagesAndCloseOnce() throws URISyntaxException {
        assumeDpdk();
        assertThat(run(List.of(), List.of(), "nohuge", "net_null0,size=60"))
            .contains("hugePages=false ports=1 received=32 inUse=0").contains("memory of DPDK without huge pages")
            .contains("raise memory.megabytes by at least")
            .contains("again: java.lang.IllegalStateException: DPDK can be initialised once a process");
    }

    @Test
    void shouldRunWithoutPrivilegesWhereNoDeviceNeedsThem() throws URISyntaxException, IOException {
        assumeDpdk();
        assumeTrue(new File("/usr/bin/setpriv").canExecute() && isRoot(),
            "needs root, to give it up");
        // Still user 0, who can read the classes wherever they are, but without a single capability.
        final List<String> nobody = List.of("setpriv", "--bounding-set=-all", "--inh-caps=-all");
        assertThat(run(nobody, List.of(), "nohuge", "net_null0")).contains("hugePages=false ports=1 received=32");
        assertThat(run(nobody, List.of(), "nohuge", "net_af_packet0,iface=lo"))
            .contains("this process lacks CAP_NET_ADMIN CAP_NET_RAW CAP_IPC_LOCK, run it as root")
            .contains("Could not open AF_PACKET socket");
    }

    @Test
    void shouldFailWhenADeviceOfTheStartCannotBeMade() throws URISyntaxException {
        assumeDpdk();
        assertThat(run(List.of(), List.of(), "nohuge", "net_af_packet0,iface=none0"))
            .contains("refused: director.bindings.DpdkException: rte_dev_probe net_af_packet0,iface=none0")
            .contains("again: java.lang.IllegalStateException");
    }

    @Test
    void shouldSayWhatDpdkSaidWhenItFailsHalfWayThroughItsStart() throws URISyntaxException {
        assumeDpdk();
        assertThat(run(List.of(), List.of(), "nohuge", "pci:zz"))
            .contains("refused: director.bindings.DpdkException: rte_eal_init --no-telemetry --lcores=0@0")
            .contains("--allow=zz: -19 (ENODEV: No such device); DPDK said: ").contains("Unable to parse device 'zz'");
    }

    @Test
    void shouldSayWhatToInstallAndStillHaveHeapPoolsWithoutDpdk() throws URISyntaxException {
        assertThat(run(List.of(), List.of("-D" + Dpdk.DIRECTORY_PROPERTY + "=" + directory), "nohuge"))
            .contains("available=false").contains("heapPool=8")
            .contains("refused: director.bindings.DpdkUnavailableException: DPDK is not installed: no librte_eal.so.23")
            .contains("apt-get install");
    }
}
