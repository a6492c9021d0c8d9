/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.header;

import static org.assertj.core.api.Assertions.assertThat;

import director.bindings.NativeMemory;
import java.util.HexFormat;
import java.util.SplittableRandom;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SctpTest {
    /** What clients sent to a Linux host. */
    private static final String[] RECORDED = {
        "07d0005000000000a3d2f5ce010000141122334400010000000a000a00000001",
        "1b5c0b590000abc4019e11400003001400000001000000000000000064617461",
        "1b5d0b590000abc53e07bc3c0a000008636f6f6b", "1b5e0b590000abc63da2c38d06000004"};

    private final long memory = NativeMemory.allocate(4096, 64);

    @AfterEach
    void free() {
        NativeMemory.free(memory);
    }

    @Test
    void shouldComputeTheCrcOfEveryLengthAtEveryAlignmentLikeTheJdk() {
        final SplittableRandom random = new SplittableRandom(8);
        for (int start = 0; start < 8; start++) {
            for (int length = 0; length < 300; length++) {
                final byte[] bytes = new byte[length];
                random.nextBytes(bytes);
                NativeMemory.bytes(memory + start, bytes);
                NativeMemory.uint8(memory + start + length, 0xA5);
                final CRC32C jdk = new CRC32C();
                jdk.update(bytes);
                assertThat(Crc32c.of(memory + start, length)).isEqualTo((int) jdk.getValue());
            }
        }
    }

    @Test
    void shouldComputeTheCrcOfPieces() {
        final byte[] bytes = new byte[2_000];
        new SplittableRandom(9).nextBytes(bytes);
        NativeMemory.bytes(memory, bytes);
        for (int cut = 0; cut <= 100; cut++) {
            final int first = Crc32c.update(Crc32c.START, memory, cut);
            assertThat(Crc32c.finish(Crc32c.update(first, memory + cut, 2_000 - cut)))
                .isEqualTo(Crc32c.of(memory, 2_000));
        }
    }

    @Test
    void shouldAcceptAndRecomputeRecordedChecksums() {
        for (final String recorded : RECORDED) {
            final byte[] packet = HexFormat.of().parseHex(recorded);
            NativeMemory.bytes(memory, packet);
            assertThat(Sctp.isChecksumValid(memory, packet.length)).isTrue();
            final int checksum = Sctp.checksum(memory);
            Sctp.checksum(memory, 0x1234_5678);
            assertThat(Sctp.isChecksumValid(memory, packet.length)).isFalse();
            Sctp.computeChecksum(memory, packet.length);
            assertThat(Sctp.checksum(memory)).isEqualTo(checksum);
            assertThat(NativeMemory.bytes(memory, packet.length)).isEqualTo(packet);
        }
    }

    @Test
    void shouldReadTheCommonHeader() {
        NativeMemory.bytes(memory, HexFormat.of().parseHex(RECORDED[1]));
        assertThat(Ports.source(memory)).isEqualTo(Integer.reverseBytes(0x1B5C) >>> 16);
        assertThat(Ports.destination(memory)).isEqualTo(Integer.reverseBytes(0x0B59) >>> 16);
        assertThat(Sctp.verificationTag(memory)).isEqualTo(Integer.reverseBytes(0xABC4));
        assertThat(Sctp.stateChunk(memory, 32)).isEqualTo(Sctp.DATA);
    }

    @Test
    void shouldFindTheChunkThatMovesTheState() {
        assertThat(stateChunk("01000014")).isEqualTo(Sctp.INIT);
        assertThat(stateChunk("06000004")).isEqualTo(Sctp.ABORT);
        assertThat(stateChunk("0a000008636f6f6b06000004")).isEqualTo(Sctp.ABORT);
        assertThat(stateChunk("0a000005630000000600000400")).isEqualTo(Sctp.ABORT);
        assertThat(stateChunk("0b00000406000004")).isEqualTo(Sctp.ABORT);
        assertThat(stateChunk("0b00000400000010")).isEqualTo(Sctp.COOKIE_ACK);
        assertThat(stateChunk("0300000406000004")).isEqualTo(Sctp.SACK);
    }

    @Test
    void shouldNotFollowLengthsOutOfThePacket() {
        assertThat(stateChunk("")).isEqualTo(Sctp.NO_CHUNK);
        assertThat(stateChunk("010000")).isEqualTo(Sctp.NO_CHUNK);
        assertThat(stateChunk("0b000000")).isEqualTo(Sctp.COOKIE_ACK);
        assertThat(stateChunk("0b00000306000004")).isEqualTo(Sctp.COOKIE_ACK);
        assertThat(stateChunk("0b00ffff06000004")).isEqualTo(Sctp.COOKIE_ACK);
        assertThat(stateChunk("0b000004060000")).isEqualTo(Sctp.COOKIE_ACK);
    }

    private int stateChunk(final String chunks) {
        final byte[] packet = HexFormat.of().parseHex("1b5c0b590000abc400000000" + chunks);
        NativeMemory.bytes(memory, packet);
        // An ABORT behind the end must not be seen.
        NativeMemory.int32Be(memory + packet.length, 0x0600_0004);
        return Sctp.stateChunk(memory, packet.length);
    }
}
