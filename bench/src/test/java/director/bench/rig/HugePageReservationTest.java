/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.rig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import director.bench.support.BenchException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HugePageReservationTest {
    @TempDir
    private Path proc = Path.of("");

    @BeforeEach
    void reserve() throws IOException {
        Files.createDirectories(proc.resolve("sys/vm"));
        number("100");
        memory(90, 50, 8_000_000);
    }

    private void number(final String pages) throws IOException {
        Files.writeString(proc.resolve("sys/vm/nr_hugepages"), pages);
    }

    private String number() throws IOException {
        return Files.readString(proc.resolve("sys/vm/nr_hugepages"));
    }

    private void memory(final int free, final int reserved, final int availableKb) throws IOException {
        Files.writeString(proc.resolve("meminfo"), String.format("MemAvailable:    %d kB%nHugePages_Total:  100%n"
            + "HugePages_Free:   %d%nHugePages_Rsvd:   %d%nHugepagesize:     2048 kB%n", availableKb, free, reserved));
    }

    @Test
    void shouldLeaveThingsAloneWhenEnoughIsFree() throws IOException {
        try (HugePageReservation pages = new HugePageReservation(proc)) {
            pages.require(80);
            assertThat(pages.megabytes()).isEqualTo(200);
        }
        assertThat(number()).isEqualTo("100");
    }

    /** The files stand still, so what is asked for never becomes free; what counts is that it is taken back. */
    @Test
    void shouldAskForWhatIsLackingNameTheCommandWhenThatFailsAndTakeItBack() throws IOException {
        try (HugePageReservation pages = new HugePageReservation(proc)) {
            assertThatThrownBy(() -> pages.require(100)).isInstanceOf(BenchException.class)
                .hasMessageContaining("100 MB of huge pages are wanted and 80 MB are free")
                .hasMessageContaining("sysctl vm.nr_hugepages=110");
            assertThat(number()).isEqualTo("110");
            number("130");
        }
        assertThat(number()).as("what another has added stays").isEqualTo("120");
    }

    @Test
    void shouldNotTakeTheMemoryThatTheRestOfTheMachineNeeds() throws IOException {
        memory(0, 0, 2_100_000);
        try (HugePageReservation pages = new HugePageReservation(proc)) {
            assertThatThrownBy(() -> pages.require(100)).hasMessageContaining("2 GB of memory to spare");
        }
        assertThat(number()).isEqualTo("100");
    }
}
