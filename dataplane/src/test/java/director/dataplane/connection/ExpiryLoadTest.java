/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.connection;

import static org.assertj.core.api.Assertions.assertThat;

import director.bindings.HeapMemory;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Many connections that are opened in a burst and whose timers come together. */
class ExpiryLoadTest {
    private static final int COUNT = Integer.getInteger("director.test.connections", 200_000);
    private static final int LIMIT = 64;

    @Test
    void shouldExpireAllThatAreDueTogetherWithinASecondInShortCalls() {
        try (ConnectionTable table =
            new ConnectionTable(new HeapMemory(), 0, COUNT, 9, 0, new Timeouts(), record -> { })) {
            final long[] inserting = new long[COUNT];
            final SplittableRandom random = new SplittableRandom(1);
            for (int i = 0; i < COUNT; i++) {
                final long startNs = System.nanoTime();
                final long record = TupleIndexTest.fill(table, i);
                assertThat(table.insert(record, 0)).isTrue();
                if (i % 32 == 0) {
                    table.expire(0, LIMIT);
                }
                // Transitions scatter the records over chains as real traffic does.
                table.transition(record, random.nextInt(4) == 0 ? TcpState.CLOSE.id() : TcpState.NONE.id(), 0);
                inserting[i] = System.nanoTime() - startNs;
            }
            final long nowNs = 30_000_000_000L;
            final long[] expiring = new long[COUNT / LIMIT * 2 + 1_000];
            int calls = 0;
            final long startNs = System.nanoTime();
            while (table.size() > 0) {
                final long callNs = System.nanoTime();
                table.expire(nowNs, LIMIT);
                expiring[calls++] = System.nanoTime() - callNs;
            }
            final long tookNs = System.nanoTime() - startNs;
            report("insert", inserting, COUNT);
            report("expire", expiring, calls);
            System.out.printf("%,d connections: %.1f bytes each, all expired in %.1f ms%n", COUNT,
                (double) table.bytes() / COUNT, tookNs / 1e6);
            assertThat(calls).isLessThanOrEqualTo(COUNT / LIMIT + 1_000);
            // Machines that build are shared and slow; a worker has its processor for itself.
            assertThat(tookNs).isLessThan(3_000_000_000L);
            assertThat(expiring[calls / 2]).as("median of a call").isLessThan(100_000);
        }
    }

    private static void report(final String what, final long[] nanos, final int count) {
        Arrays.sort(nanos, 0, count);
        System.out.printf("%s: median %.1f us, 99.9 %% %.1f us, longest %.1f us%n", what, nanos[count / 2] / 1e3,
            nanos[(int) (count * 0.999)] / 1e3, nanos[count - 1] / 1e3);
    }
}
