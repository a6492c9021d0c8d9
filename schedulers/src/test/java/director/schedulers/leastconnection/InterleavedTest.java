/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.schedulers.leastconnection;

import static org.assertj.core.api.Assertions.assertThat;

import director.schedulers.DestinationLoad;
import director.schedulers.Destinations;
import director.schedulers.ServiceScheduler;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Two threads take turns at places drawn at random: one stops with the answer to a question about load in its hands,
 * the other goes on and, in the middle of something itself, lets the first finish.
 * <pre>
 *   one     ──► changes its load, tells ──► n-th question ⏸ . . . . . . . ▶ ──► done
 *   other                                                 ──► changes its, tells ──► m-th question ⏸ . . ▶ ──► done
 * </pre>
 * When both are done the pick must be that of a walk through the list. A failure names its seed.
 */
class InterleavedTest {
    private static final int SEEDS = 15_000;
    private static final int QUESTIONS = 14;

    @ParameterizedTest
    @ValueSource(strings = {"lc", "wlc", "nq", "ovf"})
    void shouldPickWhatTheRulesSayWhereverTwoThreadsInterruptEachOther(final String scheduler) throws Exception {
        try (ExecutorService thread = Executors.newSingleThreadExecutor()) {
            for (int seed = 0; seed < SEEDS; seed++) {
                final Scene scene = new Scene(scheduler, new SplittableRandom(seed));
                scene.play(thread);
                assertThat(scene.picked()).as("%s seed %d", scheduler, seed).isEqualTo(scene.expected());
            }
        }
    }

    private static final class Scene implements DestinationLoad {
        private final String scheduler;
        private final SplittableRandom random;
        private final int servers;
        private final int[] active;
        private final Destinations list;
        private final ServiceScheduler service;
        private final CountDownLatch oneStopped = new CountDownLatch(1);
        private final CountDownLatch oneResumed = new CountDownLatch(1);
        private volatile Thread one = Thread.currentThread();
        private int questionsOfOne;
        private int questionsOfOther;
        private Future<?> running = new CompletableFuture<Void>();

        private Scene(final String scheduler, final SplittableRandom random) {
            this.scheduler = scheduler;
            this.random = random;
            this.servers = 2 + random.nextInt(4);
            this.active = random.ints(servers, 0, 4).toArray();
            this.list = Rig.weights(random.ints(servers, 1, 4).toArray());
            this.service = Rig.service(scheduler, list, this);
        }

        private void play(final ExecutorService thread) throws Exception {
            final int ofOne = random.nextInt(servers);
            final int toOne = random.nextInt(4);
            final boolean updates = random.nextInt(4) == 0;
            final int stop = 1 + random.nextInt(QUESTIONS);
            running = thread.submit(() -> {
                questionsOfOne = stop;
                one = Thread.currentThread();
                if (updates) {
                    service.updateService(list);
                } else {
                    change(ofOne, toOne);
                }
                oneStopped.countDown();
            });
            oneStopped.await();
            for (int changes = random.nextInt(3); changes >= 0; changes--) {
                questionsOfOther = changes == 0 ? 1 + random.nextInt(QUESTIONS) : 0;
                change((ofOne + 1 + random.nextInt(servers - 1)) % servers, random.nextInt(4));
            }
            finishOne();
        }

        private int picked() {
            return service.schedule(Rig.FLOW);
        }

        private int expected() {
            return ListWalk.pick(scheduler, list, this);
        }

        private void change(final int number, final int connections) {
            active[number] = connections;
            service.loadChanged(number);
        }

        private void finishOne() throws Exception {
            oneResumed.countDown();
            running.get();
        }

        @Override
        public boolean isOverloaded(final int number) {
            return false;
        }

        @Override
        public int activeConnections(final int number) {
            final int answer = active[number];
            try {
                if (Thread.currentThread() != one) {
                    if (questionsOfOther > 0 && --questionsOfOther == 0) {
                        finishOne();
                    }
                } else if (questionsOfOne > 0 && --questionsOfOne == 0) {
                    oneStopped.countDown();
                    oneResumed.await();
                }
            } catch (final Exception e) {
                throw new IllegalStateException(e);
            }
            return answer;
        }

        @Override
        public int inactiveConnections(final int number) {
            return 0;
        }
    }
}
