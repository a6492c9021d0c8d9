/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import director.dataplane.service.DestinationCounters;
import director.dataplane.testkit.CountingMemory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConnectionTableTest {
    private static final int DESTINATIONS = 8;
    private static final long START_NS = 123_456_789_012L;

    private final CountingMemory memory = new CountingMemory();
    private final DestinationCounters counters = new DestinationCounters(memory, DESTINATIONS);
    private final List<ConnectionTable> tables = new ArrayList<>();

    @AfterEach
    void freeEverything() {
        tables.forEach(ConnectionTable::close);
        counters.close();
        assertThat(memory.taken()).isZero();
    }

    /** Few keys make collisions and reuse, many make a full table. */
    @ParameterizedTest
    @CsvSource({
        "1, 3, 100000", "3, 2, 100000", "40, 60, 500000", "1000, 300, 1000000", "1000, 5000, 1000000",
        "20000, 60000, 500000",
    })
    void shouldBehaveAsAMapDoes(final int capacity, final int clients, final int operations) {
        final ConnectionModel model = new ConnectionModel(table(capacity), counters, capacity, START_NS);
        final SplittableRandom random = new SplittableRandom(capacity * 31L + clients);
        for (int i = 0; i < operations; i++) {
            final int client = random.nextInt(clients);
            final int service = random.nextInt(1, 4);
            switch (random.nextInt(16)) {
                case 0, 1, 2, 3 -> model.open(client, service, random.nextInt(DESTINATIONS), random.nextBoolean());
                case 4, 5 -> model.remove(client, service);
                case 6, 7, 8 -> model.touch(client, service, random.nextBoolean());
                case 9, 10 -> model.transition(client, service, random.nextInt(11), random.nextBoolean());
                case 11 -> model.advance(random.nextLong(200_000_000L));
                default -> model.find(client, service, random.nextInt(DESTINATIONS));
            }
            if (i % 500 == 0) {
                model.pass(random.nextLong(1_000_000_000L));
            }
            if (i % (operations / 20) == 0) {
                model.pass(random.nextLong(60_000_000_000L));
                model.checkAll();
            }
        }
        model.removeAll();
    }

    @Test
    void shouldTellThatItIsFullAndTakeAnotherWhenOneIsGone() {
        final ConnectionTable table = table(10_000);
        long slot = 0;
        for (int i = 0; i < 10_000; i++) {
            slot = table.open(ConnectionKey.of(i, 7, 1), ConnectionKey.of(i, 7, 2), 0, true, START_NS);
            assertThat(slot).isNotIn(ConnectionTable.FULL, ConnectionTable.CONFLICT);
        }
        assertThat(table.open(ConnectionKey.of(-1, 7, 1), ConnectionKey.of(-1, 7, 2), 0, true, START_NS))
            .isEqualTo(ConnectionTable.FULL);
        table.remove(Slot.value(slot));
        assertThat(table.open(ConnectionKey.of(-1, 7, 1), ConnectionKey.of(-1, 7, 2), 0, true, START_NS))
            .isNotIn(ConnectionTable.FULL, ConnectionTable.CONFLICT);
        assertThat(table.size()).isEqualTo(10_000);
        assertThat(counters.connections(0)).isEqualTo(10_000);
    }

    @Test
    void shouldRefuseAConnectionWhoseRepliesCouldNotBeTold() {
        final ConnectionTable table = table(10);
        table.open(ConnectionKey.of(1, 7, 1), ConnectionKey.of(1, 7, 3), 0, true, START_NS);
        assertThat(table.open(ConnectionKey.of(1, 7, 2), ConnectionKey.of(1, 7, 3), 1, true, START_NS))
            .isEqualTo(ConnectionTable.CONFLICT);
        assertThat(table.size()).isEqualTo(1);
        assertThat(counters.connections(1)).isZero();
    }

    @Test
    void shouldRefuseMoreConnectionsThanAnIndexCanName() {
        assertThatThrownBy(() -> table(0)).hasMessageContaining("maxConnections=0 is not in 1..16777215");
        assertThatThrownBy(() -> table(1 << 24)).hasMessageContaining("maxConnections=16777216");
    }

    @Test
    void shouldKeepTheFieldsOfASlotApart() {
        final int[] ones = {Slot.MAX_CONNECTION, Slot.MAX_DESTINATION, 15, Ticks.MASK};
        for (int field = 0; field < ones.length; field++) {
            for (final int most : new int[] {0, 1}) {
                final int[] fields = ones.clone();
                for (int other = 0; other < ones.length; other++) {
                    fields[other] = (other == field) == (most == 1) ? ones[other] : 0;
                }
                final long value = Slot.value(fields[0], fields[1], fields[2], fields[3]);
                assertFields(value, fields);
                fields[2] = 9;
                assertFields(Slot.withState(value, 9), fields);
                fields[3] = 0x5A5A5;
                assertFields(Slot.withTick(Slot.withState(value, 9), 0x5A5A5), fields);
            }
        }
    }

    private static void assertFields(final long value, final int[] fields) {
        assertThat(new int[] {Slot.connection(value), Slot.destination(value), Slot.state(value), Slot.tick(value)})
            .isEqualTo(fields);
    }

    private ConnectionTable table(final int capacity) {
        final ConnectionTable table = new ConnectionTable(memory, capacity, 0x1234_5678_9ABCL, START_NS, counters);
        tables.add(table);
        return table;
    }

    @Test
    void shouldFindEveryKeyOfAMillion() {
        final int count = 1_000_000;
        final ConnectionTable table = table(count);
        for (int i = 0; i < count; i++) {
            // Clients behind one prefix with successive ports: what a load generator, or a scan, looks like.
            final long slot = table.open(inbound(i), outbound(i), i % DESTINATIONS, true, START_NS);
            assertThat(slot > 0).as("connection %s of a million", i).isTrue();
        }
        final Map<Integer, Integer> seen = new HashMap<>();
        for (int i = 0; i < count; i++) {
            final long in = table.findInbound(inbound(i), table.homeInbound(inbound(i)));
            final long out = table.findOutbound(outbound(i), table.homeOutbound(outbound(i)));
            if (in == 0 || out == 0 || Slot.value(in) != Slot.value(out)
                || Slot.destination(Slot.value(in)) != i % DESTINATIONS) {
                throw new AssertionError("connection " + i + " is not found");
            }
            seen.merge(Slot.connection(Slot.value(in)) >>> 16, 1, Integer::sum);
        }
        assertThat(seen).hasSize((count >>> 16) + 1);
    }

    private static long inbound(final int i) {
        return ConnectionKey.of(0x0A00_0000 | i >>> 12, i & 0xFFF, 1);
    }

    private static long outbound(final int i) {
        return ConnectionKey.of(0x0A00_0000 | i >>> 12, i & 0xFFF, 9);
    }
}
