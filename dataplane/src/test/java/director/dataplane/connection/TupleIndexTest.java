/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.connection;

import static org.assertj.core.api.Assertions.assertThat;

import director.dataplane.address.WireAddress;
import director.dataplane.localport.LocalPorts;
import director.dataplane.testkit.CountingMemory;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The index under hashes that an enemy would choose who knew the seed. */
class TupleIndexTest {
    private static final int TCP = 6;
    private static final int LINES = 64;
    private static final int CAPACITY = LINES * IndexLevel.SLOTS_PER_LINE;
    /** What of a slot's value tells which record's tuple it is. */
    private static final long TUPLE = (1L << 27) - 1;

    private final CountingMemory memory = new CountingMemory();

    @AfterEach
    void shouldHaveFreedEverything() {
        assertThat(memory.taken()).isZero();
    }

    /** Homes next to each other fill each other's lines; the last ones go around the end of the segment. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 40, 64})
    void shouldPullBackWhatOverflowedWhenSlotsBecomeFree(final int homes) {
        final IndexLevel level = new IndexLevel(6);
        level.open(memory, 0);
        final SplittableRandom random = new SplittableRandom(homes);
        final Set<Long> model = new HashSet<>();
        final List<Long> slots = slots(homes);
        for (int i = 0; i < 100_000; i++) {
            final long slot = slots.get(random.nextInt(slots.size()));
            // Growing and shrinking in turn visits all fillings, from empty to full.
            final boolean grow = i / 5_000 % 2 == 0 ? random.nextInt(4) > 0 : random.nextInt(4) == 0;
            if (grow && !model.contains(slot)) {
                assertThat(level.insert(slot, slot, LINES)).isEqualTo(model.size() < CAPACITY);
                if (model.size() < CAPACITY) {
                    model.add(slot);
                }
            } else if (!grow && model.remove(slot)) {
                level.remove(slot, slot & TUPLE);
            }
            check(level, slots.get(random.nextInt(slots.size())), model);
            if (i % 10_000 == 0) {
                slots.forEach(each -> check(level, each, model));
            }
        }
        level.closeAll(memory);
    }

    @Test
    void shouldRefuseWhatWouldBeTooFarFromHome() {
        final IndexLevel level = new IndexLevel(8);
        level.open(memory, 0);
        for (int i = 1; i <= IndexLevel.MAX_LINES_PROBED * IndexLevel.SLOTS_PER_LINE; i++) {
            assertThat(level.insert(5L << 56 | i, i, IndexLevel.MAX_LINES_PROBED)).isTrue();
        }
        assertThat(level.insert(5L << 56 | 9_999, 1, IndexLevel.MAX_LINES_PROBED)).isFalse();
        assertThat(level.insert(200L << 56 | 9_999, 1, IndexLevel.MAX_LINES_PROBED)).isTrue();
        level.closeAll(memory);
    }

    /** Slots of one hash lie around the end of the segment, so that what follows is before what it follows. */
    @Test
    void shouldEndLookingWhereThereIsNoRoom() {
        final IndexLevel level = new IndexLevel(6);
        level.open(memory, 0);
        final long hash = -1L;
        for (int i = 1; i <= CAPACITY; i++) {
            assertThat(level.insert(i % 40 == 0 ? hash : hash - i, i, LINES)).isTrue();
        }
        final List<Long> found = new ArrayList<>();
        long at = level.hashed(hash, level.homeAddress(hash));
        for (; at != 0 && found.size() < CAPACITY; at = level.following(hash, at)) {
            found.add(FlowSlot.tuple(at));
        }
        assertThat(found).containsExactly(40L, 80L, 120L, 160L, 200L, 240L);
        assertThat(level.find(hash, 1)).isZero();
        level.closeAll(memory);
    }

    @Test
    void shouldMoveNoMoreLinesAtOnceThanAsked() {
        try (Records records = new Records(memory, 10_000);
            TupleIndex index = new TupleIndex(memory, records, new LocalPorts(), 0, 20_000)) {
            final SplittableRandom random = new SplittableRandom(3);
            int inserted = 0;
            while (!index.isGrowing()) {
                inserted++;
                assertThat(index.insert(random.nextLong(), inserted, 0)).isTrue();
            }
            assertThat(inserted).isEqualTo(LINES * 5 / 2 + 1);
            for (int line = 0; line < LINES; line++) {
                assertThat(index.isGrowing()).isTrue();
                index.grow(1);
            }
            assertThat(index.isGrowing()).isFalse();
        }
    }

