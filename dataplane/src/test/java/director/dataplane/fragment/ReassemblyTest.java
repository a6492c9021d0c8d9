/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.fragment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import director.bindings.NativeMemory;
import director.dataplane.header.Ipv4;
import director.dataplane.testkit.AllocatedBytes;
import director.dataplane.testkit.CountingMemory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The limits, the refusals and the time. */
class ReassemblyTest {
    private static final int DATAGRAMS = 100;
    private static final int ROOM = 70_000;

    private final CountingMemory memory = new CountingMemory();
    private final Reassembly reassembly = new Reassembly(memory, DATAGRAMS, Reassembly.MIN_BYTES, 1_000, 5);
    private final SplittableRandom random = new SplittableRandom(7);
    private final byte[] four = Naive.ipv4(0, new byte[0], Naive.random(random, 100));
    private final byte[] six = Naive.ipv6(0, new byte[0], Naive.random(random, 100));
    private final long room = NativeMemory.allocate(ROOM, 8);

    @AfterEach
    void close() {
        reassembly.close();
        NativeMemory.free(room);
        assertThat(memory.taken()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"10, 0", "50, 50", "90, 10", "90, 100"})
    void shouldKeepNoMoreThanItsMemoryInAFlood(final int percentIpv6, final int percentFarOut) {
        for (int i = 0; i < 20_000; i++) {
            final boolean version6 = random.nextInt(100) < percentIpv6;
            final byte[] whole = version6 ? six : four;
            final byte[] fragment = Naive.fragment(whole, 0, 96, i);
            if (random.nextInt(100) < percentFarOut) {
                fragment[version6 ? 42 : 6] |= version6 ? (byte) 0xE0 : (byte) 0x1C;
            }
            assertThat(add(fragment, i)).isEqualTo(Reassembly.KEPT);
            assertThat(reassembly.datagrams()).isLessThanOrEqualTo(DATAGRAMS);
        }
        assertThat(memory.allocations()).isEqualTo(3);
        // A datagram takes a piece of memory at least, so bytes run out before a hundred of them.
        assertThat(reassembly.fragmentsHeld()).isEqualTo(20_000 - reassembly.evictedForBytes());
        assertThat(reassembly.fragmentsHeld()).isEqualTo(Reassembly.MIN_BYTES / Chunks.BYTES);
        // What is newest is still here.
        final byte[] last = Naive.fragment(six, 0, 96, 20_000);
        add(last, 20_000);
        assertThat(add(Naive.fragment(six, 96, 100, 20_000), 20_001)).isPositive();
    }

    @Test
    void shouldGiveUpTheOldestDatagramWhenThereAreTooMany() {
        try (Reassembly few = new Reassembly(memory, 2, Reassembly.MIN_BYTES, 10, 5)) {
            for (int i = 0; i < 3; i++) {
                write(Naive.fragment(i == 1 ? four : six, 0, 96, i));
                few.add(room, ROOM, 0, i);
            }
            assertThat(few.evictedForDatagrams()).isEqualTo(1);
            write(Naive.fragment(four, 96, 100, 1));
            assertThat(few.add(room, ROOM, 0, 4)).isPositive();
            few.release();
            write(Naive.fragment(six, 96, 100, 2));
            assertThat(few.add(room, ROOM, 0, 5)).isPositive();
            few.release();
            write(Naive.fragment(six, 96, 100, 0));
            assertThat(few.add(room, ROOM, 0, 6)).isEqualTo(Reassembly.KEPT);
        }
    }

    @Test
    void shouldHoldTheLongestDatagramInTheLeastMemory() {
        final byte[] longest = Naive.ipv6(0, new byte[0], Naive.random(random, 65_535));
        final List<Integer> places = new ArrayList<>();
        for (int at = 1_200; at < 65_535; at += 1_200) {
            places.add(at);
        }
        add(Naive.fragment(six, 0, 96, 99), 0);
        long verdict = 0;
        for (final byte[] fragment : Naive.cut(longest, 5, places)) {
            verdict = reassembly.add(write(fragment), fragment.length, 0, 1);
        }
        assertThat(NativeMemory.bytes(verdict, reassembly.length())).isEqualTo(longest);
        assertThat(reassembly.evictedForBytes()).isEqualTo(1);
    }

