/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ThresholdsTest {
    private static final int SERVER = 3;

    private final Thresholds thresholds = new Thresholds(5);

    @Test
    void shouldKeepARealServerOutFromTheUpperThresholdUntilBelowTheLowerOne() {
        thresholds.set(SERVER, 10, 4);
        fill(9);
        assertThat(thresholds.isOverloaded(SERVER)).isFalse();
        thresholds.opened(SERVER, 10);
        assertThat(thresholds.isOverloaded(SERVER)).isTrue();
        assertThat(thresholds.isOverloaded(SERVER - 1)).isFalse();
        empty(9, 4);
        assertThat(thresholds.isOverloaded(SERVER)).isTrue();
        thresholds.closed(SERVER, 3);
        assertThat(thresholds.isOverloaded(SERVER)).isFalse();
        fill(9);
        assertThat(thresholds.isOverloaded(SERVER)).isFalse();
    }

    @Test
    void shouldTakeThreeQuartersOfTheUpperThresholdForALowerOneThatIsNotSet() {
        thresholds.set(SERVER, 10, 0);
        thresholds.opened(SERVER, 10);
        empty(9, 8);
        assertThat(thresholds.isOverloaded(SERVER)).isTrue();
        thresholds.closed(SERVER, 7);
        assertThat(thresholds.isOverloaded(SERVER)).isFalse();
    }

    @Test
    void shouldLimitNothingUnlessTold() {
        assertThat(thresholds.isLimited(SERVER)).isFalse();
        thresholds.opened(SERVER, Integer.MAX_VALUE);
        assertThat(thresholds.isOverloaded(SERVER)).isFalse();
        thresholds.set(SERVER, 1, 0);
        assertThat(thresholds.isLimited(SERVER)).isTrue();
        assertThat(thresholds.isLimited(SERVER + 1)).isFalse();
    }

    @Test
    void shouldLetARealServerInAgainWhoseThresholdIsRaisedOrLifted() {
        for (final int upper : new int[] {11, 0}) {
            thresholds.set(SERVER, 10, 0);
            thresholds.opened(SERVER, 10);
            thresholds.set(SERVER, 10, 2);
            assertThat(thresholds.isOverloaded(SERVER)).isTrue();
            thresholds.set(SERVER, 5, 2);
            assertThat(thresholds.isOverloaded(SERVER)).isTrue();
            thresholds.set(SERVER, upper, 0);
            assertThat(thresholds.isOverloaded(SERVER)).isFalse();
        }
    }

    /** The rule of ipvsadm(8), written down once more. */
    @Test
    void shouldFollowTheRuleWhateverComesAndGoes() {
        final SplittableRandom random = new SplittableRandom(1);
        for (int round = 0; round < 200; round++) {
            final int upper = 1 + random.nextInt(40);
            final int lower = random.nextInt(upper + 1);
            final Thresholds tested = new Thresholds(1);
            tested.set(0, upper, lower);
            boolean overloaded = false;
            int total = 0;
            for (int i = 0; i < 500; i++) {
                if (random.nextBoolean()) {
                    total++;
                    overloaded |= total >= upper;
                    tested.opened(0, total);
                } else if (total > 0) {
                    total--;
                    overloaded &= lower == 0 ? total * 4 >= upper * 3 : total >= lower;
                    tested.closed(0, total);
                }
                assertThat(tested.isOverloaded(0)).isEqualTo(overloaded);
            }
        }
    }

    private void fill(final int upTo) {
        for (int total = 1; total <= upTo; total++) {
            thresholds.opened(SERVER, total);
        }
    }

    private void empty(final int from, final int downTo) {
        for (int total = from; total >= downTo; total--) {
            thresholds.closed(SERVER, total);
        }
    }
}
