/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BacklogTest {
    private static final int DESCRIPTORS = 8;

    private final List<Long> lost = new ArrayList<>();
    private final Backlog backlog = new Backlog(DESCRIPTORS, (first, end) -> {
        for (long packet = first; packet < end; packet++) {
            lost.add(packet);
        }
    });

    @Test
    void shouldKeepPacketsInTheirOrder() {
        backlog.arrive(3);
        backlog.arrive(3);
        assertThat(backlog.waiting()).isEqualTo(3);
        backlog.take(2);
        assertThat(backlog.first()).isEqualTo(2);
        assertThat(lost).isEmpty();
    }

    @Test
    void shouldLoseTheLatestWhenItIsFull() {
        backlog.arrive(10);
        assertThat(backlog.waiting()).isEqualTo(DESCRIPTORS);
        assertThat(lost).containsExactly(8L, 9L);
        backlog.take(7);
        backlog.arrive(12);
        backlog.take(1);
        assertThat(backlog.first()).as("behind the gap").isEqualTo(10);
    }

    /** Beside a queue of numbers, one by one. */
    @Test
    void shouldDoAsAPlainQueueDoes() {
        final SplittableRandom random = new SplittableRandom(1);
        final Deque<Long> plain = new ArrayDeque<>();
        final List<Long> plainLost = new ArrayList<>();
        long arrived = 0;
        for (int i = 0; i < 10_000; i++) {
            final int more = random.nextInt(7);
            backlog.arrive(arrived + more);
            for (int j = 0; j < more; j++) {
                (plain.size() < DESCRIPTORS ? plain : plainLost).add(arrived++);
            }
            assertThat(backlog.waiting()).isEqualTo(plain.size());
            if (!plain.isEmpty()) {
                assertThat(backlog.first()).isEqualTo(plain.peek());
            }
            final int taken = random.nextInt(plain.size() + 1);
            backlog.take(taken);
            for (int j = 0; j < taken; j++) {
                plain.remove();
            }
        }
        assertThat(lost).hasSizeGreaterThan(100).isEqualTo(plainLost);
    }
}
