/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.schedulers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Of every scheduler that asks for a packet's addresses or for loads: two workers and the conductor go on while others
 * are stopped in the middle of a pick, wherever these ask for something; and these go on when they may.
 */
@Timeout(60)
class StoppedWorkerTest {
    private static final int SERVERS = 16;
    private static final int PICKS = 1_000;
    private static final int MOST_QUESTIONS = 24;
    private static final ThreadLocal<Stop> STOP = ThreadLocal.withInitial(() -> new Stop(0));

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch resumed = new CountDownLatch(1);

    /** Those of the round-robin family know all they need; their tests stop others in the middle of their one word. */
    static List<String> askingSchedulers() {
        return SchedulerRegistry.load().names().stream().filter(name -> !List.of("rr", "wrr").contains(name)).toList();
    }

    @AfterEach
    void stopThreads() {
        resumed.countDown();
        threads.shutdownNow();
    }

    @ParameterizedTest
    @MethodSource("askingSchedulers")
    void shouldGoOnWhileOthersAreStoppedInTheMiddleOfPicks(final String name) throws Exception {
        final BoundScheduler service = SchedulerRegistry.load().bind(
            name, new ServiceContext("TCP 10.0.0.1:80", 0), weights(1), new StoppableLoad());
        final List<Future<Integer>> stopped = new ArrayList<>();
        for (int question = 1; question <= MOST_QUESTIONS; question++) {
            final Stop stop = new Stop(question);
            final Future<Integer> pick = threads.submit(() -> {
                STOP.set(stop);
                try {
                    return service.schedule(new StoppableFlow(stop.question));
                } finally {
                    STOP.remove();
                    stop.reached.countDown();
                }
            });
            stop.reached.await();
            stopped.add(pick);
            goOn(service, 1 + question % 3);
        }
        assertThat(stopped).as("picks that have stopped").anyMatch(pick -> !pick.isDone());
        resumed.countDown();
        for (final Future<Integer> pick : stopped) {
            assertThat(pick.get(20, TimeUnit.SECONDS)).isBetween(0, SERVERS - 1);
        }
    }

    /** Two workers pick, and the conductor updates meanwhile. */
    private void goOn(final BoundScheduler service, final int weight) throws Exception {
        final List<Future<?>> others = new ArrayList<>();
        for (int worker = 0; worker < 2; worker++) {
            others.add(threads.submit(() -> {
                for (int pick = 0; pick < PICKS; pick++) {
                    assertThat(service.schedule(new StoppableFlow(pick))).isBetween(0, SERVERS - 1);
                }
            }));
        }
        others.add(threads.submit(() -> service.updateService(weights(weight))));
        for (final Future<?> other : others) {
            other.get(20, TimeUnit.SECONDS);
        }
    }

    private static Destinations weights(final int weight) {
        final int[] numbers = new int[SERVERS];
        Arrays.setAll(numbers, index -> index);
        final int[] weights = new int[SERVERS];
        Arrays.fill(weights, weight);
        return Destinations.of(numbers, weights);
    }

    /** Stops its thread at the question of a number, counted from 1; never at 0. */
    private static final class Stop {
        private final CountDownLatch reached = new CountDownLatch(1);
        private final int question;
        private int asked;

        private Stop(final int question) {
            this.question = question;
        }
    }

    private void ask() {
        final Stop stop = STOP.get();
        if (++stop.asked == stop.question) {
            stop.reached.countDown();
            try {
                resumed.await();
            } catch (final InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private final class StoppableLoad implements DestinationLoad {
        @Override
        public boolean isOverloaded(final int number) {
            ask();
            return false;
        }

        @Override
        public int activeConnections(final int number) {
            ask();
            return number;
        }

        @Override
        public int inactiveConnections(final int number) {
            ask();
            return 1;
        }
    }

    private final class StoppableFlow implements Flow {
        private final int client;

        private StoppableFlow(final int client) {
            this.client = client;
        }

        @Override
        public boolean isIpv6() {
            return false;
        }

        @Override
        public long sourceHigh() {
            return 0;
        }

        @Override
        public long sourceLow() {
            ask();
            return 0xA000000L + client;
        }

        @Override
        public int sourcePort() {
            ask();
            return client;
        }

        @Override
        public long destinationHigh() {
            return 0;
        }

        @Override
        public long destinationLow() {
            ask();
            return 0xA010000L + client;
        }

        @Override
        public int destinationPort() {
            return 80;
        }

        @Override
        public int protocol() {
            return 6;
        }
    }
}
