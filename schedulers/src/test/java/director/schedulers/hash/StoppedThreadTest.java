/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.schedulers.hash;

import static org.assertj.core.api.Assertions.assertThat;

import director.schedulers.Destinations;
import director.schedulers.ServiceContext;
import director.schedulers.TestFlow;
import director.schedulers.TestLoad;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two workers go on when the conductor stops within an update, before its table is made or when it is. */
@Timeout(30)
class StoppedThreadTest {
    private static final ServiceContext SERVICE = new ServiceContext("TCP 10.0.0.1:80", 0);
    private static final Map<String, Function<Destinations, Frozen>> TABLES = Map.of(
        "dh", DestinationTable::new,
        "sh", list -> new SourceTable(list, HashFlags.of(SERVICE)),
        "mh", list -> new MaglevTable(list, MaglevSize.of(SERVICE), HashFlags.of(SERVICE)),
        "conhash", list -> new ConsistentRing(list, false));
    private static final Destinations BEFORE = Destinations.of(new int[] {0, 1, 2}, new int[] {3, 2, 1});
    private static final Destinations AFTER = Destinations.of(new int[] {3, 4}, new int[] {1, 5});
    private static final int PICKS = 20_000;

    private final ExecutorService threads = Executors.newFixedThreadPool(3);
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final CountDownLatch resumed = new CountDownLatch(1);

    @AfterEach
    void stopThreads() {
        resumed.countDown();
        threads.shutdownNow();
    }

    @ParameterizedTest
    @CsvSource({"dh, true", "sh, true", "mh, true", "conhash, true",
        "dh, false", "sh, false", "mh, false", "conhash, false"})
    void shouldLetTwoWorkersPickFromTheTableBefore(final String name, final boolean early) throws Exception {
        final Function<Destinations, Frozen> tables = Objects.requireNonNull(TABLES.get(name));
        final HashScheduler service = new HashScheduler(list -> {
            if (early && list == AFTER) {
                stop();
            }
            final Frozen table = tables.apply(list);
            if (!early && list == AFTER) {
                stop();
            }
            return table;
        }, BEFORE, new TestLoad(5));
        final Future<?> conductor = threads.submit(() -> service.updateService(AFTER));
        stopped.await();
        pickFromTwoWorkers(service, 0, 2);
        assertThat(conductor.isDone()).isFalse();
        resumed.countDown();
        conductor.get(20, TimeUnit.SECONDS);
        pickFromTwoWorkers(service, 3, 4);
    }

    private void pickFromTwoWorkers(final HashScheduler service, final int least, final int most) throws Exception {
        final List<Future<?>> workers = new ArrayList<>();
        for (int worker = 0; worker < 2; worker++) {
            workers.add(threads.submit(() -> {
                final TestFlow flow = new TestFlow();
                for (int pick = 0; pick < PICKS; pick++) {
                    flow.sourceLow = pick;
                    flow.destinationLow = pick;
                    assertThat(service.schedule(flow)).isBetween(least, most);
                }
            }));
        }
        for (final Future<?> worker : workers) {
            worker.get(20, TimeUnit.SECONDS);
        }
    }

    private void stop() {
        stopped.countDown();
        try {
            resumed.await();
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
