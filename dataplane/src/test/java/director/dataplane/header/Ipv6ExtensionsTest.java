/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.header;

import static org.assertj.core.api.Assertions.assertThat;

import director.bindings.NativeMemory;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Against a walk over an array, which cannot read what is not there. */
class Ipv6ExtensionsTest {
    private static final int SIZE = 40 + 17 * 2048 + 4096;
    private static final int[] KINDS = {0, 43, 44, 51, 60, 0, 43, 51, 60, 6, 17, 50, 58, 59, 132, 255};

    private final long memory = NativeMemory.allocate(SIZE, 64);

    @AfterEach
    void free() {
        NativeMemory.free(memory);
    }

    @Test
    void shouldFindTheUpperLayerOfAPacketWithoutExtensions() {
        final long walk = walk("600000000018063ffd000000000000000000000000000101fd000000000000000000000000000102", 40);
        assertThat(Ipv6Extensions.isMalformed(walk)).isFalse();
        assertThat(Ipv6Extensions.protocol(walk)).isEqualTo(6);
        assertThat(Ipv6Extensions.upperLayer(walk)).isEqualTo(40);
        assertThat(Ipv6Extensions.isFragment(walk)).isFalse();
        assertThat(Ipv6Extensions.namedAt(walk)).isEqualTo(6);
    }

    @Test
    void shouldStopAtALaterFragmentWhateverItsDataLooksLike() {
        final String header = "6000000000102c3ffd000000000000000000000000000101fd000000000000000000000000000102";
        final long walk = walk(header + "3c00000812345678" + "0600000000000000", 56);
        assertThat(Ipv6Extensions.isLaterFragment(walk)).isTrue();
        assertThat(Ipv6Extensions.protocol(walk)).isEqualTo(60);
        assertThat(Ipv6Extensions.upperLayer(walk)).isEqualTo(48);
        assertThat(Ipv6Extensions.fragmentHeader(walk)).isEqualTo(40);
    }

    @Test
    void shouldTellAPartFromAnAtomicFragment() {
        final String header = "6000000000082c3ffd000000000000000000000000000101fd000000000000000000000000000102";
        assertThat(Ipv6Extensions.isPart(memory, walk(header + "0600000012345678", 48))).isFalse();
        assertThat(Ipv6Extensions.isPart(memory, walk(header + "0600000112345678", 48))).isTrue();
        assertThat(Ipv6Extensions.isPart(memory, walk(header + "0600000812345678", 48))).isTrue();
        assertThat(Ipv6Extensions.isPart(memory, walk(header.replace("2c3f", "063f"), 48))).isFalse();
    }

    @Test
    void shouldWalkSixteenHeadersAndNoMore() {
        NativeMemory.zero(memory, SIZE);
        NativeMemory.uint8(memory, 0x60);
        NativeMemory.uint8(memory + 6, 60);
        for (int i = 0; i < 16; i++) {
            NativeMemory.uint8(memory + 40 + 2048L * i, i == 15 ? 17 : 60);
            NativeMemory.uint8(memory + 41 + 2048L * i, 255);
        }
        final long walk = Ipv6Extensions.walk(memory, SIZE);
        assertThat(Ipv6Extensions.isMalformed(walk)).isFalse();
        assertThat(Ipv6Extensions.protocol(walk)).isEqualTo(17);
        assertThat(Ipv6Extensions.upperLayer(walk)).isEqualTo(40 + 16 * 2048);
        NativeMemory.uint8(memory + 40 + 2048L * 15, 60);
        assertThat(Ipv6Extensions.isMalformed(Ipv6Extensions.walk(memory, SIZE))).isTrue();
    }

    @Test
    void shouldWalkRandomChainsLikeTheReference() {
        final SplittableRandom random = new SplittableRandom(6);
        int whole = 0;
        int fragments = 0;
        for (int i = 0; i < 300_000; i++) {
            final byte[] packet = packet(random);
            NativeMemory.bytes(memory, packet);
            // What stands behind the packet must not count.
            NativeMemory.int64(memory + packet.length, random.nextLong());
            final long walk = Ipv6Extensions.walk(memory, packet.length);
            final int[] expected = reference(packet);
            final int[] found = Ipv6Extensions.isMalformed(walk) ? new int[0] : new int[] {
                Ipv6Extensions.protocol(walk), Ipv6Extensions.upperLayer(walk), Ipv6Extensions.namedAt(walk),
                Ipv6Extensions.fragmentHeader(walk), Ipv6Extensions.isLaterFragment(walk) ? 1 : 0};
            if (!Arrays.equals(found, expected)) {
                throw new AssertionError(HexFormat.of().formatHex(packet) + ": " + Arrays.toString(found) + " not "
                    + Arrays.toString(expected));
            }
            whole += expected.length > 0 ? 1 : 0;
            fragments += expected.length > 0 && expected[3] > 0 ? 1 : 0;
        }
        assertThat(whole).isBetween(100_000, 290_000);
        assertThat(fragments).isGreaterThan(10_000);
    }

    private long walk(final String packet, final int available) {
        NativeMemory.bytes(memory, HexFormat.of().parseHex(packet));
        return Ipv6Extensions.walk(memory, available);
    }

    private static byte[] packet(final SplittableRandom random) {
        final byte[] packet = new byte[40 + random.nextInt(120)];
        packet[0] = 0x60;
        packet[6] = kind(random);
        for (int at = 40; at < packet.length; at += 4) {
            packet[at] = kind(random);
            if (at + 1 < packet.length) {
                packet[at + 1] = (byte) random.nextInt(3);
            }
            if (at + 3 < packet.length && random.nextInt(4) == 0) {
                packet[at + 3] = (byte) random.nextInt(256);
            }
        }
        return packet;
    }

    private static byte kind(final SplittableRandom random) {
        return (byte) KINDS[random.nextInt(KINDS.length)];
    }

    /** Protocol, upper layer, place of the name, fragment header, later fragment; nothing if it is no chain. */
    private static int[] reference(final byte[] packet) {
        int protocol = packet[6];
        int name = 6;
        int at = 40;
        int fragment = 0;
        int fragmentName = 0;
        try {
            for (int i = 0; protocol == 0 || protocol == 43 || protocol == 44 || protocol == 60; i++) {
                if (i == 16 || (protocol == 44 && fragment > 0) || at + 8 > packet.length) {
                    return new int[0];
                }
                final int size = protocol == 44 ? 8 : (packet[at + 1] & 0xFF) * 8 + 8;
                if (protocol == 44) {
                    fragment = at;
                    fragmentName = name;
                    if ((packet[at + 2] & 0xFF) != 0 || (packet[at + 3] & 0xF8) != 0) {
                        return new int[] {packet[at] & 0xFF, at + 8, name, at, 1};
                    }
                }
                protocol = packet[at] & 0xFF;
                name = at;
                at += size;
            }
        } catch (final ArrayIndexOutOfBoundsException e) {
            return new int[0];
        }
        return at > packet.length ? new int[0]
            : new int[] {protocol & 0xFF, at, fragment > 0 ? fragmentName : name, fragment, 0};
    }
}
