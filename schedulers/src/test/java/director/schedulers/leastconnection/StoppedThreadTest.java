/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.schedulers.leastconnection;

import static org.assertj.core.api.Assertions.assertThat;

import director.schedulers.DestinationLoad;
import director.schedulers.Destinations;
import director.schedulers.ServiceScheduler;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two workers go on, and share connections out evenly, when a third thread stops in the middle of something. */
@Timeout(30)
class StoppedThreadTest {
    private static final int SERVERS = 8;
    private static final int CONNECTIONS = 40_000;
    /** Two workers that pick at the same moment may pick the same one. */
    private static final int TOLERANCE = 4;

    private final ExecutorService threads = Executors.newFixedThreadPool(3);
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final CountDownLatch resumed = new CountDownLatch(1);
    private final StoppingLoad load = new StoppingLoad();
    private final ServiceScheduler service = Rig.service("lc", Rig.weights(1, 1, 1, 1, 1, 1, 1, 1), load);

    @AfterEach
    void stopThreads() {
        resumed.countDown();
        threads.shutdownNow();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 8, 12})
    void shouldGoOnWhenAThirdStopsWhileItTellsOfItsLoad(final int question) throws Exception {
        final Future<?> third = threads.submit(() -> {
            load.stopAt(question);
            load.connections[0].incrementAndGet();
            service.loadChanged(0);
        });
        stopped.await();
        openFromTwoWorkers();
        resumed.countDown();
        third.get();
        assertSharedOut(SERVERS);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 20, 30, 48})
    void shouldGoOnWhenTheConductorStopsInTheMiddleOfAnUpdate(final int question) throws Exception {
        final Future<?> conductor = threads.submit(() -> {
            load.stopAt(question);
            service.updateService(Destinations.of(new int[] {6, 5, 4, 3, 2, 1, 0}, new int[] {1, 1, 1, 1, 1, 1, 1}));
        });
        stopped.await();
        openFromTwoWorkers();
        assertSharedOut(SERVERS - 1);
        resumed.countDown();
        conductor.get();

        load.connections[7].set(0);
        service.loadChanged(7);
        assertThat(service.schedule(Rig.FLOW)).as("7 has left").isNotEqualTo(7);
        openFromTwoWorkers();
        assertSharedOut(SERVERS - 1);
    }

    private void openFromTwoWorkers() throws Exception {
        final List<Future<?>> workers = new ArrayList<>();
        for (int worker = 0; worker < 2; worker++) {
            workers.add(threads.submit(() -> {
                for (int connection = 0; connection < CONNECTIONS; connection++) {
                    final int number = service.schedule(Rig.FLOW);
                    load.connections[number].incrementAndGet();
                    service.loadChanged(number);
                }
            }));
        }
        for (final Future<?> worker : workers) {
            worker.get(20, TimeUnit.SECONDS);
        }
    }

    private void assertSharedOut(final int servers) {
        int fewest = Integer.MAX_VALUE;
        int most = 0;
        for (int number = 0; number < servers; number++) {
            fewest = Math.min(fewest, load.connections[number].get());
            most = Math.max(most, load.connections[number].get());
        }
        assertThat(most - fewest).as("%d to %d connections", fewest, most).isLessThanOrEqualTo(TOLERANCE);
    }

    /** Stops one thread, once, at the load that it asks for as the n-th. */
    private final class StoppingLoad implements DestinationLoad {
        private final AtomicInteger[] connections = new AtomicInteger[SERVERS];
        private volatile Thread slow = Thread.currentThread();
        private int questions;

        private StoppingLoad() {
            for (int number = 0; number < SERVERS; number++) {
                connections[number] = new AtomicInteger();
            }
        }

        private void stopAt(final int question) {
            questions = question;
            slow = Thread.currentThread();
        }

        @Override
        public boolean isOverloaded(final int number) {
            stop();
            return false;
        }

        @Override
        public int activeConnections(final int number) {
            stop();
            return connections[number].get();
        }

        @Override
        public int inactiveConnections(final int number) {
            return 0;
        }

        private void stop() {
            if (Thread.currentThread() == slow && questions > 0 && --questions == 0) {
                stopped.countDown();
                try {
                    resumed.await();
                } catch (final InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }
}