    @Test
    void shouldTellOfDatagramsThatDidNotCompleteInTime() {
        final List<byte[]> told = new ArrayList<>();
        final byte[] first4 = Naive.fragment(four, 0, 48, 1);
        final byte[] first6 = Naive.fragment(Naive.ipv6(43, new byte[] {59, 0, 0, 0, 0, 0, 0, 0},
            Naive.random(random, 100)), 0, 48, 1);
        add(first4, 0);
        add(first6, 0);
        add(Naive.fragment(four, 48, 96, 2), 0);
        add(Naive.fragment(four, 48, 96, 1), 25_000_000_000L);
        final ExpiredDatagram expired = (fragment, length, port) -> {
            assertThat(port).isEqualTo(3);
            told.add(NativeMemory.bytes(fragment, length));
        };
        assertThat(reassembly.poll(Reassembly.IPV4_TIMEOUT_NS - 1, 10, expired)).isZero();
        assertThat(reassembly.poll(Reassembly.IPV4_TIMEOUT_NS, 1, expired)).isEqualTo(1);
        assertThat(reassembly.poll(Reassembly.IPV4_TIMEOUT_NS, 10, expired)).isEqualTo(1);
        assertThat(told).usingElementComparator(Arrays::compare).containsExactly(first4);
        assertThat(reassembly.poll(Reassembly.IPV6_TIMEOUT_NS - 1, 10, expired)).isZero();
        assertThat(reassembly.poll(Reassembly.IPV6_TIMEOUT_NS, 10, expired)).isEqualTo(1);
        assertThat(told).usingElementComparator(Arrays::compare).containsExactly(first4, first6);
        assertThat(reassembly.fragmentsExpired()).isEqualTo(4);
        assertThat(reassembly.fragmentsHeld()).isZero();
    }

