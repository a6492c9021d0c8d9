/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bindings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Shows the finder fake libraries: what it says about each is all that a user gets to know. */
class LibraryFinderTest {
    private static final List<String> ABOVE_EAL = List.of(
        "librte_ring", "librte_mempool", "librte_mbuf", "librte_net", "librte_meter", "librte_ethdev");

    @TempDir
    private Path directory;

    private void library(final String name, final String source) throws IOException {
        Compiler.assumeInstalled();
        Compiler.compile(directory, name, source, List.of("-shared", "-fPIC"));
    }

    private static String version(final String version) {
        return "const char *rte_version(void) { return \"DPDK " + version + "\"; }\n";
    }

    @Test
    void shouldNameFoundAndSupportedVersionWhenTheLibraryIsOfAnother() throws IOException {
        library("librte_eal.so.23", version("24.11.0"));
        assertThatThrownBy(() -> LibraryFinder.open(directory.toString()))
            .isInstanceOf(DpdkUnavailableException.class)
            .hasMessageContaining("found is DPDK 24.11.0").hasMessageContaining("supported is DPDK 22.11")
            .hasMessageContaining("apt-get install librte-meta-net");
    }

    @Test
    void shouldNotTakeAVersionForSupportedThatOnlyStartsLikeOne() throws IOException {
        library("librte_eal.so.23", version("22.110"));
        assertThatThrownBy(() -> LibraryFinder.open(directory.toString())).hasMessageContaining("found is DPDK 22.110");
    }

    @Test
    void shouldNameTheVersionOfALibraryWithAnotherNumber() throws IOException {
        library("librte_eal.so.25", version("24.11.3"));
        assertThatThrownBy(() -> LibraryFinder.open(directory.toString()))
            .isInstanceOf(DpdkUnavailableException.class)
            .hasMessageContaining("24.11.3").hasMessageContaining("librte_eal.so.25")
            .hasMessageContaining("supported is DPDK 22.11");
    }

    @Test
    void shouldSayWhatToInstallWhenThereIsNothing() {
        assertThatThrownBy(() -> LibraryFinder.open(directory.toString()))
            .isInstanceOf(DpdkUnavailableException.class)
            .hasMessageContaining("no librte_eal.so.23 in " + directory).hasMessageContaining("apt-get install")
            .hasMessageContaining("-Ddirector.dpdk.directory=");
    }

    @Test
    void shouldNameAllMissingLibrariesTogether() throws IOException {
        library("librte_eal.so.23", version("22.11.4"));
        library("librte_ring.so.23", "");
        assertThatThrownBy(() -> LibraryFinder.open(directory.toString()))
            .isInstanceOf(DpdkUnavailableException.class)
            .hasMessageContaining("librte_mempool.so.23, librte_mbuf.so.23, librte_net.so.23, librte_meter.so.23, "
                + "librte_ethdev.so.23").hasMessageNotContaining("librte_ring.so.23");
    }

    @Test
    void shouldNameAllMissingSymbolsTogether() throws IOException {
        final List<String> symbols = new ArrayList<>(Abi.read("22.11").symbols());
        symbols.removeAll(List.of("rte_version", "rte_eth_dev_start", "rte_thread_register"));
        final StringBuilder source = new StringBuilder(version("22.11.4"));
        symbols.forEach(symbol -> source.append("void ").append(symbol).append("(void) { }\n"));
        library("librte_eal.so.23", source.toString());
        for (final String library : ABOVE_EAL) {
            library(library + ".so.23", "");
        }
        assertThatThrownBy(() -> LibraryFinder.open(directory.toString()))
            .isInstanceOf(DpdkUnavailableException.class)
            .hasMessageContaining("DPDK 22.11.4 was found")
            .hasMessageContaining("missing: rte_eth_dev_start, rte_thread_register. ");
    }

    @Test
    void shouldOpenACompleteBuildInAnyDirectory() throws IOException {
        final StringBuilder source = new StringBuilder(version("22.11"));
        Abi.read("22.11").symbols().stream().filter(symbol -> !symbol.equals("rte_version"))
            .forEach(symbol -> source.append("void ").append(symbol).append("(void) { }\n"));
        library("librte_eal.so.23", source.toString());
        for (final String library : ABOVE_EAL) {
            library(library + ".so.23", "");
        }
        final Libraries libraries = LibraryFinder.open(directory.toString());
        assertThat(libraries.version()).isEqualTo("22.11");
        assertThat(libraries.abi().version()).isEqualTo("22.11");
    }
}
