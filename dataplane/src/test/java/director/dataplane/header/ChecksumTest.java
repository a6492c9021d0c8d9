/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.header;

import static org.assertj.core.api.Assertions.assertThat;

import director.bindings.NativeMemory;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Against RFC 1071, sixteen bits at a time in network byte order. */
class ChecksumTest {
    @Test
    void shouldSumEveryLengthAtEveryAlignment() {
        final SplittableRandom random = new SplittableRandom(3);
        final long memory = NativeMemory.allocate(256, 64);
        for (int start = 0; start < 8; start++) {
            for (int length = 0; length < 200; length++) {
                final byte[] bytes = new byte[length];
                random.nextBytes(bytes);
                NativeMemory.bytes(memory + start, bytes);
                NativeMemory.uint8(memory + start + length, 0xFF);
                assertThat(Checksum.fold(Checksum.sum(memory + start, length, 0))).isEqualTo(toWire(naive(bytes)));
            }
        }
        NativeMemory.free(memory);
    }

    @Test
    void shouldSumMemoryFullOfOnesAndZeros() {
        final long memory = NativeMemory.allocate(65_536, 64);
        assertThat(Checksum.fold(Checksum.sum(memory, 65_535, 0))).isZero();
        for (int i = 0; i < 65_536; i++) {
            NativeMemory.uint8(memory + i, 0xFF);
        }
        assertThat(Checksum.fold(Checksum.sum(memory, 65_534, 0))).isEqualTo(0xFFFF);
        assertThat(Checksum.fold(Checksum.sum(memory, 65_535, 0))).isEqualTo(toWire(0xFF00));
        NativeMemory.free(memory);
    }

    @Test
    void shouldFoldWhateverASumCanBe() {
        for (final long sum : new long[] {0, 1, 0xFFFF, 0x1_0000, 0x1_FFFE, 0xFFFF_FFFFL, 0x1_0000_0000L,
            0xFFFF_0000_FFFFL, Long.MAX_VALUE}) {
            assertThat(Checksum.fold(sum)).isEqualTo(sum == 0 ? 0 : (int) ((sum - 1) % 0xFFFF + 1));
        }
    }

    /** RFC 1624 §3: also where the older equation went wrong, at sums of all ones. */
    @Test
    void shouldUpdateAsIfComputedAnew() {
        final SplittableRandom random = new SplittableRandom(4);
        for (int i = 0; i < 2_000_000; i++) {
            final int rest = random.nextInt(0x1_0000);
            final int from = special(random);
            final int to = special(random);
            final int before = ~Checksum.fold(0x4500L + rest + (from & 0xFFFF_FFFFL)) & 0xFFFF;
            final int after = ~Checksum.fold(0x4500L + rest + (to & 0xFFFF_FFFFL)) & 0xFFFF;
            final int updated = Checksum.update(before, Checksum.fold(Checksum.difference32(from, to)));
            if (updated != after) {
                throw new AssertionError("rest " + rest + ", " + from + " to " + to + ": " + updated + " not " + after);
            }
        }
    }

    /** RFC 1071 §2(B): a piece that begins at an odd place counts with its bytes swapped. */
    @Test
    void shouldSumAPacketInPiecesOfOddLengths() {
        final SplittableRandom random = new SplittableRandom(5);
        final byte[] bytes = new byte[300];
        random.nextBytes(bytes);
        final long memory = NativeMemory.allocate(bytes.length, 64);
        NativeMemory.bytes(memory, bytes);
        for (int cut = 0; cut <= bytes.length; cut++) {
            final long first = Checksum.sum(memory, cut, 0);
            final long second = Checksum.sum(memory + cut, bytes.length - cut, 0);
            final long whole = first + (cut % 2 == 0 ? second : Checksum.swapped(second));
            assertThat(Checksum.fold(whole)).isEqualTo(toWire(naive(bytes)));
            assertThat(Checksum.complement(whole)).isEqualTo(toWire(0xFFFF - naive(bytes)));
        }
        NativeMemory.free(memory);
    }

    @Test
    void shouldUpdateWhenHalfAnIpv6AddressChanges() {
        final SplittableRandom random = new SplittableRandom(6);
        for (int i = 0; i < 100_000; i++) {
            final long from = random.nextLong();
            final long to = i % 10 == 0 ? -1 : random.nextLong();
            final long rest = 0x6000L + random.nextInt(0x1_0000);
            final int before = Checksum.complement(rest + halves(from));
            final int after = Checksum.complement(rest + halves(to));
            assertThat(Checksum.update(before, Checksum.fold(Checksum.difference64(from, to)))).isEqualTo(after);
        }
    }

    private static long halves(final long word) {
        return (word & 0xFFFF_FFFFL) + (word >>> 32);
    }

    private static int special(final SplittableRandom random) {
        return switch (random.nextInt(4)) {
            case 0 -> random.nextInt(1, 4);
            case 1 -> -random.nextInt(1, 4);
            case 2 -> 0x1_0000 * random.nextInt(1, 0x1_0000);
            default -> random.nextInt();
        };
    }

    private static int naive(final byte[] bytes) {
        int sum = 0;
        for (int i = 0; i < bytes.length; i++) {
            sum += (bytes[i] & 0xFF) << (i % 2 == 0 ? 8 : 0);
            sum = sum > 0xFFFF ? sum - 0xFFFF : sum;
        }
        return sum;
    }

    private static int toWire(final int value) {
        return Integer.reverseBytes(value) >>> 16;
    }
}
