/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.schedulers.leastconnection;

import static org.assertj.core.api.Assertions.assertThat;

import director.schedulers.Destinations;
import director.schedulers.ServiceContext;
import director.schedulers.ServiceScheduler;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What is drawn at random is compared with its probability: a deviation of six standard deviations is a failure. */
class TwoChoicesTest {
    private static final int PICKS = 400_000;
    private static final double DEVIATIONS = 6;

    private final Rig.Load load = new Rig.Load(1_000);

    @Test
    void shouldDrawEachExactlyAsLikelyAsItsWeightSays() {
        final SplittableRandom random = new SplittableRandom(7);
        for (int round = 0; round < 2_000; round++) {
            final int[] weights = new int[1 + random.nextInt(50)];
            final int most = round % 2 == 0 ? 5 : Destinations.MAX_WEIGHT;
            Arrays.setAll(weights, index -> 1 + random.nextInt(most));
            final AliasTable table = new AliasTable(new Contenders(Rig.weights(weights), load));
            for (int index = 0; index < weights.length; index++) {
                assertThat(table.share(index)).as("%s, %d", Arrays.toString(weights), index)
                    .isEqualTo((long) weights[index] * weights.length);
            }
        }
    }

    @Test
    void shouldReachEveryPlaceOfATableWhoseSumsAreTheLargest() {
        final int[] weights = new int[65_535];
        Arrays.fill(weights, Destinations.MAX_WEIGHT);
        final AliasTable table = new AliasTable(new Contenders(Rig.weights(weights), load));
        assertThat(table.draw(0)).isZero();
        assertThat(table.draw(-1)).isEqualTo(65_534);
        assertThat(table.share(17)).isEqualTo(65_535L * Destinations.MAX_WEIGHT);
    }

    @Test
    void shouldPickByWeightWhenNobodyIsLoaded() {
        final int[] weights = {1, 7, 0, 2, 30};
        assertPicked(weights, probabilities(weights));
    }

    @Test
    void shouldPickTheLessLoadedOfTwo() {
        final int[] weights = {5, 3, 2, 4};
        load.active(0, 3).inactive(0, 10).active(1, 1).inactive(1, 90).active(2, 1).inactive(3, 500);
        assertPicked(weights, probabilities(weights));
    }

    @Test
    void shouldShareAmongThoseThatAreNotOverloadedByTheirWeights() {
        final int[] weights = {60_000, 3, 2, 4};
        load.overload(0, true).active(1, 1);
        assertPicked(weights, probabilities(weights));
    }

    @Test
    void shouldRepeatItsPicksFromTheSameSeed() {
        final ServiceScheduler one = service(5, 3, 2, 4);
        final ServiceScheduler other = service(5, 3, 2, 4);
        for (int pick = 0; pick < 1_000; pick++) {
            assertThat(one.schedule(Rig.FLOW)).isEqualTo(other.schedule(Rig.FLOW));
        }
    }

    private void assertPicked(final int[] weights, final double[] expected) {
        final long[] picked = new long[weights.length];
        final ServiceScheduler service = service(weights);
        for (int pick = 0; pick < PICKS; pick++) {
            picked[service.schedule(Rig.FLOW)]++;
        }
        for (int number = 0; number < weights.length; number++) {
            final double mean = PICKS * expected[number];
            final double deviation = Math.sqrt(mean * (1 - expected[number]));
            assertThat((double) picked[number]).as("picks of %d, %.0f expected", number, mean)
                .isBetween(mean - DEVIATIONS * deviation, mean + DEVIATIONS * deviation);
        }
    }

    /** How likely each is, summed over all pairs that can be drawn. */
    private double[] probabilities(final int[] weights) {
        final double[] probabilities = new double[weights.length];
        double sum = 0;
        for (int first = 0; first < weights.length; first++) {
            for (int second = 0; second < weights.length; second++) {
                if (!load.isOverloaded(first) && !load.isOverloaded(second)) {
                    final double both = (double) weights[first] * weights[second];
                    final boolean replaced = weights[second] * overhead(first) > weights[first] * overhead(second);
                    probabilities[replaced ? second : first] += both;
                    sum += both;
                }
            }
        }
        final double all = sum;
        return Arrays.stream(probabilities).map(each -> each / all).toArray();
    }

    private long overhead(final int number) {
        return load.activeConnections(number) * 256L + load.inactiveConnections(number);
    }

    private ServiceScheduler service(final int... weights) {
        return new PowerOfTwoScheduler(() -> 42)
            .initService(new ServiceContext("TCP 10.0.0.1:80", 0), Rig.weights(weights), load);
    }
}
