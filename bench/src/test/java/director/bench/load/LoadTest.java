/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LoadTest {
    private static final long START_NS = 1_000_000;

    /** A packet each microsecond, for a millisecond of which the first tenth does not count. */
    private final Load load = new Load(1_000_000, 100_000, 900_000, 9);

    LoadTest() {
        load.begin(START_NS);
    }

    @Test
    void shouldLetPacketsComeWhenTheyAreDue() {
        assertThat(load.arrive(START_NS)).isEqualTo(1);
        assertThat(load.arrive(START_NS + 999)).isEqualTo(1);
        assertThat(load.arrive(START_NS + 1_000)).isEqualTo(2);
        load.take(1);
        assertThat(load.firstDueNs()).isEqualTo(START_NS + 1_000);
    }

    @Test
    void shouldCountTheWaitOfAWorkerThatStopped() {
        load.arrive(START_NS + 200_000);
        load.take(200);
        load.arrive(START_NS + 500_000);
        load.transmitted(load.firstDueNs(), START_NS + 510_000, 32);
        final Percentiles bursts = load.outcome().bursts();
        assertThat(bursts.count()).isEqualTo(1);
        assertThat(bursts.maxUs()).isBetween(309.0, 311.0);
        assertThat(load.outcome().packets()).isEqualTo(32);
    }

    @Test
    void shouldNotNoteWhatCameBeforeItHadSettled() {
        load.arrive(START_NS + 50_000);
        load.transmitted(load.firstDueNs(), START_NS + 50_000, 1);
        assertThat(load.outcome().bursts().count()).isZero();
    }

    @Test
    void shouldCountLossesByWhenTheyCame() {
        final Load fast = new Load(10_000_000, 100_000, 900_000, 9);
        fast.begin(START_NS);
        fast.arrive(START_NS + 250_000);
        // 2,501 have come: 1,000 before it counts, of which all are kept, and of the others 1,024 - 1,000.
        assertThat(fast.outcome().lost()).startsWith(976L, 501L, 0L);
        assertThat(fast.outcome().allLost()).isEqualTo(2_501 - 1_024);
        assertThat(fast.isDone()).isFalse();
    }

    @Test
    void shouldImagineAWorkerThatTakesNoTime() {
        final Load imagined = new Load(1_000_000, 0, 20_000_000, 1);
        imagined.imagine(32);
        assertThat(imagined.isDone()).isTrue();
        final Outcome outcome = imagined.outcome();
        assertThat(outcome.packets()).isPositive();
        assertThat(outcome.bursts().count()).isPositive();
        assertThat(outcome.packets() + outcome.allLost()).isBetween(20_001L - Load.DESCRIPTORS, 20_001L);
    }

    @Test
    void shouldEnd() {
        assertThat(load.arrive(START_NS + 1_000_000)).isZero();
        assertThat(load.isDone()).isTrue();
    }

    @Test
    void shouldAgreeOnWhenAPacketIsDueWhateverTheRate() {
        for (final double rate : new double[] {1_234.5, 3_333_333, 14_880_952}) {
            final Pace pace = new Pace(rate);
            for (long packet = 0; packet < 100_000; packet += 7) {
                assertThat(pace.arrivedAt(pace.dueNs(packet) + 1)).isGreaterThan(packet);
                if (packet > 0) {
                    assertThat(pace.arrivedAt(pace.dueNs(packet) - 2)).isLessThanOrEqualTo(packet);
                }
            }
        }
    }
}
