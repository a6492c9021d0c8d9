/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class RateEstimatorTest {
    private final RateEstimator estimator = new RateEstimator();

    @Test
    void shouldEstimateWithTheArithmeticOfIpvs() {
        final Random random = new Random(7);
        long total = 0;
        long packetAverage = 0;
        long byteAverage = 0;
        for (int i = 0; i < 1_000; i++) {
            final long grown = random.nextInt(4) == 0 ? 0 : random.nextLong(1L << random.nextInt(40));
            total += grown;
            estimator.update(new Totals(total, total, total, total, total));
            packetAverage += Math.floorDiv(grown * 512 - packetAverage, 4);
            byteAverage += Math.floorDiv(grown * 16 - byteAverage, 4);
            final long packets = Math.floorDiv(packetAverage + 511, 1_024);
            final long bytes = Math.floorDiv(byteAverage + 15, 32);
            assertThat(estimator.rates()).isEqualTo(new Totals(packets, packets, packets, bytes, bytes));
        }
    }

    @Test
    void shouldApproachASteadyRateAndForgetItAgain() {
        for (int i = 1; i <= 60; i++) {
            estimator.update(new Totals(20L * i, 200L * i, 2L * i, 3_000L * i, 50L * i));
        }
        assertThat(estimator.rates()).isEqualTo(new Totals(10, 100, 1, 1_500, 25));
        for (int i = 0; i < 60; i++) {
            estimator.update(new Totals(1_200, 12_000, 120, 180_000, 3_000));
        }
        assertThat(estimator.rates()).isEqualTo(Totals.ZERO);
    }

    @Test
    void shouldRiseByAQuarterOfTheWayAtATime() {
        estimator.update(new Totals(0, 800, 0, 80_000, 0));
        assertThat(estimator.rates()).isEqualTo(new Totals(0, 100, 0, 10_000, 0));
        estimator.update(new Totals(0, 1_600, 0, 160_000, 0));
        assertThat(estimator.rates()).isEqualTo(new Totals(0, 175, 0, 17_500, 0));
        estimator.reset();
        assertThat(estimator.rates()).isEqualTo(Totals.ZERO);
        estimator.update(new Totals(8, 0, 0, 0, 0));
        assertThat(estimator.rates()).isEqualTo(new Totals(1, 0, 0, 0, 0));
    }
}
