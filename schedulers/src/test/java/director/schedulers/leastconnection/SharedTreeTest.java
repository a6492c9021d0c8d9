/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.schedulers.leastconnection;

import static org.assertj.core.api.Assertions.assertThat;

import director.schedulers.Destinations;
import director.schedulers.ServiceScheduler;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Two workers change loads without pause while a conductor changes the list. Each worker has real servers of its own,
 * and a load is written by one thread only, as with counters of workers.
 * <pre>
 *   worker 0 ── loads of even numbers ──►            ◄── loads of odd numbers ── worker 1
 *                                          service
 *                                             ▲
 *                    conductor ── lists ──────┘
 * </pre>
 * Whenever all three have finished what they were at, the pick must be that of a walk through the list.
 */
class SharedTreeTest {
    private static final int NUMBERS = 9;
    private static final int ROUNDS = 3_000;
    private static final int CHANGES = 25;

    private final Rig.Load load = new Rig.Load(NUMBERS);

    @ParameterizedTest
    @ValueSource(strings = {"lc", "wlc", "sed", "nq", "fo", "ovf"})
    void shouldPickWhatTheRulesSayWhenAllThreadsHaveFinished(final String scheduler) throws Exception {
        Destinations list = list(new SplittableRandom(0));
        final ServiceScheduler service = Rig.service(scheduler, list, load);
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            for (int round = 0; round < ROUNDS; round++) {
                final List<Future<?>> workers = new ArrayList<>();
                for (int worker = 0; worker < 2; worker++) {
                    final int own = worker;
                    final SplittableRandom random = new SplittableRandom(round * 2L + worker);
                    workers.add(threads.submit(() -> change(service, random, own)));
                }
                if (round % 3 == 0) {
                    list = list(new SplittableRandom(round));
                    service.updateService(list);
                }
                for (final Future<?> worker : workers) {
                    worker.get();
                }
                assertThat(service.schedule(Rig.FLOW)).as("%s round %d", scheduler, round)
                    .isEqualTo(ListWalk.pick(scheduler, list, load));
            }
        }
    }

    private void change(final ServiceScheduler service, final SplittableRandom random, final int worker) {
        for (int change = 0; change < CHANGES; change++) {
            final int number = random.nextInt(NUMBERS - 1) / 2 * 2 + worker;
            switch (random.nextInt(4)) {
                case 0 -> load.overload(number, random.nextBoolean());
                case 1 -> load.inactive(number, random.nextInt(500));
                default -> load.active(number, random.nextInt(5));
            }
            service.loadChanged(number);
            service.schedule(Rig.FLOW);
        }
    }

    private static Destinations list(final SplittableRandom random) {
        final int[] numbers = new int[NUMBERS - 1];
        final int[] weights = new int[NUMBERS - 1];
        final int offset = random.nextInt(numbers.length);
        for (int index = 0; index < numbers.length; index++) {
            numbers[index] = (index + offset) % NUMBERS;
            weights[index] = random.nextInt(4);
        }
        return Destinations.of(numbers, weights);
    }
}