    @Test
    void shouldSpreadTuplesThatDifferLittleEvenlyOverTags() {
        final TupleHash hash = new TupleHash(17);
        final int[] buckets = new int[1 << 12];
        final int count = 1 << 18;
        for (int i = 0; i < count; i++) {
            // Clients behind one prefix with successive ports: what a scan looks like.
            final long tag = hash.ipv4(0x0A00_0000 | i >>> 10, 0x0B00_0001, (i & 0x3FF) | 80 << 16, TCP);
            buckets[(int) (tag >>> 52)]++;
        }
        double chiSquare = 0;
        final double expected = (double) count / buckets.length;
        for (final int bucket : buckets) {
            chiSquare += (bucket - expected) * (bucket - expected) / expected;
        }
        // 4,095 degrees of freedom: mean 4,095, standard deviation 90.
        assertThat(chiSquare).isBetween(4_095.0 - 6 * 90, 4_095.0 + 6 * 90);
    }

    @Test
    void shouldHashEveryPartOfATupleAndTheSeed() {
        final TupleHash hash = new TupleHash(17);
        final Set<Long> hashes = new HashSet<>();
        hashes.add(new TupleHash(18).ipv6(1, 2, 3, 4, 5, TCP));
        hashes.add(hash.ipv6(1, 2, 3, 4, 5, TCP));
        hashes.add(hash.ipv6(9, 2, 3, 4, 5, TCP));
        hashes.add(hash.ipv6(1, 9, 3, 4, 5, TCP));
        hashes.add(hash.ipv6(1, 2, 9, 4, 5, TCP));
        hashes.add(hash.ipv6(1, 2, 3, 9, 5, TCP));
        hashes.add(hash.ipv6(1, 2, 3, 4, 9, TCP));
        hashes.add(hash.ipv6(1, 2, 3, 4, 5, 9));
        hashes.add(hash.ipv6(3, 4, 1, 2, 5, TCP));
        hashes.add(hash.template(1, 2, 3, 4, 5, TCP));
        assertThat(hashes).hasSize(10);
    }

    /** Connection number i of a client behind a prefix: masqueraded TCP over IPv4. */
    static long fill(final ConnectionTable table, final int i) {
        final long record = table.createShort();
        if (record != 0) {
            Connection.client(record, WireAddress.IPV4_HIGH, WireAddress.low(0x0A00_0000 | i >>> 12));
            Connection.virtual(record, WireAddress.IPV4_HIGH, WireAddress.low(0x0B00_0001));
            Connection.destination(record, WireAddress.IPV4_HIGH, WireAddress.low(0x0C00_0001));
            Connection.ports(record, (i & 0xFFF) | 80 << 16);
            Connection.destinationPort(record, 8_080);
            Connection.protocol(record, TCP);
        }
        return record;
    }

    static void assertFound(final ConnectionTable table, final int i) {
        final int client = 0x0A00_0000 | i >>> 12;
        final int in = (i & 0xFFF) | 80 << 16;
        final int out = 8_080 | (i & 0xFFF) << 16;
        final long record = table.findIpv4(table.hashIpv4(client, 0x0B00_0001, in, TCP), client, 0x0B00_0001, in, TCP);
        final long reply = table.findIpv4(table.hashIpv4(0x0C00_0001, client, out, TCP), 0x0C00_0001, client, out, TCP);
        if (record == 0 || reply != (record | ConnectionTable.OUTBOUND)
            || Connection.ports(record) != in || Connection.clientLow(record) != WireAddress.low(client)) {
            throw new AssertionError("connection " + i + " is not found");
        }
    }

    private static void check(final IndexLevel level, final long slot, final Set<Long> model) {
        final boolean found = level.find(slot, slot & TUPLE) != 0;
        if (found != model.contains(slot)) {
            throw new AssertionError("slot 0x" + Long.toHexString(slot) + " found: " + found);
        }
    }

    /** Hashes, which serve as values too, whose homes are the last lines and the first. */
    private static List<Long> slots(final int homes) {
        final List<Long> slots = new ArrayList<>();
        for (int home = 0; home < homes; home++) {
            final long line = (LINES - homes / 2L + home) % LINES;
            for (int i = 0; i < 300 / homes + 1; i++) {
                slots.add(line << 58 | (long) i << Integer.SIZE | (2L * i + 2));
            }
        }
        return slots;
    }
}
