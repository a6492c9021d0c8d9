/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.schedulers.leastconnection;

import static org.assertj.core.api.Assertions.assertThat;

import director.schedulers.Destinations;
import director.schedulers.ServiceScheduler;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random lists, changes, connections and overload, each pick judged by {@link ListWalk}. A failure names its seed. */
class RandomPicksTest {
    private static final int SEEDS = 60;
    private static final int STEPS = 4_000;
    private static final int HUGE = Integer.MAX_VALUE - 1_000_000;

    @ParameterizedTest
    @ValueSource(strings = {"lc", "wlc", "sed", "nq", "fo", "ovf"})
    void shouldPickWhatTheRulesSayWhateverChanges(final String scheduler) {
        for (int seed = 0; seed < SEEDS; seed++) {
            new Run(scheduler, seed, 1 + seed % 40, 1 + seed % 7, 0).play();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"lc", "wlc", "sed", "nq", "fo", "ovf"})
    void shouldPickWhatTheRulesSayWhenCountsAndWeightsAreHuge(final String scheduler) {
        for (int seed = 0; seed < SEEDS; seed++) {
            new Run(scheduler, seed, 5, Destinations.MAX_WEIGHT, HUGE).play();
        }
    }

    private static final class Run {
        private final String name;
        private final String scheduler;
        private final SplittableRandom random;
        private final int numbers;
        private final int maxWeight;
        private final int leastConnections;
        private final Rig.Load load;
        private final List<Integer> listed = new ArrayList<>();
        private final List<Integer> weights = new ArrayList<>();
        private final ServiceScheduler service;
        private Destinations list = Destinations.none();

        private Run(
            final String scheduler, final int seed, final int numbers, final int maxWeight,
            final int leastConnections) {
            this.name = scheduler + " seed " + seed;
            this.scheduler = scheduler;
            this.random = new SplittableRandom(seed);
            this.numbers = numbers;
            this.maxWeight = maxWeight;
            this.leastConnections = leastConnections;
            this.load = new Rig.Load(numbers);
            this.service = Rig.service(scheduler, list, load);
        }

        private void play() {
            for (int step = 0; step < STEPS; step++) {
                final int choice = random.nextInt(100);
                if (choice < 6) {
                    changeList();
                } else {
                    changeLoad(choice);
                }
                assertThat(service.schedule(Rig.FLOW)).as("%s step %d", name, step)
                    .isEqualTo(ListWalk.pick(scheduler, list, load));
            }
        }

        private void changeList() {
            final Integer number = random.nextInt(numbers);
            final int index = listed.indexOf(number);
            final int weight = random.nextInt(4) == 0 ? 0 : 1 + random.nextInt(maxWeight);
            if (index < 0) {
                listed.add(0, number);
                weights.add(0, weight);
            } else if (random.nextInt(3) == 0) {
                listed.remove(/* index */ index);
                weights.remove(/* index */ index);
            } else {
                weights.set(index, weight);
            }
            list = Destinations.of(listed.stream().mapToInt(each -> each).toArray(),
                weights.stream().mapToInt(each -> each).toArray());
            service.updateService(list);
        }

        /** Often of the one that is picked, as it is with real connections. */
        private void changeLoad(final int choice) {
            final int picked = service.schedule(Rig.FLOW);
            final int number = picked < 0 || random.nextInt(3) == 0 ? random.nextInt(numbers) : picked;
            if (choice < 15) {
                load.overload(number, random.nextInt(3) == 0);
            } else if (choice < 40) {
                load.active(number, leastConnections + random.nextInt(12));
            } else if (choice < 70) {
                load.inactive(number, leastConnections + random.nextInt(600));
            } else {
                load.active(number, load.activeConnections(number) + 1);
            }
            service.loadChanged(number);
        }
    }
}
