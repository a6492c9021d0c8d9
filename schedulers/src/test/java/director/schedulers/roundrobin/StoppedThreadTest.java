/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.schedulers.roundrobin;

import static org.assertj.core.api.Assertions.assertThat;

import director.schedulers.DestinationLoad;
import director.schedulers.Destinations;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Two workers go on while a third thread stands still in the middle of an update or of a pick. */
@Timeout(30)
class StoppedThreadTest {
    private static final int PICKS = 60_000;
    private static final Destinations OLD = Rig.weights(1, 1);
    private static final Destinations NEW = Destinations.of(new int[] {2, 0, 1}, new int[] {1, 1, 1});

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final CountDownLatch resumed = new CountDownLatch(1);

    /** Where the conductor stands still. */
    enum Stop { PREPARED, PUBLISHED, SEALED, SETTLED }

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    @ParameterizedTest
    @EnumSource(Stop.class)
    void shouldLetTwoWorkersPickWhenTheConductorStopsInTheMiddleOfAnUpdate(final Stop where) throws Exception {
        final RoundScheduler service = Rig.service("rr", OLD, Rig.NO_LOAD);
        assertThat(Rig.picks(service, 1)).isEqualTo("0");
        final Future<?> conductor = threads.submit(() -> {
            update(service, where);
            return null;
        });
        stopped.await();

        final long[] counts = pickWithTwoWorkers(service);

        if (where == Stop.PREPARED) {
            assertThat(counts).containsExactly(PICKS, PICKS, 0);
        } else {
            assertThat(counts).containsOnly(2L * PICKS / 3);
        }
        resumed.countDown();
        conductor.get();
        // Every run of picks above ended with destination 0 again.
        assertThat(Rig.picks(service, 3)).isEqualTo("120");
    }

    @Test
    void shouldLetTwoWorkersPickWhenAThirdStopsInTheMiddleOfAPick() throws Exception {
        final Thread[] slow = new Thread[1];
        final DestinationLoad load = new StoppingLoad(slow);
        final RoundScheduler service = Rig.service("wrr", NEW, load);
        final Future<Integer> third = threads.submit(() -> {
            slow[0] = Thread.currentThread();
            return service.schedule(Rig.FLOW);
        });
        stopped.await();

        assertThat(pickWithTwoWorkers(service)).containsOnly(2L * PICKS / 3);
        service.updateService(Destinations.of(new int[] {1}, new int[] {1}));
        resumed.countDown();

        assertThat(third.get()).as("a pick after the update").isEqualTo(1);
    }

    private void update(final RoundScheduler service, final Stop where) throws InterruptedException {
        final Round successor = service.prepare(NEW);
        stand(where == Stop.PREPARED);
        // What follows is updateService, with a stop after each step.
        final Round predecessor = service.round();
        service.publish(successor);
        stand(where == Stop.PUBLISHED);
        predecessor.seal();
        stand(where == Stop.SEALED);
        successor.settle();
        stand(where == Stop.SETTLED);
    }

    private void stand(final boolean here) throws InterruptedException {
        if (here) {
            stopped.countDown();
            resumed.await();
        }
    }

    private long[] pickWithTwoWorkers(final RoundScheduler service) throws Exception {
        final List<Future<long[]>> workers = new ArrayList<>();
        for (int worker = 0; worker < 2; worker++) {
            workers.add(threads.submit(() -> {
                final long[] counts = new long[3];
                for (int pick = 0; pick < PICKS; pick++) {
                    counts[service.schedule(Rig.FLOW)]++;
                }
                return counts;
            }));
        }
        final long[] one = workers.get(0).get();
        final long[] other = workers.get(1).get();
        return IntStream.range(0, 3).mapToLong(number -> one[number] + other[number]).toArray();
    }

    /** Stops one thread, once, where a pick has read its position and not yet moved it. */
    private final class StoppingLoad implements DestinationLoad {
        private final Thread[] slow;

        private StoppingLoad(final Thread[] slow) {
            this.slow = slow;
        }

        @Override
        public boolean isOverloaded(final int number) {
            if (Thread.currentThread() == slow[0] && stopped.getCount() > 0) {
                try {
                    stand(true);
                } catch (final InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
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
