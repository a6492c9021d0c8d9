/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.warmup;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SettlingTest {
    private static final long SECOND_NS = TimeUnit.SECONDS.toNanos(1);

    private long busyNs;
    private long nowNs = 5;
    private final Settling settling = new Settling(() -> busyNs, nowNs);

    /** Another director has lived for a time in which the compiler was busy. */
    private boolean lives(final long timeNs, final long busy) {
        nowNs += timeNs;
        busyNs += busy;
        return settling.isOver(nowNs);
    }

    /** As many directors as there have to be at least. Answers when it is settled: with which of them. */
    private int livesOfAll(final long timeNs, final long busy) {
        for (int life = 1; life <= Settling.LIVES; life++) {
            if (lives(timeNs, busy)) {
                return life;
            }
        }
        return 0;
    }

    @Test
    void shouldSettleWhenNothingWasCompiledForTheLivesOfManyDirectors() {
        assertThat(livesOfAll(SECOND_NS, 0)).isEqualTo(Settling.LIVES);
    }

    @Test
    void shouldNotSettleBeforeTheCompilerWasQuietForLongEnough() {
        assertThat(livesOfAll(1, 0)).isZero();
        assertThat(lives(1, 0)).isFalse();
        assertThat(lives(Settling.WINDOW_NS, 0)).isTrue();
    }

    @Test
    void shouldNotSettleWhileTheCompilerIsBusy() {
        for (int i = 0; i < 10; i++) {
            assertThat(livesOfAll(SECOND_NS, SECOND_NS / 4)).isZero();
        }
        assertThat(livesOfAll(SECOND_NS, SECOND_NS / 100)).isEqualTo(Settling.LIVES);
    }

    @Test
    void shouldForgetHowBusyTheCompilerWasBefore() {
        lives(SECOND_NS, 100 * SECOND_NS);
        assertThat(livesOfAll(SECOND_NS, 0)).isZero();
        assertThat(livesOfAll(SECOND_NS, 0)).isEqualTo(Settling.LIVES - 1);
    }

    /** What was handed to the compiler last takes it three rests and a bit. */
    @Test
    void shouldWaitUntilTheCompilerHasDoneWhatItWasGiven() {
        final long[] left = {3 * Settling.REST_NS + Settling.REST_NS / 2};
        final long[] waitedNs = {0};
        settling.drain(ns -> {
            waitedNs[0] += ns;
            final long done = Math.min(ns, left[0]);
            left[0] -= done;
            busyNs += done;
        });
        assertThat(left[0]).isZero();
        assertThat(waitedNs[0]).isEqualTo(5 * Settling.REST_NS);
    }

    @Test
    void shouldNotWaitForEverForACompilerThatNeverRests() {
        final long[] waitedNs = {0};
        settling.drain(ns -> {
            waitedNs[0] += ns;
            busyNs += ns;
        });
        assertThat(waitedNs[0]).isEqualTo(Settling.MAX_WAIT_NS);
    }
}
