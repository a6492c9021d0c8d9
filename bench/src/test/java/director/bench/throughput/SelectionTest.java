/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.throughput;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class SelectionTest {
    private static Selection parse(final String... arguments) {
        final Selection selection = new Selection();
        new CommandLine(new Options(selection)).parseArgs(arguments);
        return selection;
    }

    @Test
    void shouldTakeWholeListsWhenNothingIsSaid() {
        assertThat(parse().cases()).hasSize(2 * 2 * 3).startsWith(
            new Case("nat", 4, "tcp", 4_096, "established", 1, 16),
            new Case("nat", 4, "tcp", 100_000, "established", 1, 16),
            new Case("nat", 4, "tcp", 1_000_000, "established", 1, 16),
            new Case("nat", 4, "udp", 4_096, "established", 1, 16))
            .endsWith(new Case("dr", 4, "udp", 1_000_000, "established", 1, 16));
    }

    @Test
    void shouldTakeFewerFlowsWhenQuick() {
        assertThat(parse("--quick").cases()).extracting(Case::flows).containsExactly(4_096, 100_000);
        assertThat(parse("--quick", "--forwarding", "dr").cases()).extracting(Case::forwarding)
            .containsExactly("dr", "dr");
    }

    @Test
    void shouldTakeFlowsAsTheyAreNamedEvenWhenQuick() {
        assertThat(parse("--quick", "--flows", "7,1000000,7").cases()).extracting(Case::flows)
            .containsExactly(7, 1_000_000);
    }

    /** A command of nothing but the selection. */
    @CommandLine.Command
    private static final class Options {
        @CommandLine.Mixin
        @SuppressWarnings("UnusedVariable")
        private final Selection selection;

        Options(final Selection selection) {
            this.selection = selection;
        }
    }
}
