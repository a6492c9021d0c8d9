/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.schedulers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import director.schedulers.SlowStart.Growth;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SlowStartTest {
    private static final long DURATION = 9_000;
    /** The clock goes past the largest number before a real server has grown. */
    private static final long BEGIN = Long.parseLong("9223372036854771807");
    private static final Growth NOW = new Growth(BEGIN, DURATION);

    @Test
    void shouldRaiseTheWeightOfANewRealServerInTenSteps() {
        final List<String> seen = new ArrayList<>();
        for (long elapsed = 0; elapsed <= 3 * DURATION; elapsed += 10) {
            final String weights = weights("100 100", elapsed, false, NOW, Growth.NONE);
            if (seen.isEmpty() || !seen.getLast().equals(weights)) {
                seen.add(weights);
            }
        }
        assertThat(seen).containsExactlyElementsOf(
            IntStream.rangeClosed(1, 10).mapToObj(step -> step * 10 + " 100").toList());
    }

    @Test
    void shouldHaveTheWholeWeightWhenTheTimeIsOverAndNotBefore() {
        assertThat(weights("65535", DURATION - 1, false, NOW)).isEqualTo("58981");
        assertThat(weights("65535", DURATION, false, NOW)).isEqualTo("65535");
        assertThat(NOW.isOver(BEGIN + DURATION - 1)).isFalse();
        assertThat(NOW.isOver(BEGIN + DURATION)).isTrue();
    }

    @Test
    void shouldNeverQuiesceWhatComesUpNorWakeWhatIsQuiesced() {
        assertThat(weights("1 3 0 100", 0, false, NOW, NOW, NOW, Growth.NONE)).isEqualTo("1 1 0 100");
    }

    @Test
    void shouldGrowEachForItsOwnTime() {
        assertThat(weights("100 100 100", DURATION, false, NOW, new Growth(BEGIN, 2 * DURATION),
            new Growth(BEGIN + DURATION, DURATION))).isEqualTo("100 50 10");
    }

    @Test
    void shouldMultiplyAllWeightsWhileASmallOneGrowsUnderASchedulerThatOnlyComparesThem() {
        assertThat(weights("1 3", 0, true, NOW, Growth.NONE)).isEqualTo("1 30");
        assertThat(weights("1 3", DURATION / 2, true, NOW, Growth.NONE)).isEqualTo("5 30");
        assertThat(weights("1 3", DURATION, true, NOW, Growth.NONE)).isEqualTo("1 3");
        assertThat(weights("10 3", 0, true, NOW, Growth.NONE)).as("no need").isEqualTo("1 3");
    }

    @Test
    void shouldNotTakeWeightsOutOfTheirRange() {
        final String most = String.valueOf(Destinations.MAX_WEIGHT);
        assertThat(weights("1 " + most, 0, true, NOW, Growth.NONE)).isEqualTo("1 " + most);
        assertThat(weights(most, 0, true, NOW)).isEqualTo("214748364");
    }

    @Test
    void shouldLeaveWhereRealServersListenAndWhatAQuiescedOneHadAsTheyAre() {
        final Endpoint first = new Endpoint(false, 0, 0x0A09_0001L, 80);
        final Endpoint second = new Endpoint(true, 1, 2, 443);
        final Destinations ramped = SlowStart.at(
            Destinations.of(List.of(
                new Destinations.Entry(2, 50, 50, first), new Destinations.Entry(3, 0, 70, second))),
            List.of(NOW, Growth.NONE), BEGIN, false);
        assertThat(ramped.endpoint(0)).isEqualTo(first);
        assertThat(ramped.endpoint(1)).isEqualTo(second);
        assertThat(List.of(ramped.number(0), ramped.weight(0), ramped.lastWeight(0))).containsExactly(2, 5, 5);
        assertThat(List.of(ramped.number(1), ramped.weight(1), ramped.lastWeight(1))).containsExactly(3, 0, 70);
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 86_400_000_000_001L})
    void shouldRefuseADurationThatMakesNoSense(final long durationNs) {
        assertThatThrownBy(() -> new Growth(BEGIN, durationNs))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessage("durationNs=" + durationNs + " is not in 0..86400000000000");
    }

    private static String weights(
        final String configured, final long elapsed, final boolean onlyComparesWeights, final Growth... growths) {
        final int[] weights = new int[growths.length];
        final int[] numbers = new int[growths.length];
        final String[] words = configured.split(" ", -1);
        for (int index = 0; index < growths.length; index++) {
            numbers[index] = index;
            weights[index] = Integer.parseInt(words[index]);
        }
        final Destinations ramped = SlowStart.at(
            Destinations.of(numbers, weights), List.of(growths), BEGIN + elapsed, onlyComparesWeights);
        return String.join(" ", IntStream.range(0, growths.length)
            .mapToObj(index -> String.valueOf(ramped.weight(index))).toList());
    }
}
