/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.throughput;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import director.bench.rig.Case;
import director.bench.rig.Measurement;
import director.bench.rig.Median;
import director.bench.rig.Stability;
import director.bench.support.BenchException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class RoundsTest {
    private static final double LIMIT = 10;

    private final List<String> order = new ArrayList<>();

    private Supplier<Measurement> contender(final String name, final Integer... mpps) {
        final Iterator<Integer> rates = List.of(mpps).iterator();
        return () -> {
            order.add(name);
            return measurement(rates.next());
        };
    }

    private static Measurement measurement(final int mpps) {
        return new Measurement(mpps * 1_000_000L, 1_000_000_000L, 500_000_000L, 0, Map.of());
    }

    private List<Rounds.Round> run(
        final int rounds,
        final Supplier<Measurement> director,
        final Supplier<Measurement> macswap,
        final Supplier<Measurement> csum) {
        return new Rounds(director, macswap, csum, LIMIT, words -> { }).run(rounds);
    }

    @Test
    void shouldAlternateSoThatTestpmdIsMeasuredBeforeAndAfterTheDirector() {
        run(2, contender("d", 30, 31), contender("m", 50, 51, 50), contender("c", 20, 20, 20));
        assertThat(order).containsExactly("m", "c", "d", "m", "c", "d", "m", "c");
    }

    @Test
    void shouldTakeTheMedianOfRatiosWithinARound() {
        final CaseResult result = new CaseResult(Case.usual(1, Case.ESTABLISHED), List.of(
            new Rounds.Round(measurement(30), measurement(60), measurement(20)),
            new Rounds.Round(measurement(32), measurement(50), measurement(20)),
            new Rounds.Round(measurement(10), measurement(40), measurement(20))));
        assertThat(result.median(Figure.MPPS)).isEqualTo(30);
        assertThat(result.median(Figure.MACSWAP_MPPS)).isEqualTo(50);
        assertThat(result.median(Figure.RATIO_MACSWAP)).isEqualTo(0.5);
        assertThat(result.least(Figure.RATIO_MACSWAP)).isEqualTo(0.25);
        assertThat(result.most(Figure.RATIO_MACSWAP)).isEqualTo(0.64);
        assertThat(result.median(Figure.RATIO_CSUM)).isEqualTo(1.5);
        assertThat(result.median(Figure.CPU_MPPS)).isEqualTo(60);
    }

    @Test
    void shouldMeasureARoundAgainWhenTestpmdBeforeAndAfterDiffer() {
        final List<Rounds.Round> rounds =
            run(1, contender("d", 30, 40), contender("m", 60, 50, 52), contender("c", 20, 20, 20));
        assertThat(rounds).singleElement().satisfies(round -> assertThat(round.director().mpps()).isEqualTo(40));
    }

    @Test
    void shouldMeasureARoundAgainWhenOnlyCsumDiffers() {
        assertThat(run(1, contender("d", 30, 40), contender("m", 50, 50, 50), contender("c", 20, 23, 23)))
            .singleElement().satisfies(round -> assertThat(round.director().mpps()).isEqualTo(40));
    }

    @Test
    void shouldGiveUpWhenTheMachineIsNeverQuiet() {
        assertThatThrownBy(() -> run(1, contender("d", 1, 1, 1, 1), contender("m", 10, 20, 10, 20, 10),
            contender("c", 1, 1, 1, 1, 1)))
            .isInstanceOf(BenchException.class).hasMessageContaining("too busy");
        assertThat(order).filteredOn("d"::equals).hasSize(4);
    }

    @Test
    void shouldAddUpStretchesOfTime() {
        final Measurement sum = new Measurement(10, 20, 30, 40, Map.of("a", 1L)).and(
            new Measurement(1, 2, 3, 4, Map.of("a", 1L, "b", 5L)));
        assertThat(sum).isEqualTo(new Measurement(11, 22, 33, 44, Map.of("a", 2L, "b", 5L)));
    }

    @Test
    void shouldFindTheMiddle() {
        assertThat(Median.of(List.of(3, 1, 2), Integer::doubleValue)).isEqualTo(2);
        assertThat(Median.of(List.of(4, 1, 2, 3), Integer::doubleValue)).isEqualTo(2.5);
    }

    @Test
    void shouldCallARateStableOnlyWhenItsLastValuesAgree() {
        final Stability stability = new Stability();
        for (final double rate : new double[] {5, 10, 20, 20.1, 20.2, 20.3, 20.2}) {
            assertThat(stability.isStableWith(rate)).isFalse();
        }
        assertThat(stability.isStableWith(20.1)).isTrue();
        assertThat(stability.isStableWith(10)).isFalse();
    }
}
