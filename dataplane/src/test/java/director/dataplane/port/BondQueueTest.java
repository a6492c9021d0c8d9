/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.port;

import static org.assertj.core.api.Assertions.assertThat;

import director.bindings.Mbuf;
import director.bindings.NativeMemory;
import director.bindings.RxQueue;
import director.dataplane.testkit.GuardedPool;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What workers do for bonds beside receiving. */
class BondQueueTest {
    private static final int BURST = 4;
    private static final int POLLS = 1_000;

    private final GuardedPool pool = new GuardedPool(16, Mbuf.HEADROOM + 64);
    private final long array = NativeMemory.allocate(BURST * Long.BYTES, Long.BYTES);
    private final List<Integer> polled = new ArrayList<>();
    private int active;

    @AfterEach
    void close() {
        NativeMemory.free(array);
        assertThat(pool.inUse()).isZero();
        pool.close();
    }

    /** A member where packets arrive all the time. */
    private RxQueue member(final int number) {
        return (mbufArray, capacity) -> {
            polled.add(number);
            for (int i = 0; i < capacity; i++) {
                NativeMemory.int64(mbufArray + (long) i * Long.BYTES, pool.allocate());
            }
            return capacity;
        };
    }

    @Test
    void shouldFreeWhatArrivesAtMembersThatAreNotActive() {
        final List<RxQueue> members = List.of(member(0), member(1), member(2));
        final RxQueue queue = new BackupQueue((mbufArray, capacity) -> 0, members, () -> active, pool);
        active = 1;
        for (int i = 0; i < POLLS; i++) {
            assertThat(queue.burst(array, BURST)).isZero();
        }
        assertThat(polled).contains(0, 2).doesNotContain(1);
        assertThat(polled.size()).as("now and then").isBetween(POLLS / 100, POLLS / 10);
        polled.clear();
        active = 0;
        for (int i = 0; i < POLLS; i++) {
            assertThat(queue.burst(array, BURST)).isZero();
        }
        assertThat(polled).contains(1, 2).doesNotContain(0);
    }

    @Test
    void shouldHandOnWhatTheActiveMemberReceives() {
        final RxQueue queue = new BackupQueue(member(0), List.of(member(0), member(1)), () -> 0, pool);
        for (int i = 0; i < POLLS; i++) {
            assertThat(queue.burst(array, 2)).isEqualTo(2);
            pool.free(array, 0, 2);
        }
    }

    /** A worker without work sleeps for 50 microseconds between polls, and LACP speaks ten times a second. */
    @Test
    void shouldLetLacpSpeakOftenEnoughWhenNothingIsSent() {
        final List<Integer> sent = new ArrayList<>();
        final RxQueue queue = new LacpQueue(member(0), (mbufArray, count) -> {
            sent.add(count);
            return 0;
        });
        for (int i = 0; i < POLLS; i++) {
            assertThat(queue.burst(array, 1)).isEqualTo(1);
            pool.free(array, 0, 1);
        }
        assertThat(sent).containsOnly(0).hasSizeBetween(POLLS / 100, POLLS / 10);
    }
}
