/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PathMtusTest {
    private static final long TEN_MINUTES = TimeUnit.MINUTES.toNanos(10);

    private final PathMtus mtus = new PathMtus();

    @Test
    void shouldKnowNothingAtFirst() {
        assertThat(mtus.isEmpty()).isTrue();
        assertThat(mtus.find(0, 0, 0)).isEqualTo(PathMtus.UNKNOWN);
        assertThat(mtus.find(1, 2, Long.MIN_VALUE)).isEqualTo(PathMtus.UNKNOWN);
    }

    @Test
    void shouldKnowWhatItLearntForTenMinutesWhateverTheClockShows() {
        for (final long start : new long[] {0, -5, Long.MAX_VALUE - TEN_MINUTES / 2, Long.MIN_VALUE}) {
            mtus.learn(1, 2, 1_400, start);
            assertThat(mtus.isEmpty()).isFalse();
            assertThat(mtus.find(1, 2, start)).isEqualTo(1_400);
            assertThat(mtus.find(1, 2, start + TEN_MINUTES - 1)).isEqualTo(1_400);
            assertThat(mtus.find(1, 2, start + TEN_MINUTES)).isEqualTo(PathMtus.UNKNOWN);
            assertThat(mtus.find(2, 1, start)).isEqualTo(PathMtus.UNKNOWN);
        }
    }

    @Test
    void shouldBelieveTheLastThatItWasTold() {
        mtus.learn(1, 2, 1_400, 0);
        mtus.learn(1, 2, 1_300, 1);
        assertThat(mtus.find(1, 2, 2)).isEqualTo(1_300);
    }

    /** It may forget, but must not answer for an address what it was told of another. */
    @Test
    void shouldNeverMistakeAnAddressForAnother() {
        final SplittableRandom random = new SplittableRandom(3);
        final Map<Long, Integer> told = new HashMap<>();
        int known = 0;
        for (int i = 0; i < 100_000; i++) {
            final long low = random.nextInt(2_000);
            if (random.nextInt(4) == 0) {
                final int mtu = 1_280 + random.nextInt(200);
                mtus.learn(low % 3, low, mtu, 0);
                told.put(low, mtu);
                assertThat(mtus.find(low % 3, low, 1)).isEqualTo(mtu);
            }
            final int found = mtus.find(low % 3, low, 1);
            assertThat(found).isIn(PathMtus.UNKNOWN, told.getOrDefault(low, PathMtus.UNKNOWN));
            known += found == PathMtus.UNKNOWN ? 0 : 1;
        }
        assertThat(known).isGreaterThan(20_000);
    }
}
