/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.header;

import static org.assertj.core.api.Assertions.assertThat;

import director.bindings.NativeMemory;
import java.util.HexFormat;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TcpTest {
    /** A SYN that was recorded: MSS 1440 and window scale 7, ports 3129 and 443, IPv4 pseudo header apart. */
    private static final String RECORDED = "45000030018d40004006245d0a0000300a0000af"
        + "0c4e1f4016b4a82b000000007002200064cc0000" + "020405b401030307";

    private final long memory = NativeMemory.allocate(256, 64);
    private final long tcp = memory + 20;

    @AfterEach
    void free() {
        NativeMemory.free(memory);
    }

    @Test
    void shouldReadAndWriteTheFixedPart() {
        load(RECORDED);
        assertThat(Tcp.headerLength(tcp)).isEqualTo(28);
        assertThat(Tcp.sequence(tcp)).isEqualTo(0x16B4_A82B);
        assertThat(Tcp.acknowledgment(tcp)).isZero();
        assertThat(Tcp.window(tcp)).isEqualTo(0x2000);
        assertThat(Tcp.sequenceLength(tcp, 28)).isEqualTo(1);
        assertThat(Tcp.isChecksumValid(tcp, 28, Ipv4.pseudoHeaderSum(memory))).isTrue();
        assertThat(Tcp.isChecksumValid(tcp, 26, Ipv4.pseudoHeaderSum(memory))).isFalse();
        final int own = Ports.destination(tcp);
        final int peer = Ports.source(tcp);
        Tcp.write(tcp, own, peer, 0x0102_0304, 0x0506_0708, Tcp.FIN | Tcp.ACK, 0xFFFE);
        assertThat(HexFormat.of().formatHex(NativeMemory.bytes(tcp, 20)))
            .isEqualTo("1f400c4e01020304050607085011fffe00000000");
        assertThat(Tcp.sequenceLength(tcp, 30)).isEqualTo(11);
        Tcp.computeChecksum(tcp, 28, Ipv4.pseudoHeaderSum(memory));
        assertThat(Tcp.isChecksumValid(tcp, 28, Ipv4.pseudoHeaderSum(memory))).isTrue();
    }

    @Test
    void shouldLowerAnMssAndKeepTheChecksumRight() {
        load(RECORDED);
        assertThat(Tcp.mssAt(tcp, 28)).isEqualTo(22);
        assertThat(Tcp.clampMss(tcp, 28, 1_460)).isFalse();
        assertThat(HexFormat.of().formatHex(NativeMemory.bytes(memory, 48))).isEqualTo(RECORDED);
        assertThat(Tcp.clampMss(tcp, 28, 1_400)).isTrue();
        assertThat(NativeMemory.uint16Be(tcp + 22)).isEqualTo(1_400);
        assertThat(Tcp.isChecksumValid(tcp, 28, Ipv4.pseudoHeaderSum(memory))).isTrue();
    }

    @Test
    void shouldLowerAnMssAtAnOddPlace() {
        final SplittableRandom random = new SplittableRandom(2);
        for (int i = 0; i < 10_000; i++) {
            load(RECORDED.substring(0, 80) + "01" + "0204" + "%04x".formatted(random.nextInt(0x1_0000)) + "010101");
            NativeMemory.int32(tcp + 4, random.nextInt());
            Tcp.computeChecksum(tcp, 28, Ipv4.pseudoHeaderSum(memory));
            final int before = NativeMemory.uint16Be(tcp + 23);
            final int maximum = random.nextInt(0x1_0000);
            assertThat(Tcp.clampMss(tcp, 28, maximum)).isEqualTo(before > maximum);
            assertThat(NativeMemory.uint16Be(tcp + 23)).isEqualTo(Math.min(before, maximum));
            assertThat(Tcp.isChecksumValid(tcp, 28, Ipv4.pseudoHeaderSum(memory))).isTrue();
        }
    }

    @Test
    void shouldFindNoMssWhereThereIsNone() {
        assertThat(mssAt("")).isZero();
        assertThat(mssAt("01010101")).isZero();
        assertThat(mssAt("0001020405b40000")).isZero();
        assertThat(mssAt("0303070002040001")).isZero();
        assertThat(mssAt("08000204ffff0101")).isZero();
        assertThat(mssAt("0801020405b40000")).isZero();
        assertThat(mssAt("08ff020405b40000")).isZero();
        assertThat(mssAt("020305b40303070a")).isZero();
        assertThat(mssAt("03030702")).isZero();
        assertThat(mssAt("01010204")).isZero();
        assertThat(mssAt("0402030307020405b4000000")).isEqualTo(27);
    }

    /** What stands behind the header would be a fine option. */
    private int mssAt(final String options) {
        load(RECORDED.substring(0, 80) + options + "020405b4" + "05b405b4");
        return Tcp.mssAt(tcp, 20 + options.length() / 2);
    }

    private void load(final String hex) {
        NativeMemory.bytes(memory, HexFormat.of().parseHex(hex));
    }
}
