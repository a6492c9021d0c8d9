/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.schedulers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SlowStartTest {
    private static final long DURATION = 9_000;
    /** The clock goes past the largest number before a real server has grown. */
    private static final long BEGIN = Long.parseLong("9223372036854771807");

    private final List<String> told = new ArrayList<>();
    private final Recorder scheduler = new Recorder();
    private final SlowStart slowStart = new SlowStart(scheduler, DURATION, list("1=100"));

    @Test
    void shouldRaiseTheWeightOfANewRealServerInTenSteps() {
        slowStart.updateService(list("2=100 1=100"), BEGIN);
        for (long elapsed = 0; elapsed <= 3 * DURATION; elapsed += 10) {
            slowStart.poll(BEGIN + elapsed);
        }

        assertThat(told).containsExactlyElementsOf(IntStream.rangeClosed(1, 10)
            .mapToObj(step -> "2=" + step * 10 + " 1=100").toList());
    }

    @Test
    void shouldHaveTheWholeWeightWhenTheTimeIsOverAndNotBefore() {
        slowStart.updateService(list("2=65535"), BEGIN);
        assertThat(slowStart.poll(BEGIN + DURATION - 1)).isEqualTo(1);
        assertThat(told).last().isEqualTo("2=58981");
        assertThat(slowStart.poll(BEGIN + DURATION)).isEqualTo(1);
        assertThat(told).last().isEqualTo("2=65535");
        assertThat(slowStart.poll(BEGIN + DURATION + 1)).isZero();
    }

    @Test
    void shouldNeverQuiesceWhatComesUp() {
        slowStart.updateService(list("3=1 2=3 1=100"), BEGIN);
        assertThat(told).containsExactly("3=1 2=1 1=100");
    }

    @Test
    void shouldBeginAgainAfterWeight0() {
        slowStart.updateService(list("1=0"), BEGIN);
        slowStart.updateService(list("1=50"), BEGIN + 1);
        slowStart.poll(BEGIN + 1 + DURATION / 2);
        slowStart.updateService(list("1=0"), BEGIN + 1 + DURATION / 2);
        slowStart.updateService(list("1=50"), BEGIN + 2 + DURATION / 2);
        assertThat(told).containsExactly("1=0", "1=5", "1=25", "1=0", "1=5");
    }

    @Test
    void shouldGrowToAnEditedWeightInTheSameTime() {
        slowStart.updateService(list("2=100 1=100"), BEGIN);
        slowStart.updateService(list("2=200 1=50"), BEGIN + DURATION / 3);
        assertThat(told).last().isEqualTo("2=80 1=50");
        slowStart.poll(BEGIN + DURATION);
        assertThat(told).last().isEqualTo("2=200 1=50");
    }

    @Test
    void shouldTellTheSchedulerOfEveryChangeAlsoOfOneThatChangesNoWeight() {
        slowStart.updateService(list("1=100"), BEGIN);
        slowStart.updateService(list("1=100"), BEGIN);
        assertThat(told).containsExactly("1=100", "1=100");
        assertThat(slowStart.poll(BEGIN + 1)).isZero();
    }

    @Test
    void shouldKeepEverythingAsItWasWhenTheSchedulerRefuses() {
        slowStart.updateService(list("2=100 1=100"), BEGIN);
        scheduler.refuses = true;
        assertThatThrownBy(() -> slowStart.updateService(list("3=100"), BEGIN + 1)).hasMessage("refused");
        assertThatThrownBy(() -> slowStart.poll(BEGIN + DURATION)).hasMessage("refused");
        scheduler.refuses = false;

        assertThat(slowStart.poll(BEGIN + DURATION)).isEqualTo(1);
        assertThat(told).containsExactly("2=10 1=100", "2=100 1=100");
    }

    @Test
    void shouldRefuseADurationThatMakesNoSense() {
        assertThatThrownBy(() -> new SlowStart(scheduler, 0, Destinations.none()))
            .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("durationNs=0");
        assertThatThrownBy(() -> new SlowStart(scheduler, SlowStart.MAX_DURATION_NS + 1, Destinations.none()))
            .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("is not in 1..86400000000000");
    }

    private static Destinations list(final String text) {
        final String[] words = text.split(" ", -1);
        final int[] numbers = new int[words.length];
        final int[] weights = new int[words.length];
        for (int index = 0; index < words.length; index++) {
            final String[] word = words[index].split("=", -1);
            numbers[index] = Integer.parseInt(word[0]);
            weights[index] = Integer.parseInt(word[1]);
        }
        return Destinations.of(numbers, weights);
    }

    /** Writes down what it is told. */
    private final class Recorder implements ServiceScheduler {
        private boolean refuses;

        @Override
        public int schedule(final Flow flow) {
            return NO_DESTINATION;
        }

        @Override
        public void updateService(final Destinations destinations) {
            if (refuses) {
                throw new IllegalStateException("refused");
            }
            told.add(String.join(" ", IntStream.range(0, destinations.size())
                .mapToObj(index -> destinations.number(index) + "=" + destinations.weight(index)).toList()));
        }
    }
}
