/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.fragment;

import static director.dataplane.testkit.Bytes.uint16;
import static org.assertj.core.api.Assertions.assertThat;

import director.bindings.NativeMemory;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Headers of fragments, and packets that cannot be cut. */
class FragmenterTest {
    private final SplittableRandom random = new SplittableRandom(3);
    private final Fragmenter fragmenter = new Fragmenter();
    private final long room = NativeMemory.allocate(70_000, 8);

    @AfterEach
    void free() {
        NativeMemory.free(room);
    }

    /** Record route and timestamp stay in the first fragment; the strict source route is in all (RFC 791 §3.1). */
    @ParameterizedTest
    @CsvSource({
        "0703040000000100, 0101010000000100",
        "8907040a00000900, 8907040a00000900",
        "0189030444040100, 0189030401010101",
        "8307040a00000907030400, 8307040a00000901010100",
        "0000000007030400, 0000000007030400",
        "0702440501020304, 0101010101010104",
        "4401000000000000, 4401000000000000",
        "07FF000000000000, 07FF000000000000",
    })
    void shouldRepeatOnlyOptionsThatAreToBeCopied(final String options, final String later) {
        final byte[] all = Arrays.copyOf(HexFormat.of().parseHex(options), 12);
        final byte[] whole = Naive.ipv4(9, all, Naive.random(random, 100));
        final List<byte[]> fragments = cutIpv4(whole, 72, false);
        assertThat(fragments).hasSize(3);
        assertThat(Arrays.copyOfRange(fragments.get(0), 20, 32)).isEqualTo(all);
        for (final byte[] fragment : fragments.subList(1, 3)) {
            assertThat(HexFormat.of().formatHex(fragment, 20, 20 + later.length() / 2)).isEqualToIgnoringCase(later);
        }
        fragments.forEach(FragmenterTest::checkChecksum);
    }

    @Test
    void shouldSetDontFragmentWhereAskedAndNowhereElse() {
        final byte[] whole = Naive.ipv4(0x1234, new byte[0], Naive.random(random, 100));
        whole[6] = 0x40;
        for (final boolean dontFragment : new boolean[] {false, true}) {
            final int flag = dontFragment ? 0x4000 : 0;
            final List<byte[]> fragments = cutIpv4(whole, 70, dontFragment);
            assertThat(fragments).extracting(each -> uint16(each, 6))
                .containsExactly(flag | 0x2000, flag | 0x2000 | 6, flag | 12);
            assertThat(fragments).extracting(each -> uint16(each, 4)).containsOnly(0x1234);
            assertThat(fragments).extracting(each -> uint16(each, 2)).containsExactly(68, 68, 24);
            fragments.forEach(FragmenterTest::checkChecksum);
        }
    }

    @Test
    void shouldCutAFragmentIntoSmallerOnes() {
        final byte[] whole = Naive.ipv4(1, new byte[0], Naive.random(random, 200));
        final List<byte[]> large = Naive.cut(whole, 1, List.of(104));
        final List<byte[]> small = cutIpv4(large.get(0), 60, false);
        small.addAll(cutIpv4(large.get(1), 60, false));
        assertThat(small).usingElementComparator(Arrays::compare)
            .containsExactlyElementsOf(Naive.cut(whole, 1, List.of(40, 80, 104, 144, 184)));
    }

    @Test
    void shouldPutTheFragmentHeaderBehindWhatEveryHopReads() {
        final byte[] payload = Naive.random(random, 100);
        // Hop-by-hop, destination options, routing, destination options, no next header.
        final byte[] chain = HexFormat.of().parseHex(
            "3c00010400000000" + "2b00010400000000" + "3c00000000000000" + "3b00010400000000");
        final byte[] whole = Naive.ipv6(0, chain, payload);
        NativeMemory.bytes(room, whole);
        assertThat(fragmenter.beginIpv6(room, whole.length, 128, 0xCAFE_BABE, Fragmenter.anywhere())).isTrue();
        final List<byte[]> fragments = Naive.all(fragmenter);
        assertThat(HexFormat.of().formatHex(fragments.get(1), 40, 72))
            .isEqualTo("3c00010400000000" + "2b00010400000000" + "2c00000000000000" + "3c000038cafebabe");
        assertThat(fragments).extracting(each -> each.length).containsExactly(128, 124);
        assertThat(fragments).extracting(each -> uint16(each, 4)).containsExactly(88, 84);
        assertThat(fragments.get(0)[6]).isZero();
    }

