/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.throughput;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import director.bench.rig.Case;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class SelectionTest {
    private static Selection parse(final String... arguments) {
        final Selection selection = new Selection();
        new CommandLine(new Options(selection)).parseArgs(arguments);
        return selection;
    }

    /**
     * Two sizes of each method, one of SNAT; versions; protocols, but one for what tells the client's address; three
     * numbers of established flows, one of new.
     */
    @Test
    void shouldTakeWholeListsWhenNothingIsSaid() {
        assertThat(parse().cases()).hasSize(((8 * 2 + 1) * 2 + 3 * 2) * 2 * (3 + 1)).doesNotHaveDuplicates().startsWith(
            new Case("nat", 4, "tcp", 4_096, "established", 1, 16),
            new Case("nat", 4, "tcp", 100_000, "established", 1, 16),
            new Case("nat", 4, "tcp", 1_000_000, "established", 1, 16),
            new Case("nat", 4, "tcp", 4_096, "established", 1_000, 10_000))
            .endsWith(new Case("uoa", 6, "udp", 1_000_000, "syn", 1_000, 10_000));
    }

    @Test
    void shouldTakeTheUsualCaseWhenQuick() {
        assertThat(parse("--quick").cases()).containsExactly(
            Case.usual(4_096, Case.ESTABLISHED), Case.usual(100_000, Case.ESTABLISHED));
        assertThat(parse("--quick", "--forwarding", "dr").cases()).extracting(Case::forwarding)
            .containsExactly("dr", "dr");
        assertThat(parse("--quick", "--pattern", "syn").cases()).containsExactly(Case.usual(1_000_000, Case.SYN));
    }

    @Test
    void shouldTakeFlowsAsTheyAreNamedEvenWhenQuick() {
        assertThat(parse("--quick", "--flows", "7,1000000,7").cases()).extracting(Case::flows)
            .containsExactly(7, 1_000_000);
    }

    @Test
    void shouldTakeTheSizeThatIsPublishedWhenHalfOfItIsNamed() {
        assertThat(parse("--quick", "--flows", "1", "--services", "1000").cases()).singleElement()
            .extracting(Case::servers).isEqualTo(10_000);
        assertThat(parse("--quick", "--flows", "1", "--servers", "10000").cases()).singleElement()
            .extracting(Case::services).isEqualTo(1_000);
        assertThat(parse("--flows", "1", "--servers", "16").cases()).extracting(Case::services).containsOnly(1);
    }

    @Test
    void shouldTakeTheProductOfSizesThatAreNamedAsFarAsItIsPossible() {
        assertThat(parse("--quick", "--flows", "1", "--services", "1,1000", "--servers", "16,10000").cases())
            .containsExactly(new Case("nat", 4, "tcp", 1, "established", 1, 16),
                new Case("nat", 4, "tcp", 1, "established", 1, 10_000),
                new Case("nat", 4, "tcp", 1, "established", 1_000, 10_000));
        assertThatThrownBy(() -> parse("--services", "1000", "--servers", "16").cases())
            .hasMessage("--services 1000 --servers 16: fewer real servers than services");
    }

    @Test
    void shouldTakeSnatWithoutServices() {
        assertThat(parse("--quick", "--flows", "1", "--forwarding", "nat,snat", "--services", "1,1000", "--servers",
            "10000").cases()).containsExactly(new Case("nat", 4, "tcp", 1, "established", 1, 10_000),
                new Case("nat", 4, "tcp", 1, "established", 1_000, 10_000),
                new Case("snat", 4, "tcp", 1, "established", 1, 10_000));
        assertThatThrownBy(() -> parse("--forwarding", "snat", "--services", "1000").cases())
            .hasMessage("--forwarding snat has no services: use --services 1 --servers 16");
    }

    @Test
    void shouldTakeWhatIsOfOneProtocolWithThatAlone() {
        assertThat(parse("--forwarding", "proxy,uoa", "--flows", "1").cases())
            .extracting(Case::forwarding, Case::protocol).containsOnly(tuple("proxy", "tcp"), tuple("uoa", "udp"));
        assertThat(parse("--quick", "--forwarding", "uoa", "--flows", "1").cases()).containsExactly(
            new Case("uoa", 4, "udp", 1, "established", 1, 16));
        assertThatThrownBy(() -> parse("--forwarding", "toa,snat", "--protocol", "udp", "--services", "1000").cases())
            .hasMessage("--forwarding toa is not of udp: use --protocol tcp; "
                + "--forwarding snat has no services: use --services 1 --servers 16");
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