    @Test
    void shouldKeepDontFragmentOnlyIfTheLargestFragmentHadIt() {
        for (final boolean large : new boolean[] {false, true}) {
            final byte[] first = Naive.fragment(four, 0, 64, 1);
            final byte[] second = Naive.fragment(four, 64, 100, 1);
            (large ? first : second)[6] |= 0x40;
            add(first, 0);
            final long whole = add(second, 0);
            assertThat(reassembly.dontFragment()).isEqualTo(large);
            assertThat(NativeMemory.uint16Be(whole + 6)).isEqualTo(large ? 0x4000 : 0);
            assertThat(reassembly.identification()).isEqualTo(1);
            assertThat(reassembly.fragmentHeaderAt()).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 0, 0", "2, 3, 3", "3, 1, 3", "3, 3, 3", "1, 2, 1", "2, 1, 2", "0, 3, -8", "2, 0, -8", "1, 0, -8"})
    void shouldMergeCongestionMarks(final int first, final int second, final int expected) {
        for (final byte[] datagram : List.of(four, six)) {
            final byte[] one = Naive.fragment(datagram, 0, 64, 1);
            final byte[] two = Naive.fragment(datagram, 64, 100, 1);
            final int shift = Naive.isIpv6(datagram) ? 4 : 0;
            one[1] |= (byte) (first << shift);
            two[1] |= (byte) (second << shift);
            add(one, 0);
            final long verdict = add(two, 0);
            if (expected < 0) {
                assertThat(verdict).isEqualTo(expected);
            } else {
                assertThat(NativeMemory.uint8(verdict + 1) >>> shift & 3).isEqualTo(expected);
                assertThat(Naive.isIpv6(datagram)
                    || Ipv4.isChecksumValid(verdict)).isTrue();
            }
        }
        assertThat(reassembly.fragmentsHeld()).isZero();
    }

    @Test
    void shouldTakeAnAtomicFragmentAsWholeWhateverElseIsThere() {
        add(Naive.fragment(six, 0, 64, 1), 0);
        final byte[] atomic = Naive.fragment(six, 0, 100, 1);
        final long whole = add(atomic, 0);
        assertThat(NativeMemory.bytes(whole, reassembly.length())).isEqualTo(six);
        assertThat(reassembly.largestFragment()).isEqualTo(atomic.length);
        assertThat(reassembly.fragmentHeaderAt()).isEqualTo(40);
        assertThat(reassembly.datagrams()).isEqualTo(1);
    }

    @Test
    void shouldForgetADatagramBeforeTheNextTakesItsPlace() {
        final byte[] marked = Naive.fragment(four, 0, 64, 1);
        marked[1] = 3;
        marked[6] |= 0x40;
        add(marked, 0);
        assertThat(reassembly.poll(Reassembly.IPV4_TIMEOUT_NS, 1, (fragment, length, port) -> { })).isEqualTo(1);
        add(Naive.fragment(four, 0, 64, 0), 0);
        final long whole = add(Naive.fragment(four, 64, 100, 0), 0);
        assertThat(NativeMemory.bytes(whole, reassembly.length())).isEqualTo(four);
        assertThat(reassembly.dontFragment()).isFalse();
    }

    /** Each bit of addresses, identification and, for IPv4 alone, protocol. So few buckets collide. */
    @Test
    void shouldNotMixFragmentsOfDifferentDatagrams() {
        try (Reassembly few = new Reassembly(memory, 2, Reassembly.MIN_BYTES, 10, 5)) {
            for (final byte[] datagram : List.of(four, six)) {
                final boolean version6 = Naive.isIpv6(datagram);
                for (int bit = version6 ? 64 : 32; bit < (version6 ? 384 : 160); bit++) {
                    final int at = bit / 8;
                    if (version6 ? at < 40 || at >= 44 : at < 6 || at == 9 || at >= 12) {
                        final byte[] other = Naive.fragment(datagram, 64, 100, 1);
                        other[at] ^= (byte) (1 << bit % 8);
                        checkApart(few, datagram, other, 3);
                    }
                }
            }
        }
    }

    /** As Linux does: routers share packets out by ports of TCP and UDP, which later fragments do not have. */
    @Test
    void shouldPutTogetherWhatComesByTwoPorts() {
        for (final byte[] datagram : List.of(four, six)) {
            reassembly.add(write(Naive.fragment(datagram, 0, 64, 0)), ROOM, 3, 0);
            final long whole = reassembly.add(write(Naive.fragment(datagram, 64, 100, 0)), ROOM, 4, 0);
            assertThat(NativeMemory.bytes(whole, reassembly.length())).isEqualTo(datagram);
            reassembly.release();
        }
    }

    /** Link-local addresses, from the first to the last, and groups. */
    @ParameterizedTest
    @ValueSource(ints = {0xFE80, 0xFEBF, 0xFF02})
    void shouldNotMixWhatIsOfDifferentLinks(final int prefix) {
        try (Reassembly few = new Reassembly(memory, 2, Reassembly.MIN_BYTES, 10, 5)) {
            final byte[] datagram = six.clone();
            datagram[24] = (byte) (prefix >> 8);
            datagram[25] = (byte) prefix;
            checkApart(few, datagram, Naive.fragment(datagram, 64, 100, 1), 4);
        }
    }

    private void checkApart(final Reassembly few, final byte[] datagram, final byte[] other, final int port) {
        few.add(write(Naive.fragment(datagram, 0, 64, 1)), ROOM, 3, 0);
        assertThat(few.add(write(other), ROOM, port, 0)).isEqualTo(Reassembly.KEPT);
        assertThat(few.add(write(Naive.fragment(datagram, 64, 100, 1)), ROOM, 3, 0)).isPositive();
        few.release();
    }

    @Test
    void shouldGiveUpADatagramWithAFragmentThatCannotBeRight() {
        add(Naive.fragment(six, 0, 64, 1), 0);
        assertThat(add(Naive.fragment(six, 64, 90, 1), 0)).isEqualTo(Reassembly.NOT_ROUNDED);
        assertThat(reassembly.datagrams()).isZero();
        add(Naive.fragment(four, 0, 64, 1), 0);
        final byte[] far = Naive.fragment(four, 64, 100, 1);
        far[6] = 0x1F;
        far[7] = (byte) 0xFF;
        assertThat(add(far, 0)).isEqualTo(Reassembly.TOO_LONG);
        assertThat(reassembly.fragmentsGivenUp()).isEqualTo(2);
        assertThat(reassembly.datagrams()).isZero();
    }

    @Test
    void shouldMakeRoomForTheOldestDatagramByGivingUpANewerOne() {
        final byte[] large = Naive.ipv6(0, new byte[0], Naive.random(random, 65_000));
        add(Naive.fragment(large, 0, 1_000, 1), 0);
        add(Naive.fragment(large, 2_048, 64_000, 2), 1);
        add(Naive.fragment(large, 1_000, 33_000, 1), 2);
        assertThat(reassembly.evictedForBytes()).isEqualTo(1);
        final long whole = add(Naive.fragment(large, 33_000, 65_000, 1), 3);
        assertThat(NativeMemory.bytes(whole, reassembly.length())).isEqualTo(large);
    }

    @Test
    void shouldGiveUpNoMoreDatagramsAtATimeThanAsked() {
        add(Naive.fragment(four, 0, 64, 1), 0);
        add(Naive.fragment(six, 0, 64, 1), 0);
        final ExpiredDatagram expired = (fragment, length, port) -> { };
        assertThat(reassembly.poll(Reassembly.IPV6_TIMEOUT_NS, 1, expired)).isEqualTo(1);
        assertThat(reassembly.poll(Reassembly.IPV6_TIMEOUT_NS, 1, expired)).isEqualTo(1);
        assertThat(reassembly.poll(Reassembly.IPV6_TIMEOUT_NS, 1, expired)).isZero();
    }

    @Test
    void shouldTellEachRefusalFromTheOthers() {
        assertThat(add(four, 0)).isEqualTo(Reassembly.MALFORMED);
        assertThat(add(six, 0)).isEqualTo(Reassembly.MALFORMED);
        assertThat(add(Naive.fragment(six, 0, 90, 1), 0)).isEqualTo(Reassembly.NOT_ROUNDED);
        final byte[] far = Naive.fragment(six, 8, 100, 1);
        NativeMemory.uint16Be(write(far) + 42, 0xFFF8);
        assertThat(reassembly.add(room, far.length, 0, 0)).isEqualTo(Reassembly.TOO_LONG);
        final byte[] far4 = Naive.fragment(four, 8, 100, 1);
        NativeMemory.uint16Be(write(far4) + 6, 0x1FFF);
        assertThat(reassembly.add(room, far4.length, 0, 0)).isEqualTo(Reassembly.TOO_LONG);
        final byte[] extensions = new byte[264];
        extensions[0] = 59;
        extensions[1] = 32;
        final byte[] lengthy = Naive.fragment(Naive.ipv6(0, extensions, new byte[100]), 0, 48, 1);
        assertThat(add(lengthy, 0)).isEqualTo(Reassembly.HEADERS_TOO_LONG);
        assertThat(reassembly.datagrams()).isZero();
    }

    /** The last fragments fit, but the header of the first one is longer than theirs. */
    @Test
    void shouldRefuseADatagramThatTurnsOutTooLong() {
        final byte[] options = new byte[40];
        Arrays.fill(options, (byte) 1);
        final byte[] head = Naive.fragment(Naive.ipv4(0, options, new byte[100]), 0, 96, 1);
        add(head, 0);
        final byte[] large = Naive.ipv4(0, new byte[0], new byte[65_515]);
        assertThat(add(Naive.fragment(large, 96, 32_000, 1), 0)).isEqualTo(Reassembly.KEPT);
        assertThat(add(Naive.fragment(large, 32_000, 65_515, 1), 0)).isEqualTo(Reassembly.TOO_LONG);
        assertThat(reassembly.fragmentsGivenUp()).isEqualTo(3);
        assertThat(reassembly.datagrams()).isZero();
    }

    @Test
    void shouldRefuseTooManyFragments() {
        final byte[] large = Naive.ipv4(0, new byte[0], new byte[16_000]);
        for (int i = 0; i < 1_000; i++) {
            assertThat(add(Naive.fragment(large, i * 8, i * 8 + 8, 1), 0)).isEqualTo(Reassembly.KEPT);
        }
        assertThat(add(Naive.fragment(large, 8_000, 8_008, 1), 0)).isEqualTo(Reassembly.TOO_MANY_FRAGMENTS);
        assertThat(reassembly.fragmentsGivenUp()).isEqualTo(1_000);
    }

    @Test
    void shouldCutOffWhatIsNotAMultipleOfEightInIpv4() {
        add(Naive.fragment(four, 0, 52, 0), 0);
        final long whole = add(Naive.fragment(four, 48, 100, 0), 0);
        assertThat(NativeMemory.bytes(whole, reassembly.length())).isEqualTo(four);
        assertThat(reassembly.largestFragment()).isEqualTo(20 + 52);
    }

    /** What lies behind the packet must not matter, however short it is and whatever its lengths say. */
    @ParameterizedTest
    @ValueSource(longs = {31, 32})
    void shouldNotReadBehindThePacket(final long seed) {
        final SplittableRandom dice = new SplittableRandom(seed);
        final byte[] chain = {43, 0, 1, 4, 0, 0, 0, 0, 60, 0, 0, 0, 0, 0, 0, 0, 59, 0, 1, 4, 0, 0, 0, 0};
        final List<byte[]> wholes = List.of(four, six, Naive.ipv6(0, chain, Naive.random(dice, 100)));
        for (int i = 0; i < 20_000; i++) {
            final byte[] fragment = Naive.fragment(wholes.get(i % 3), 0, 64, 1);
            for (int flips = dice.nextInt(4); flips > 0; flips--) {
                fragment[dice.nextInt(70)] = (byte) dice.nextInt(256);
            }
            final int available = dice.nextInt(fragment.length + 1);
            final long one = addWith(fragment, available, (byte) 0);
            final byte[] bytes = one > 0 ? NativeMemory.bytes(one, reassembly.length()) : new byte[0];
            reassembly.release();
            final int held = reassembly.poll(Long.MAX_VALUE / 2, 10, (address, length, port) -> { });
            final long two = addWith(fragment, available, (byte) 44);
            assertThat(two).isEqualTo(one);
            assertThat(one > 0 ? NativeMemory.bytes(two, reassembly.length()) : new byte[0]).isEqualTo(bytes);
            reassembly.release();
            assertThat(reassembly.poll(Long.MAX_VALUE / 2, 10, (address, length, port) -> { })).isEqualTo(held);
        }
    }

    @Test
    void shouldRefuseAnotherFragmentUntilTheDatagramIsReleased() {
        write(Naive.fragment(six, 0, 100, 1));
        assertThat(reassembly.add(room, ROOM, 0, 0)).isPositive();
        assertThatThrownBy(() -> reassembly.add(room, ROOM, 0, 0)).isInstanceOf(IllegalStateException.class);
        reassembly.release();
        assertThat(reassembly.add(room, ROOM, 0, 0)).isPositive();
    }

    @Test
    void shouldRefuseSettingsOutOfRange() {
        assertThatThrownBy(() -> new Reassembly(memory, 0, 1 << 20, 10, 0)).hasMessageContaining("maxDatagrams=0");
        assertThatThrownBy(() -> new Reassembly(memory, 1, Reassembly.MIN_BYTES - 1, 10, 0))
            .hasMessageContaining("maxBytes=");
        assertThatThrownBy(() -> new Reassembly(memory, 1, 1 << 20, 0, 0)).hasMessageContaining("maxFragments=0");
    }

    /** Whether memory that is checked allocates depends on how far the compiler has come. */
    @Test
    @Tag("unchecked-memory")
    void shouldAllocateNothing() {
        final long fragments = NativeMemory.allocate(1_000, 8);
        final Fragmenter fragmenter = new Fragmenter();
        NativeMemory.bytes(fragments, Naive.fragment(six, 0, 64, 1));
        NativeMemory.bytes(fragments + 500, Naive.fragment(six, 64, 100, 1));
        final Runnable work = () -> {
            for (int i = 0; i < 10_000; i++) {
                reassembly.add(fragments, 112, 0, 0);
                final long whole = reassembly.add(fragments + 500, 84, 0, 0);
                fragmenter.beginIpv6(whole, reassembly.length(), 1_280, i, reassembly.cuts());
                while (fragmenter.hasNext()) {
                    fragmenter.write(room);
                }
                reassembly.release();
            }
        };
        assertThat(AllocatedBytes.fewest(20, work)).isZero();
        NativeMemory.free(fragments);
    }

    private long addWith(final byte[] fragment, final int available, final byte behind) {
        final byte[] all = new byte[2_000];
        Arrays.fill(all, behind);
        System.arraycopy(fragment, 0, all, 0, available);
        NativeMemory.bytes(room, all);
        return reassembly.add(room, available, 3, 0);
    }

    private long add(final byte[] fragment, final long nowNs) {
        write(fragment);
        final long verdict = reassembly.add(room, fragment.length, 3, nowNs);
        reassembly.release();
        return verdict;
    }

    private long write(final byte[] fragment) {
        NativeMemory.bytes(room, fragment);
        return room;
    }
}
