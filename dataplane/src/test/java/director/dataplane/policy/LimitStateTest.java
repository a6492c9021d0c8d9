/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.policy;

import static org.assertj.core.api.Assertions.assertThat;

import director.dataplane.configuration.LimitSettings;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LimitStateTest {
    private static final long SECOND_NS = TimeUnit.SECONDS.toNanos(1);

    @Test
    void shouldCountUpToTheLimitAndNoFurther() {
        final LimitState state = new LimitState();
        assertThat(state.enter(2)).isTrue();
        assertThat(state.enter(2)).isTrue();
        assertThat(state.enter(2)).isFalse();
        assertThat(state.connections()).isEqualTo(2);
        state.leave();
        assertThat(state.enter(2)).isTrue();
        assertThat(state.enter(1)).isFalse();
    }

    /** A bucket that is filled drop by drop, as a naive model. */
    @Test
    void shouldGiveTokensAsABucketDoesThatIsFilledDropByDrop() {
        final Random random = new Random(1);
        for (int round = 0; round < 50; round++) {
            final int rate = 1 + random.nextInt(1_000);
            final int burst = 1 + random.nextInt(20);
            final Rate limit = Rate.of(new LimitSettings(0, rate, burst));
            final LimitState state = new LimitState();
            final long stepNs = SECOND_NS / rate / 7;
            long nowNs = random.nextLong() >> 8;
            double tokens = burst;
            for (int i = 0; i < 1_000; i++) {
                final boolean clear = Math.abs(tokens - Math.rint(tokens)) > 0.001 || tokens > burst - 0.001;
                final boolean taken = state.take(limit, Rate.time(nowNs));
                if (clear) {
                    assertThat(taken).as("round %s, step %s, %s tokens", round, i, tokens).isEqualTo(tokens >= 1);
                }
                tokens -= taken ? 1 : 0;
                final int steps = random.nextInt(12);
                nowNs += steps * stepNs;
                tokens = Math.min(burst, tokens + steps * stepNs * (double) rate / SECOND_NS);
            }
        }
    }

    @Test
    void shouldKeepTheGreatestRateToAThousandth() {
        final Rate limit = Rate.of(new LimitSettings(0, 9_999_999, 1));
        final LimitState state = new LimitState();
        int taken = 0;
        for (long nowNs = 0; nowNs < SECOND_NS / 10; nowNs += 10) {
            taken += state.take(limit, Rate.time(nowNs)) ? 1 : 0;
        }
        assertThat(taken).isBetween(999_000, 1_001_000);
    }

    @Test
    void shouldNotBeEndedByAWrappedClock() {
        final Rate limit = Rate.of(new LimitSettings(0, 1, 1));
        final LimitState state = new LimitState();
        final long nowNs = (Long.MAX_VALUE >> 6) - SECOND_NS / 2;
        assertThat(state.take(limit, Rate.time(nowNs))).isTrue();
        assertThat(state.take(limit, Rate.time(nowNs + SECOND_NS - 1))).isFalse();
        assertThat(state.take(limit, Rate.time(nowNs + SECOND_NS))).isTrue();
    }
}
