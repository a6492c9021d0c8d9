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
 * Of every scheduler: two workers go on while the conductor is stopped in the middle of an update, all of whose work is
 * done and whose last store is not; they pick from the list before, and from the other one once it goes on.
 */
@Timeout(60)
class StoppedUpdateTest {
    private static final int SERVERS = 16;
    private static final int PICKS = 20_000;
    /** Numbers of the real servers of the other list. */
    private static final int OTHERS = 100;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final CountDownLatch resumed = new CountDownLatch(1);

    static List<String> schedulers() {
        return List.copyOf(SchedulerRegistry.load().names());
    }

    @AfterEach
    void stopThreads() {
        resumed.countDown();
        threads.shutdownNow();
    }

    @ParameterizedTest
    @MethodSource("schedulers")
    void shouldLetTwoWorkersPickWhileTheConductorIsStopped(final String name) throws Exception {
        final BoundScheduler service = SchedulerRegistry.load().bind(
            name, new ServiceContext("TCP 10.0.0.1:80", 0), list(0), new Idle());
        final Future<?> conductor = threads.submit(() -> {
            final Runnable last = service.prepareUpdate(list(OTHERS)).orElseThrow();
            stopped.countDown();
            resumed.await();
            last.run();
            return null;
        });
        stopped.await();
        pickFromTwoWorkers(service, 0);
        assertThat(conductor.isDone()).isFalse();
        resumed.countDown();
        conductor.get(20, TimeUnit.SECONDS);
        pickFromTwoWorkers(service, OTHERS);
    }

    private void pickFromTwoWorkers(final BoundScheduler service, final int first) throws Exception {
        final List<Future<?>> workers = new ArrayList<>();
        for (int worker = 0; worker < 2; worker++) {
            final int clients = worker * PICKS;
            workers.add(threads.submit(() -> {
                final TestFlow flow = new TestFlow();
                for (int pick = 0; pick < PICKS; pick++) {
                    flow.sourceLow = (long) clients + pick;
                    flow.destinationLow = pick % 100;
                    assertThat(service.schedule(flow)).isBetween(first, first + SERVERS - 1);
                }
            }));
        }
        for (final Future<?> worker : workers) {
            worker.get(20, TimeUnit.SECONDS);
        }
    }

    private static Destinations list(final int first) {
        final int[] numbers = new int[SERVERS];
        Arrays.setAll(numbers, index -> first + index);
        final int[] weights = new int[SERVERS];
        Arrays.setAll(weights, index -> 1 + index);
        return Destinations.of(numbers, weights);
    }

    private static final class Idle implements DestinationLoad {
        @Override
        public boolean isOverloaded(final int number) {
            return false;
        }

        @Override
        public int activeConnections(final int number) {
            return 0;
        }

        @Override
        public int inactiveConnections(final int number) {
            return 0;
        }
    }
}
