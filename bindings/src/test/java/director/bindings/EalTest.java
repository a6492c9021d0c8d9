/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bindings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(WithDpdk.class)
class EalTest {
    private final Eal eal;

    EalTest(final Eal eal) {
        this.eal = eal;
    }

    @Test
    void shouldTellWhatItRunsOn() {
        assertThat(eal.version()).startsWith("22.11").isEqualTo(Dpdk.version());
        assertThat(eal.hugePages()).isTrue();
    }

    @Test
    void shouldRefuseASecondStart() {
        assertThatThrownBy(() -> Eal.init(EalOptions.hugePages(0, 2))).isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("once a process");
    }

    @Test
    void shouldSayHowManyHugePagesAreMissing() {
        assertThatThrownBy(() -> Eal.init(EalOptions.hugePages(0, 1 << 20))).isInstanceOf(DpdkException.class)
            .hasMessageContaining("MB are free, 1048576 MB are wanted").hasMessageContaining("ENOMEM")
            .hasMessageContaining("sysctl vm.nr_hugepages=N").hasMessageContaining("at least 524288");
    }

    @Test
    void shouldRefuseAMainCoreThatDoesNotExist() {
        assertThatThrownBy(() -> Eal.init(EalOptions.hugePages(4000, 2)))
            .hasMessageStartingWith("core 4000 does not exist; there are ");
    }

    @Test
    void shouldAllocateZeroedAlignedHugeMemoryAndNameWhatDoesNotFit() {
        final HugeMemory memory = new HugeMemory(eal);
        final long address = memory.allocate("table", 1 << 20, 4096);
        assertThat(address % 4096).isZero();
        assertThat(NativeMemory.bytes(address, 1 << 20)).containsOnly(0);
        memory.free(address);
        assertThat(memory.describe()).isEqualTo("huge pages of DPDK");
        assertThatThrownBy(() -> memory.allocate("connection table of worker 3", 1L << 40, 64))
            .isInstanceOf(DpdkException.class)
            .hasMessageStartingWith(
                "rte_zmalloc_socket for connection table of worker 3 bytes=1099511627776: -12 (ENOMEM")
            .hasMessageContaining("sysctl vm.nr_hugepages=N");
    }

    @Test
    void shouldKeepToItself() {
        assertThat(EalOptions.hugePages(1, 64).arguments()).containsExactly("director", "--no-telemetry",
            "--lcores=0@1", "--log-level=7", "--in-memory", "-m", "64", "--no-pci");
        assertThat(EalOptions.noHugePages(0, 32).withPciDevices(List.of("0000:03:00.0")).arguments())
            .containsExactly("director", "--no-telemetry", "--lcores=0@0", "--log-level=7", "--no-huge",
                "--no-shconf", "-m", "32", "--allow=0000:03:00.0");
    }

    @Test
    void shouldHandWhatDpdkLogsToALogger() {
        eal.log().forget();
        assertThatThrownBy(() -> EthernetPort.attach(eal, "nonsense")).isInstanceOf(DpdkException.class);
        assertThat(eal.log().recent()).contains("EAL: failed to parse device \"nonsense\"");
    }
}
