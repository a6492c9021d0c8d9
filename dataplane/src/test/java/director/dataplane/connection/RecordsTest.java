/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.connection;

import static org.assertj.core.api.Assertions.assertThat;

import director.bindings.NativeMemory;
import director.dataplane.testkit.CountingMemory;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordsTest {
    private static final long PATTERN = 0x0101_0101_0101_0101L;

    private final CountingMemory memory = new CountingMemory();

    /** Each taken record is filled with its number, which nothing else may have changed when it is given back. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 50, 1_000, 20_000})
    void shouldNeverGiveOneLineTwiceNorRefuseBelowTheMaximum(final int maximum) {
        final SplittableRandom random = new SplittableRandom(maximum);
        final List<Long> taken = new ArrayList<>();
        try (Records records = new Records(memory, maximum)) {
            for (int i = 0; i < 200_000; i++) {
                // Fills up, then empties, and so on.
                if (random.nextInt(8) < (i / 25_000 % 2 == 0 ? 6 : 2)) {
                    final boolean isShort = random.nextInt(100) < 30 + i / 50_000 * 20;
                    final long record = isShort ? records.takeShort() : records.takeLong();
                    assertThat(record == 0).isEqualTo(taken.size() == maximum);
                    if (record != 0) {
                        assertClean(record, isShort, records);
                        fill(record);
                        taken.add(record);
                    }
                } else if (!taken.isEmpty()) {
                    final int which = random.nextInt(taken.size());
                    final long record = taken.set(which, taken.getLast());
                    taken.removeLast();
                    assertFilled(record);
                    records.release(record);
                }
                assertThat(records.used()).isEqualTo(taken.size());
            }
            assertThat(numbers(records)).containsAll(taken.stream().map(Bookkeeping::number).toList());
        }
    }

    @Test
    void shouldMakeLongRecordsOfShortOnesThatAreFreeAgainAndTheOtherWayAround() {
        try (Records records = new Records(memory, 10_000)) {
            final List<Long> shorts = new ArrayList<>();
            for (int i = 0; i < 10_000; i++) {
                shorts.add(records.takeShort());
            }
            assertThat(records.takeShort()).isZero();
            final long bytes = records.bytes();
            assertThat(bytes).isLessThan(10_000 * 64 + (128 << 10));
            shorts.forEach(records::release);
            final List<Long> longs = new ArrayList<>();
            for (int i = 0; i < 5_000; i++) {
                longs.add(records.takeLong());
            }
            assertThat(records.bytes()).as("nothing was taken for long ones").isEqualTo(bytes);
            longs.forEach(records::release);
            for (int i = 0; i < 10_000; i++) {
                assertThat(records.takeShort()).isNotZero();
            }
            assertThat(records.bytes()).isEqualTo(bytes);
        }
    }

    private static void assertClean(final long record, final boolean isShort, final Records records) {
        assertThat(records.address(Bookkeeping.number(record))).isEqualTo(record);
        assertThat(Connection.isShort(record)).isEqualTo(isShort);
        assertThat(Bookkeeping.life(record)).isEqualTo(isShort ? Bookkeeping.SHORT : 0);
        long sum = 0;
        for (int at = 0; at < size(record); at += Long.BYTES) {
            sum |= at == 8 || at == 48 ? 0 : NativeMemory.int64(record + at);
        }
        assertThat(sum).as("all that is not its number or kind").isZero();
    }

    private static void fill(final long record) {
        for (int at = 0; at < size(record); at += Long.BYTES) {
            if (at != 8 && at != 48) {
                NativeMemory.int64(record + at, pattern(record));
            }
        }
    }

    private static void assertFilled(final long record) {
        boolean same = true;
        for (int at = 0; at < size(record); at += Long.BYTES) {
            same &= at == 8 || at == 48 || NativeMemory.int64(record + at) == pattern(record);
        }
        assertThat(same).as("record " + Bookkeeping.number(record)).isTrue();
    }

    private static int size(final long record) {
        return Connection.isShort(record) ? Connection.BYTES : LongRecord.BYTES;
    }

    private static long pattern(final long record) {
        return PATTERN * Bookkeeping.number(record);
    }

    /** All numbers that a listing visits, which has to step over second lines. */
    private static List<Integer> numbers(final Records records) {
        final List<Integer> numbers = new ArrayList<>();
        for (int number = Records.first(); number < records.touched(); number = records.after(number)) {
            assertThat(records.atOrBefore(number)).isEqualTo(number);
            numbers.add(number);
        }
        return numbers;
    }
}
