/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import director.dataplane.testkit.CountingMemory;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConnectionTableTest {
    private static final long START_NS = 123_456_789_012L;
    private static final ConnectionListener NOBODY = record -> { };

    private final CountingMemory memory = new CountingMemory();

    @AfterEach
    void shouldHaveFreedEverything() {
        assertThat(memory.taken()).isZero();
    }

    /** Few keys make collisions and reuse, many make growth and a full table. */
    @ParameterizedTest
    @CsvSource({
        "1, 3, 50000, 1", "3, 2, 50000, 2", "40, 60, 200000, 3", "1000, 300, 300000, 4", "1000, 5000, 300000, 5",
        "30000, 60000, 400000, 6",
    })
    void shouldBehaveAsAMapDoes(final int maximum, final int clients, final int operations, final long seed) {
        final TableModel model = new TableModel();
        try (ConnectionTable table = table(0, maximum, START_NS, model)) {
            model.attach(table, START_NS);
            final SplittableRandom random = new SplittableRandom(seed);
            for (int i = 0; i < operations; i++) {
                final int client = random.nextInt(clients);
                final int service = random.nextInt(1, 4);
                final boolean tcp = random.nextBoolean();
                switch (random.nextInt(16)) {
                    case 0, 1, 2, 3, 4 -> model.open(client, service, random.nextInt(3),
                        Math.max(0, random.nextInt(6) - 2), tcp);
                    case 5 -> model.remove(client, service, tcp, true);
                    case 6 -> model.remove(client, service, tcp, i % 4 != 0);
                    case 7, 8 -> model.touch(client, service, tcp);
                    case 9, 10 -> model.transition(client, service, random.nextInt(11));
                    case 11 -> model.advance(random.nextLong(20_000_000L));
                    default -> model.find(client, service, random.nextInt(3), tcp);
                }
                if (i % 5_000 == 0) {
                    model.pass(random.nextLong(1_000_000_000L));
                }
                if (i % (operations / 10) == 0) {
                    model.pass(random.nextLong(60_000_000_000L));
                    model.checkAll();
                }
            }
            model.removeAll();
        }
    }

    @Test
    void shouldGrowFromNothingToALargeTableWithoutLosingAnyOrMuchWorkAtOnce() {
        final int count = 300_000;
        final TableModel model = new TableModel();
        try (ConnectionTable table = table(0, count, START_NS, model)) {
            long most = 0;
            for (int i = 0; i < count; i++) {
                final long before = memory.allocations();
                assertThat(table.insert(TupleIndexTest.fill(table, i), START_NS)).isTrue();
                most = Math.max(most, memory.allocations() - before);
                if (i % 1_000 == 0) {
                    TupleIndexTest.assertFound(table, i / 2);
                }
            }
            assertThat(most).as("chunks and segments that one insertion took").isLessThanOrEqualTo(3);
            for (int i = 0; i < count; i++) {
                TupleIndexTest.assertFound(table, i);
            }
            assertThat(table.create()).as("one more than the maximum").isZero();
            // Short records and two slots of 16 bytes, which are at least 5/16 full.
            final double bytes = (double) table.bytes() / count;
            assertThat(bytes).isBetween(64.0 + 32 / 0.625, 64.0 + 32 / 0.31 + 4);
        }
    }

    @Test
    void shouldRefuseAMaximumThatARecordNumberCannotReach() {
        assertThatThrownBy(() -> table(0, 0, 0, NOBODY)).hasMessageContaining("maximum=0 is not in 1..67108864");
        assertThatThrownBy(() -> table(0, (1 << 26) + 1, 0, NOBODY)).hasMessageContaining("maximum=67108865");
    }

    @Test
    void shouldGoOnWithWhatItHasWhenThereIsNoMoreMemory() {
        try (ConnectionTable table = table(0, 100_000, START_NS, NOBODY)) {
            memory.exhaustAfter(1);
            int opened = 0;
            // The first chunk of records is there; the index cannot grow until it asks again.
            for (int i = 0; i < 2_000; i++) {
                final long record = TupleIndexTest.fill(table, i);
                if (table.insert(record, START_NS)) {
                    opened++;
                } else {
                    table.remove(record);
                }
            }
            assertThat(table.memoryRefusals()).isEqualTo(1);
            assertThat(opened).isEqualTo(table.size()).isBetween(100, 128);
            for (int i = 0; i < 10_000; i++) {
                table.expire(START_NS, 1);
            }
            for (int i = 2_000; i < 4_000; i++) {
                assertThat(table.insert(TupleIndexTest.fill(table, i), START_NS)).isTrue();
                TupleIndexTest.assertFound(table, i);
            }
        }
    }

    private ConnectionTable table(final int initial, final int maximum, final long nowNs,
        final ConnectionListener listener) {
        return new ConnectionTable(memory, initial, maximum, 0x1234_5678_9ABCL, nowNs, new Timeouts(), listener);
    }
}
