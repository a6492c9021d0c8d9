/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.schedulers.roundrobin;

import static org.assertj.core.api.Assertions.assertThat;

import director.schedulers.Destinations;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Several workers and a conductor on one service: together they pick what one of them would. */
@Timeout(60)
class SharedSequenceTest {
    private static final int ROUNDS = 20_000;
    private static final int HEAVY = 3;
    private static final int STRETCHES = 100;

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 8})
    void shouldPickTheMultisetOfARoundTogether(final int workers) throws Exception {
        final RoundScheduler service = Rig.service("wrr", Rig.weights(4, 0, 6, 2, 10), Rig.NO_LOAD);
        final int round = 2 + 3 + 1 + 5;

        final long[] counts = pick(service, workers, 24 * ROUNDS / workers * round, 5, Thread::onSpinWait);

        assertThat(counts).containsExactly(48L * ROUNDS, 0, 72L * ROUNDS, 24L * ROUNDS, 120L * ROUNDS);
    }

    @Test
    void shouldNeitherLoseNorDoubleAPickOfRoundRobinWhileTheListChanges() throws Exception {
        final Destinations without = Rig.weights(1, 1, 1, 1, 1, 1, 1);
        final Destinations quiescedFirst = Destinations.of(
            new int[] {7, 0, 1, 2, 3, 4, 5, 6}, new int[] {0, 1, 9, 1, 1, 1, 1, 1});
        final RoundScheduler service = Rig.service("rr", without, Rig.NO_LOAD);
        final long[] updates = new long[1];

        final long[] counts = pick(service, 2, 7 * 100_000, 8, () -> {
            service.updateService((updates[0]++ & 1) == 0 ? quiescedFirst : without);
        });

        final long each = 2 * 100_000;
        assertThat(counts).containsExactly(each, each, each, each, each, each, each, 0);
        assertThat(updates[0]).as("updates during the picks").isGreaterThanOrEqualTo(STRETCHES);
    }

    @Test
    void shouldNeitherLoseNorDoubleAPickOfWeightedRoundRobinWhileTheListChanges() throws Exception {
        final int[] weights = new int[HEAVY + 1];
        Arrays.fill(weights, Destinations.MAX_WEIGHT);
        weights[HEAVY] = 1;
        final Destinations destinations = Rig.weights(weights);
        final RoundScheduler service = Rig.service("wrr", destinations, Rig.NO_LOAD);
        final long[] expected = new long[HEAVY + 1];
        final Round[] current = {service.prepare(destinations)};
        service.publish(current[0]);
        final long[] first = {current[0].settle()};
        final long[] updates = new long[1];
        final Runnable update = () -> {
            final Round next = service.prepare(destinations);
            service.publish(next);
            next.settle();
            final long last = current[0].seal();
            count(first[0], last, expected);
            current[0] = next;
            first[0] = last >>> Integer.SIZE << Integer.SIZE;
            updates[0]++;
        };

        final long[] counts = pick(service, 2, 40_000, HEAVY + 1, update);
        update.run();

        assertThat(updates[0]).as("updates during the picks").isGreaterThanOrEqualTo(STRETCHES);
        assertThat(counts).containsExactly(expected);
    }

    /** What one worker picks from a position at a level's head to another, in a list of equal weights. */
    private static void count(final long first, final long last, final long[] counts) {
        final long levels = (first >>> Integer.SIZE) - (last >>> Integer.SIZE);
        for (int index = 0; index < HEAVY; index++) {
            counts[index] += levels + ((int) last > index ? 1 : 0);
        }
    }

    /**
     * Lets workers pick, while the calling thread does the conductor's work again and again, at least once in each of
     * {@value #STRETCHES} stretches of a worker's picks; how often each destination was picked.
     */
    private static long[] pick(
        final RoundScheduler service, final int workers, final int picks, final int numbers, final Runnable conductor)
        throws Exception {
        final CyclicBarrier start = new CyclicBarrier(workers);
        final AtomicInteger working = new AtomicInteger(workers);
        final AtomicLong turns = new AtomicLong();
        final Callable<long[]> worker = () -> {
            final long[] counts = new long[numbers];
            start.await();
            for (int pick = 0; pick < picks; pick++) {
                counts[service.schedule(Rig.FLOW)]++;
                if (pick % (picks / STRETCHES) == 0) {
                    final long turn = turns.get();
                    while (turns.get() == turn) {
                        Thread.onSpinWait();
                    }
                }
            }
            working.decrementAndGet();
            return counts;
        };
        final ExecutorService threads = Executors.newFixedThreadPool(workers);
        try {
            final List<Future<long[]>> results = new ArrayList<>();
            for (int index = 0; index < workers; index++) {
                results.add(threads.submit(worker));
            }
            while (working.get() > 0) {
                conductor.run();
                turns.incrementAndGet();
            }
            return sum(results, numbers);
        } finally {
            threads.shutdownNow();
        }
    }

    private static long[] sum(final List<Future<long[]>> results, final int numbers)
        throws ExecutionException, InterruptedException {
        final long[] sum = new long[numbers];
        for (final Future<long[]> result : results) {
            final long[] counts = result.get();
            Arrays.setAll(sum, index -> sum[index] + counts[index]);
        }
        return sum;
    }
}
