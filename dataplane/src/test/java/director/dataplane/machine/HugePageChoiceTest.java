/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.machine;

import static org.assertj.core.api.Assertions.assertThat;

import director.dataplane.configuration.HugePages;
import director.dataplane.configuration.MemorySettings;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HugePageChoiceTest {
    @TempDir
    Path root = Path.of("");

    @Test
    void shouldTakeHugePagesWhenThereAreEnough() {
        assertThat(choose(HugePages.AUTO, 512, 256)).isEqualTo(new HugePageChoice(true, null));
        assertThat(choose(HugePages.REQUIRED, 512, 256)).isEqualTo(new HugePageChoice(true, null));
    }

    @Test
    void shouldTakeOrdinaryPagesWithAWarningWhenThereAreTooFew() {
        final HugePageChoice choice = choose(HugePages.AUTO, 512, 255);
        assertThat(choice.hugePages()).isFalse();
        assertThat(choice.warning()).contains("memory.megabytes=512", "510 MiB", "sysctl -w vm.nr_hugepages=257");
    }

    @Test
    void shouldTakeOrdinaryPagesSilentlyWhenAskedTo() {
        assertThat(choose(HugePages.NONE, 512, 256)).isEqualTo(new HugePageChoice(false, null));
    }

    private HugePageChoice choose(final HugePages mode, final int megabytes, final int freePages) {
        final Machine machine = new FakeMachine(root).hugePages(2_048, 256, freePages).machine();
        return HugePageChoice.of(new MemorySettings(mode, megabytes, 16_384, 1_000), machine);
    }
}
