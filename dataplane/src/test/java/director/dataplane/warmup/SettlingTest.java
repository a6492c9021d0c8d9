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

    @Test
    void shouldSettleWhenNothingWasCompiledForTheLivesOfTwoDirectors() {
        assertThat(lives(SECOND_NS, 0)).isFalse();
        assertThat(lives(SECOND_NS, 0)).isTrue();
    }

    @Test
    void shouldNotSettleBeforeTheCompilerWasQuietForLongEnough() {
        assertThat(lives(1, 0)).isFalse();
        assertThat(lives(1, 0)).isFalse();
        assertThat(lives(Settling.WINDOW_NS, 0)).isTrue();
    }

    @Test
    void shouldNotSettleWhileTheCompilerIsBusy() {
        for (int i = 0; i < 10; i++) {
            assertThat(lives(SECOND_NS, SECOND_NS / 4)).isFalse();
        }
        lives(SECOND_NS, SECOND_NS / 100);
        assertThat(lives(SECOND_NS, SECOND_NS / 100)).isTrue();
    }

    @Test
    void shouldForgetHowBusyTheCompilerWasBefore() {
        lives(SECOND_NS, 100 * SECOND_NS);
        assertThat(lives(SECOND_NS, 0)).isFalse();
        assertThat(lives(SECOND_NS, 0)).isFalse();
        assertThat(lives(SECOND_NS, 0)).isTrue();
    }
}
