/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.answer;

import static org.assertj.core.api.Assertions.assertThat;

import director.bindings.NativeMemory;
import director.dataplane.header.Ipv4;
import director.dataplane.header.Ipv6;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Against what Linux answered. The identification, which it draws at random, is taken from the recorded packet; the
 * flow labels are masked.
 */
class RecordedAnswerTest {
    private static final long MEMORY = NativeMemory.allocate(8192, 64);
    private static final long TO = MEMORY + 4096;

    @AfterAll
    static void free() {
        NativeMemory.free(MEMORY);
    }

    @TestFactory
    Stream<DynamicTest> shouldAnswerAsLinuxDid() throws IOException {
        final List<String[]> lines;
        try (InputStream in = Objects.requireNonNull(RecordedAnswerTest.class.getResourceAsStream("recorded.txt"))) {
            lines = new String(in.readAllBytes(), StandardCharsets.US_ASCII).lines()
                .filter(line -> !line.startsWith("#")).map(line -> line.split(" ", -1)).toList();
        }
        assertThat(lines).hasSizeGreaterThan(50);
        return lines.stream().map(line -> DynamicTest.dynamicTest(line[0] + ' ' + line[1] + ' ' + line[2],
            () -> check(line[1], HexFormat.of().parseHex(line[2]), HexFormat.of().parseHex(line[3]))));
    }

    private static void check(final String kind, final byte[] packet, final byte[] expected) {
        NativeMemory.zero(MEMORY, 8192);
        NativeMemory.bytes(MEMORY, packet);
        final byte[] answer = switch (kind) {
            case "error" -> error(packet, expected);
            case "reset" -> reset(packet);
            case "echo" -> echo(packet);
            default -> throw new IllegalArgumentException(kind);
        };
        if (expected[0] >> 4 == 6) {
            Arrays.fill(answer, 1, 4, (byte) 0);
            Arrays.fill(expected, 1, 4, (byte) 0);
        }
        assertThat(HexFormat.of().formatHex(answer)).isEqualTo(HexFormat.of().formatHex(expected));
    }

    /** Where the quote has a hop less, the router had taken it before it saw the error. */
    private static byte[] error(final byte[] packet, final byte[] expected) {
        final ByteBuffer wire = ByteBuffer.wrap(expected).order(ByteOrder.nativeOrder());
        if (expected[0] >> 4 == 4) {
            if (expected[28 + 8] != packet[8]) {
                Ipv4.decrementTtl(MEMORY);
            }
            return bytes(IcmpError.writeIpv4(TO, MEMORY, packet.length, expected[20], expected[21],
                Integer.reverseBytes(wire.getInt(24)), wire.getInt(12), wire.getShort(4)));
        }
        if (expected[48 + 7] != packet[7]) {
            Ipv6.decrementHopLimit(MEMORY);
        }
        return bytes(IcmpError.writeIpv6(TO, MEMORY, packet.length, expected[40], expected[41],
            Integer.reverseBytes(wire.getInt(44)), wire.getLong(8), wire.getLong(16)));
    }

    private static byte[] reset(final byte[] packet) {
        return bytes(packet[0] >> 4 == 4 ? TcpReset.writeIpv4(TO, MEMORY, packet.length)
            : TcpReset.writeIpv6(TO, MEMORY, packet.length));
    }

    private static byte[] echo(final byte[] packet) {
        assertThat(EchoReply.reply(MEMORY, packet.length)).isEqualTo(MEMORY);
        return NativeMemory.bytes(MEMORY, packet.length);
    }

    private static byte[] bytes(final int length) {
        return NativeMemory.bytes(TO, length);
    }
}