    /** Whatever the packet says, nothing outside it decides how it is cut. */
    @ParameterizedTest
    @ValueSource(longs = {41, 42})
    void shouldNotReadBehindThePacket(final long seed) {
        final SplittableRandom dice = new SplittableRandom(seed);
        final byte[] chain = {43, 0, 1, 4, 0, 0, 0, 0, 60, 0, 0, 0, 0, 0, 0, 0, 59, 0, 1, 4, 0, 0, 0, 0};
        final List<byte[]> wholes = List.of(Naive.ipv4(1, new byte[] {7, 3, 4, 0}, new byte[100]),
            Naive.ipv6(0, chain, Naive.random(dice, 100)));
        for (int i = 0; i < 20_000; i++) {
            final byte[] packet = wholes.get(i % 2).clone();
            for (int flips = dice.nextInt(4); flips > 0; flips--) {
                packet[dice.nextInt(64)] = (byte) dice.nextInt(256);
            }
            final int available = dice.nextInt(packet.length + 1);
            final int maximum = dice.nextInt(120);
            assertThat(cut(packet, available, maximum, (byte) 60)).usingElementComparator(Arrays::compare)
                .containsExactlyElementsOf(cut(packet, available, maximum, (byte) 0xFF));
        }
    }

    @Test
    void shouldNotCutToFragmentsWithoutRoom() {
        final byte[] four = Naive.ipv4(1, new byte[4], new byte[100]);
        NativeMemory.bytes(room, four);
        assertThat(fragmenter.beginIpv4(room, four.length, 31, false)).isFalse();
        assertThat(fragmenter.hasNext()).isFalse();
        assertThat(fragmenter.beginIpv4(room, four.length, 32, false)).isTrue();
        final byte[] six = Naive.ipv6(0, new byte[0], new byte[100]);
        NativeMemory.bytes(room, six);
        assertThat(fragmenter.beginIpv6(room, six.length, 55, 1, Fragmenter.anywhere())).isFalse();
        assertThat(fragmenter.hasNext()).isFalse();
        assertThat(fragmenter.beginIpv6(room, six.length, 56, 1, Fragmenter.anywhere())).isTrue();
    }

    @Test
    void shouldSizeFragmentsAsLinuxDoes() {
        assertThat(Fragmenter.maximumIpv4(1_500, 0)).isEqualTo(1_500);
        assertThat(Fragmenter.maximumIpv4(1_500, 140)).isEqualTo(140);
        assertThat(Fragmenter.maximumIpv4(1_400, 1_500)).isEqualTo(1_400);
        assertThat(Fragmenter.maximumIpv6(1_500, 0)).isEqualTo(1_500);
        assertThat(Fragmenter.maximumIpv6(1_500, 140)).isEqualTo(1_280);
        assertThat(Fragmenter.maximumIpv6(1_500, 1_400)).isEqualTo(1_400);
        assertThat(Fragmenter.maximumIpv6(1_300, 1_400)).isEqualTo(1_300);
        assertThat(Fragmenter.isNeeded(1_500, 1_500, 0)).isFalse();
        assertThat(Fragmenter.isNeeded(1_501, 1_500, 0)).isTrue();
        assertThat(Fragmenter.isNeeded(141, 1_500, 140)).isTrue();
        assertThat(Fragmenter.isNeeded(140, 1_500, 140)).isFalse();
    }

    private List<byte[]> cut(final byte[] packet, final int available, final int maximum, final byte behind) {
        final byte[] all = new byte[70_000];
        Arrays.fill(all, behind);
        System.arraycopy(packet, 0, all, 0, available);
        NativeMemory.bytes(room, all);
        final boolean begun = packet.length == 124 ? fragmenter.beginIpv4(room, available, maximum, false)
            : fragmenter.beginIpv6(room, available, maximum, 1, Fragmenter.anywhere());
        return begun ? Naive.all(fragmenter) : List.of();
    }

    private List<byte[]> cutIpv4(final byte[] whole, final int maximum, final boolean dontFragment) {
        NativeMemory.bytes(room, whole);
        assertThat(fragmenter.beginIpv4(room, whole.length, maximum, dontFragment)).isTrue();
        return Naive.all(fragmenter);
    }

    private static void checkChecksum(final byte[] fragment) {
        final byte[] again = fragment.clone();
        Naive.checksum(again);
        assertThat(again).isEqualTo(fragment);
    }
}
