/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.service;

import static org.assertj.core.api.Assertions.assertThat;

import director.dataplane.testkit.CountingMemory;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class SummedLoadTest {
    @Test
    void shouldSumOverWorkers() {
        final CountingMemory memory = new CountingMemory();
        try (DestinationCounters one = new DestinationCounters(memory, 2);
            DestinationCounters other = new DestinationCounters(memory, 2)) {
            final SummedLoad load = new SummedLoad(List.of(one, other), new Thresholds(2));
            assertThat(load.isUnused(1)).isTrue();
            one.connectionOpened(1);
            other.connectionOpened(1);
            other.connectionOpened(1);
            other.activityChanged(1, true);
            assertThat(load.activeConnections(1)).isEqualTo(1);
            assertThat(load.inactiveConnections(1)).isEqualTo(2);
            assertThat(load.activeConnections(0) + load.inactiveConnections(0)).isZero();
            assertThat(load.isUnused(1)).isFalse();
            other.connectionClosed(1, true);
            other.connectionClosed(1, false);
            assertThat(load.isUnused(1)).isFalse();
            one.connectionClosed(1, false);
            assertThat(load.isUnused(1)).isTrue();
        }
    }

    /** Or its number would be given to another real server under the connection. */
    @Test
    void shouldNeverSeeADestinationAsUnusedWhileAConnectionChangesItsState() throws InterruptedException {
        final CountingMemory memory = new CountingMemory();
        final AtomicBoolean done = new AtomicBoolean();
        try (DestinationCounters counters = new DestinationCounters(memory, 1)) {
            counters.connectionOpened(0);
            final Thread worker = new Thread(() -> {
                for (boolean active = true; !done.get(); active = !active) {
                    counters.activityChanged(0, active);
                }
            });
            worker.start();
            final SummedLoad load = new SummedLoad(List.of(counters), new Thresholds(1));
            int unused = 0;
            for (int i = 0; i < 5_000_000; i++) {
                unused += load.isUnused(0) ? 1 : 0;
            }
            done.set(true);
            worker.join();
            assertThat(unused).isZero();
        }
    }
}
