/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.connection;

import static org.assertj.core.api.Assertions.assertThat;

import director.dataplane.testkit.CountingMemory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The table under keys that an enemy would choose who knew the seed. */
class SlotTableTest {
    private static final int IN_REACH = 128 * 4;
    private static final int ENTRIES = 1_000;
    private static final long SEED = 99;

    private final CountingMemory memory = new CountingMemory();
    private final SlotTable table = new SlotTable(memory, ENTRIES, SEED);
    private final long lines = ENTRIES * 100 / 75 / 4 + 1;
    private final long base = lowestHome();

    @AfterEach
    void freeTable() {
        table.close();
        assertThat(memory.taken()).isZero();
    }

    @Test
    void shouldHoldAsManyCollidingKeysAsALookupReaches() {
        final List<Long> keys = keysOf(5, IN_REACH + 10);
        for (int i = 0; i < IN_REACH; i++) {
            assertThat(table.insert(keys.get(i), i)).isNotZero();
        }
        for (int i = IN_REACH; i < keys.size(); i++) {
            assertThat(table.insert(keys.get(i), i)).isZero();
        }
        for (int i = 0; i < keys.size(); i++) {
            final long slot = find(keys.get(i));
            assertThat(slot != 0 ? Slot.value(slot) : -1).isEqualTo(i < IN_REACH ? i : -1);
        }
    }

    /** Homes next to each other fill each other's lines; the last ones go around the end of the table. */
    @ParameterizedTest
    @ValueSource(longs = {0, 1, 7, 60})
    void shouldPullBackWhatOverflowedWhenSlotsBecomeFree(final long spread) {
        final SplittableRandom random = new SplittableRandom(spread);
        final List<Long> keys = new ArrayList<>();
        for (long line = 0; line <= spread; line++) {
            keys.addAll(keysOf((lines - 1 - spread / 2 + line) % lines, 1_600 / (int) (spread + 1) + 1));
        }
        final Map<Long, Long> model = new HashMap<>();
        for (int i = 0; i < 100_000; i++) {
            final long key = keys.get(random.nextInt(keys.size()));
            // Growing and shrinking in turn visits all fillings, from empty to refusing.
            final boolean grow = i / 5_000 % 2 == 0 ? random.nextInt(4) > 0 : random.nextInt(4) == 0;
            if (grow && !model.containsKey(key)) {
                if (table.insert(key, i) != 0) {
                    model.put(key, (long) i);
                }
            } else if (!grow && model.remove(key) != null) {
                table.remove(find(key));
            }
            check(keys.get(random.nextInt(keys.size())), model);
            if (i % 10_000 == 0) {
                keys.forEach(each -> check(each, model));
            }
        }
    }

    private void check(final long key, final Map<Long, Long> model) {
        final long slot = find(key);
        final Long expected = model.get(key);
        if (expected == null ? slot != 0 : slot == 0 || Slot.value(slot) != expected) {
            throw new AssertionError("key 0x" + Long.toHexString(key) + " is wrong, expected " + expected);
        }
    }

    private long find(final long key) {
        return table.find(key, table.home(key));
    }

    private List<Long> keysOf(final long line, final int count) {
        final List<Long> keys = new ArrayList<>();
        for (long key = 1; keys.size() < count; key++) {
            if (table.home(key) == base + line * SlotTable.LINE) {
                keys.add(key);
            }
        }
        return keys;
    }

    private long lowestHome() {
        long lowest = Long.MAX_VALUE;
        for (long key = 1; key < 10_000; key++) {
            lowest = Math.min(lowest, table.home(key));
        }
        return lowest;
    }
}
