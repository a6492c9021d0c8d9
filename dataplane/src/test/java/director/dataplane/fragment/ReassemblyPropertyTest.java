/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.fragment;

import static org.assertj.core.api.Assertions.assertThat;

import director.bindings.NativeMemory;
import director.dataplane.testkit.CountingMemory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random fragments, against the plain model. */
class ReassemblyPropertyTest {
    private static final int ROOM = 70_000;
    private static final int COMPLETE = 7;

    private final CountingMemory memory = new CountingMemory();
    private final Reassembly reassembly = new Reassembly(memory, 4_000, 64L << 20, 8_192, 5);
    private final ReassemblyModel model = new ReassemblyModel();
    private final Fragmenter fragmenter = new Fragmenter();
    private final long room = NativeMemory.allocate(ROOM, 8);

    @AfterEach
    void close() {
        reassembly.close();
        NativeMemory.free(room);
        assertThat(memory.taken()).isZero();
    }

    /** Datagrams mixed with each other, in any order, some fragments twice, some lost. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void shouldGiveBackEveryDatagramOfWhichNothingIsMissing(final long seed) {
        final SplittableRandom random = new SplittableRandom(seed);
        final List<byte[]> fragments = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            final byte[] whole = datagram(random, random.nextInt(20) == 0 ? 65_000 : 3_000);
            fragments.addAll(Naive.cut(whole, i, places(random, whole)));
        }
        for (int i = fragments.size() / 10; i > 0; i--) {
            fragments.add(fragments.get(random.nextInt(fragments.size())));
        }
        Collections.shuffle(fragments, new Random(seed));
        for (final byte[] fragment : fragments) {
            check(fragment, random.nextInt(50) == 0 ? 1 : 0);
        }
        assertThat(reassembly.datagrams()).isEqualTo(model.incomplete()).isPositive();
    }

    /** Few datagrams, few places: nearly everything is an overlap, a duplicate or a second end. */
    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14})
    void shouldJudgeOverlapsAndEndsAsLinuxDoes(final long seed) {
        final SplittableRandom random = new SplittableRandom(seed);
        final List<byte[]> wholes = List.of(Naive.ipv4(0, new byte[0], Naive.random(random, 61)),
            Naive.ipv6(0, new byte[0], Naive.random(random, 61)), Naive.ipv4(0, new byte[0], Naive.random(random, 64)),
            Naive.ipv6(0, new byte[0], Naive.random(random, 6_157)));
        final int[] seen = new int[8];
        for (int i = 0; i < 200_000; i++) {
            final byte[] whole = wholes.get(random.nextInt(wholes.size()));
            final int payload = whole.length - Naive.headers(whole);
            final int grain = payload > 100 ? 512 : 8;
            final int from = random.nextInt(payload / grain) * grain;
            final int to = Math.min(from + grain * (1 + random.nextInt(4)), payload);
            final int cutShort = random.nextInt(100) == 0 ? Math.max(to / 8 * 8 - 8, from + 8) : to;
            if (cutShort <= payload && (from != 0 || cutShort != payload)) {
                final byte[] fragment = Naive.fragment(whole, from, cutShort, random.nextInt(3));
                // Now and then the last one: an end that is not the end.
                if (cutShort % 8 == 0 && random.nextInt(40) == 0 && from != 0) {
                    clearMore(fragment);
                }
                final long verdict = check(fragment, 0);
                seen[verdict > 0 ? COMPLETE : (int) -verdict]++;
            }
        }
        assertThat(seen[0]).isGreaterThan(500);
        assertThat(seen[COMPLETE]).isGreaterThan(500);
        assertThat(seen[(int) -Reassembly.DUPLICATE]).isGreaterThan(500);
        assertThat(seen[(int) -Reassembly.OVERLAP]).isGreaterThan(500);
        assertThat(seen[(int) -Reassembly.CONFLICTING_END]).isGreaterThan(500);
    }

    /** Whatever size it is cut to, a plain reassembler makes the same packet of it. */
    @ParameterizedTest
    @ValueSource(longs = {21, 22})
    void shouldCutIntoFragmentsThatMakeTheSamePacket(final long seed) {
        final SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 2_000; i++) {
            final byte[] whole = datagram(random, random.nextInt(50) == 0 ? 65_000 : 4_000);
            final int headers = Naive.headers(whole);
            final int maximum = headers + 16 + random.nextInt(1_500);
            NativeMemory.bytes(room, whole);
            assertThat(Naive.isIpv6(whole)
                ? fragmenter.beginIpv6(room, whole.length, maximum, i, Fragmenter.anywhere())
                : fragmenter.beginIpv4(room, whole.length, maximum, false)).isTrue();
            final List<byte[]> fragments = Naive.all(fragmenter);
            assertThat(fragments).allSatisfy(each -> assertThat(each.length).isLessThanOrEqualTo(maximum));
            assertThat(fragments.subList(0, fragments.size() - 1))
                .allSatisfy(each -> assertThat(each.length).isGreaterThan(maximum - 8));
            assertThat(Naive.join(fragments)).isEqualTo(whole);
        }
    }

    /** IPv6 leaves as it came, with a new identification, however much was put in front of its payload. */
    @ParameterizedTest
    @ValueSource(ints = {0, 8, 40, 48})
    void shouldCutIpv6WhereItWasCut(final int inFront) {
        final SplittableRandom random = new SplittableRandom(inFront);
        for (int i = 0; i < 300; i++) {
            final byte[] whole = Naive.ipv6(0, new byte[0], Naive.random(random, 20 + random.nextInt(3_000)));
            final List<Integer> places = places(random, whole);
            Naive.cut(whole, i, places).forEach(fragment -> check(fragment, 0));
            final byte[] larger = Naive.ipv6(0, new byte[0], Naive.random(random, whole.length - 40 + inFront));
            NativeMemory.bytes(room, larger);
            assertThat(fragmenter.beginIpv6(room, larger.length, 5_000, 7, reassembly.cuts())).isTrue();
            final List<Integer> moved = new ArrayList<>();
            places.forEach(place -> moved.add(place + inFront));
            assertThat(Naive.all(fragmenter)).usingElementComparator(Arrays::compare)
                .containsExactlyElementsOf(Naive.cut(larger, 7, moved));
        }
    }

    @Test
    void shouldCutAsAnyPacketWhereThePlacesGiveTooLargeFragments() {
        final byte[] whole = Naive.ipv6(0, new byte[0], Naive.random(new SplittableRandom(1), 2_000));
        Naive.cut(whole, 1, List.of(8, 1_208)).forEach(fragment -> check(fragment, 0));
        NativeMemory.bytes(room, whole);
        assertThat(fragmenter.beginIpv6(room, whole.length, 1_248, 7, reassembly.cuts())).isTrue();
        assertThat(Naive.all(fragmenter)).hasSize(3);
        assertThat(fragmenter.beginIpv6(room, whole.length, 1_247, 7, reassembly.cuts())).isTrue();
        assertThat(Naive.all(fragmenter)).usingElementComparator(Arrays::compare)
            .containsExactlyElementsOf(Naive.cut(whole, 7, List.of(1_192)));
    }

    private long check(final byte[] fragment, final int port) {
        final long expected = model.add(fragment, port);
        NativeMemory.bytes(room, fragment);
        final long verdict = reassembly.add(room, fragment.length, port, 0);
        assertThat(Math.min(1, verdict)).isEqualTo(expected);
        if (verdict > 0) {
            assertThat(NativeMemory.bytes(verdict, reassembly.length())).isEqualTo(model.whole);
            reassembly.release();
        }
        return verdict;
    }

    private static byte[] datagram(final SplittableRandom random, final int longest) {
        final byte[] payload = Naive.random(random, 9 + random.nextInt(longest));
        if (random.nextBoolean()) {
            final byte[] options = new byte[random.nextInt(11) * 4];
            Arrays.fill(options, (byte) 1);
            return Naive.ipv4(0, options, payload);
        }
        // Hop-by-hop options, a routing header, destination options for the last hop only.
        final byte[] chain = {43, 0, 1, 4, 0, 0, 0, 0, 60, 0, 0, 0, 0, 0, 0, 0, 59, 0, 1, 4, 0, 0, 0, 0};
        return Naive.ipv6(0, random.nextInt(4) == 0 ? chain : new byte[0], payload);
    }

    private static List<Integer> places(final SplittableRandom random, final byte[] whole) {
        final int payload = whole.length - Naive.headers(whole);
        final List<Integer> places = new ArrayList<>();
        int at = 0;
        do {
            at += 8 * (1 + random.nextInt(Math.max(1, Math.min(payload / 16, 180))));
            if (at < payload) {
                places.add(at);
            }
        } while (at < payload);
        return places;
    }

    private static void clearMore(final byte[] fragment) {
        if (Naive.isIpv6(fragment)) {
            fragment[Naive.headers(fragment) + 3] &= ~1;
        } else {
            fragment[6] &= ~0x20;
            Naive.checksum(fragment);
        }
    }
}
