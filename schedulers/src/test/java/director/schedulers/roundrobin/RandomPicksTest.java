/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.schedulers.roundrobin;

import static org.assertj.core.api.Assertions.assertThat;

import director.schedulers.Destinations;
import java.util.SplittableRandom;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random lists, changes and overload, each pick judged by {@link LinuxModel}. A failure names its seed. */
class RandomPicksTest {
    private static final int NUMBERS = 40;
    private static final int SEEDS = 400;
    private static final int STEPS = 5_000;
    private static final int LEVELS = 65_535;

    @ParameterizedTest
    @ValueSource(strings = {"rr", "wrr"})
    void shouldPickWhatTheRulesSayWhateverChanges(final String scheduler) {
        for (int seed = 0; seed < SEEDS; seed++) {
            new Run(scheduler, seed, smallWeight(seed % 5)).play(STEPS, NUMBERS);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"rr", "wrr"})
    void shouldPickWhatTheRulesSayWhenWeightsAreHuge(final String scheduler) {
        for (int seed = 0; seed < 6; seed++) {
            // The judge goes through all levels, so there must not be too many: a multiple of what all weights are.
            final int unit = seed % 2 == 0 ? 1 : Destinations.MAX_WEIGHT / LEVELS;
            new Run(scheduler, seed, random -> unit * switch (random % 4) {
                case 0 -> 0;
                case 1 -> LEVELS;
                case 2 -> 1 + random % 7;
                default -> random % (LEVELS + 1);
            }).play(300, 4);
        }
    }

    /** As a batch of changes fills a new service, where commands would add one after the other. */
    @ParameterizedTest
    @ValueSource(strings = {"rr", "wrr"})
    void shouldBeginWhereOneAdditionAfterTheOtherLeavesOff(final String scheduler) {
        for (int seed = 0; seed < 500; seed++) {
            final SplittableRandom random = new SplittableRandom(seed);
            final IntUnaryOperator weight = smallWeight(seed % 5);
            final LinuxModel model = new LinuxModel(scheduler);
            final RoundScheduler service = Rig.service(scheduler, Destinations.none(), new Rig.Load(NUMBERS));
            for (int fill = 0; fill < 2; fill++) {
                for (int number = random.nextInt(NUMBERS); number >= 0; number--) {
                    model.add(number, weight.applyAsInt(random.nextInt(Integer.MAX_VALUE)));
                }
                service.updateService(model.destinations());
                for (int pick = 0; pick < 40; pick++) {
                    assertThat(service.schedule(Rig.FLOW)).as("seed %d", seed).isEqualTo(model.pick());
                }
                while (model.size() > 0) {
                    model.delete(model.numberAt(0));
                }
                service.updateService(model.destinations());
            }
        }
    }

    private static IntUnaryOperator smallWeight(final int kind) {
        return switch (kind) {
            case 0 -> random -> random % 6;
            case 1 -> random -> random % 4 * 12;
            case 2 -> random -> random % 3 == 0 ? 60 : random % 9;
            case 3 -> random -> random % 8 == 0 ? 0 : 1;
            default -> random -> (random % 5 + 1) * (random / 7 % 3 == 0 ? 3 : 6);
        };
    }

    private static final class Run {
        private final SplittableRandom random;
        private final IntUnaryOperator weight;
        private final Rig.Load load = new Rig.Load(NUMBERS);
        private final LinuxModel model;
        private final RoundScheduler service;
        private final String name;

        private Run(final String scheduler, final int seed, final IntUnaryOperator weight) {
            this.weight = weight;
            random = new SplittableRandom(seed);
            model = new LinuxModel(scheduler);
            service = Rig.service(scheduler, Destinations.none(), load);
            name = scheduler + " seed " + seed;
        }

        private void play(final int steps, final int numbers) {
            final boolean[] listed = new boolean[numbers];
            for (int step = 0; step < steps; step++) {
                final int choice = random.nextInt(100);
                final int number = random.nextInt(numbers);
                if (choice < 3) {
                    if (listed[number]) {
                        model.delete(number);
                    } else {
                        model.add(number, nextWeight());
                    }
                    listed[number] ^= true;
                    service.updateService(model.destinations());
                } else if (choice < 5 && model.size() > 0) {
                    model.edit(model.numberAt(random.nextInt(model.size())), nextWeight());
                    service.updateService(model.destinations());
                } else if (choice < 9) {
                    final boolean overloaded = random.nextInt(10) < 3 + step / 1_000;
                    model.overload(number, overloaded);
                    load.overload(number, overloaded);
                } else {
                    assertThat(service.schedule(Rig.FLOW)).as("%s step %d", name, step).isEqualTo(model.pick());
                }
            }
        }

        private int nextWeight() {
            return weight.applyAsInt(random.nextInt(Integer.MAX_VALUE));
        }
    }
}
