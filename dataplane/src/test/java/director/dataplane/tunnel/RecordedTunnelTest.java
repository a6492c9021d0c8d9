/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import director.bindings.NativeMemory;
import director.dataplane.header.Ipv4;
import director.dataplane.header.Ipv4Options;
import director.dataplane.header.Ipv6;
import director.dataplane.testkit.Bytes;
import director.dataplane.testkit.NaiveChecksum;
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
 * Against what Linux emitted. What it draws at random, identification and source port, is taken from the recorded
 * packet and handed in, so that every byte counts, checksums included.
 */
class RecordedTunnelTest {
    private static final int ROOM = 64;
    private static final long MEMORY = NativeMemory.allocate(4096, 64);

    @AfterAll
    static void free() {
        NativeMemory.free(MEMORY);
    }

    @TestFactory
    Stream<DynamicTest> shouldEncapsulateAsLinuxDid() throws IOException {
        final List<String[]> lines = lines();
        assertThat(lines).hasSizeGreaterThan(400);
        return lines.stream().map(line -> DynamicTest.dynamicTest(line[0] + ' ' + line[4].substring(0, 40),
            () -> check(line)));
    }

    private static List<String[]> lines() throws IOException {
        try (InputStream in = Objects.requireNonNull(RecordedTunnelTest.class.getResourceAsStream("recorded.txt"))) {
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII).lines()
                .filter(line -> !line.startsWith("#")).map(line -> line.split(" ", -1)).toList();
        }
    }

    private static void check(final String[] line) {
        final int kind = kind(line[1]);
        final boolean pmtuDiscovery = "1".equals(line[3]);
        final byte[] expected = whole(Stream.of(line[5].split(",", -1)).map(HexFormat.of()::parseHex).toList());
        final byte[] client = HexFormat.of().parseHex(line[4]);
        final long inner = MEMORY + ROOM;
        final byte[] untouched = new byte[ROOM];
        Arrays.fill(untouched, (byte) 0xA5);
        NativeMemory.bytes(MEMORY, untouched);
        NativeMemory.bytes(inner, client);
        final boolean innerIpv4 = client[0] >> 4 == 4;
        if (innerIpv4) {
            assertThat(Ipv4Options.fill(inner, Ipv4.destination(inner), 0, address -> false)).isZero();
            Ipv4.decrementTtl(inner);
        } else {
            Ipv6.decrementHopLimit(inner);
        }
        final boolean dontFragment = innerIpv4 && pmtuDiscovery && Ipv4.isDontFragment(inner);
        final boolean outerIpv6 = expected[0] >> 4 == 6;
        final long outer = outerIpv6 ? overIpv6(inner, client.length, kind, expected)
            : overIpv4(inner, client.length, kind, expected, dontFragment);
        assertThat(inner - outer).isEqualTo(Tunnel.headerLength(kind, outerIpv6));
        assertThat(hex(NativeMemory.bytes(outer, expected.length))).isEqualTo(hex(expected));
        final int before = (int) (outer - MEMORY);
        assertThat(NativeMemory.bytes(MEMORY, before)).isEqualTo(Arrays.copyOf(untouched, before));
        if (kind == Tunnel.GUE || kind == Tunnel.GUE_CHECKSUM) {
            final int port = Bytes.uint16(expected, outerIpv6 ? 42 : 22);
            assertThat(port).isEqualTo(Integer.parseInt(line[2]));
        }
    }

    private static long overIpv4(
        final long inner, final int length, final int kind, final byte[] expected, final boolean dontFragment) {
        final ByteBuffer wire = ByteBuffer.wrap(expected).order(ByteOrder.nativeOrder());
        return Encapsulation.overIpv4(inner, length, kind, wire.getInt(20), wire.getInt(12), wire.getInt(16),
            wire.getShort(4), dontFragment);
    }

    private static long overIpv6(final long inner, final int length, final int kind, final byte[] expected) {
        final ByteBuffer wire = ByteBuffer.wrap(expected).order(ByteOrder.nativeOrder());
        return Encapsulation.overIpv6(inner, length, kind, wire.getInt(40), wire.getLong(8), wire.getLong(16),
            wire.getLong(24), wire.getLong(32));
    }

    private static int kind(final String name) {
        return switch (name) {
            case "IPIP" -> Tunnel.IPIP;
            case "GRE" -> Tunnel.GRE;
            case "GRE_CHECKSUM" -> Tunnel.GRE_CHECKSUM;
            case "GUE" -> Tunnel.GUE;
            case "GUE_CHECKSUM" -> Tunnel.GUE_CHECKSUM;
            default -> throw new IllegalArgumentException(name);
        };
    }

    /** The packet before it was cut, pieces in order. */
    private static byte[] whole(final List<byte[]> pieces) {
        final byte[] first = pieces.getFirst();
        if (pieces.size() == 1) {
            return first;
        }
        final boolean ipv4 = first[0] >> 4 == 4;
        final int headers = ipv4 ? 20 : 48;
        final ByteBuffer joined = ByteBuffer.allocate(4096).put(first, 0, ipv4 ? 20 : 40);
        pieces.forEach(piece -> joined.put(piece, headers, piece.length - headers));
        final byte[] whole = Arrays.copyOf(joined.array(), joined.position());
        if (ipv4) {
            Bytes.uint16(whole, 2, whole.length);
            Bytes.uint16(whole, 6, 0);
            Bytes.uint16(whole, 10, NaiveChecksum.header(whole, 0));
        } else {
            Bytes.uint16(whole, 4, whole.length - 40);
            whole[6] = first[40];
        }
        return whole;
    }

    private static String hex(final byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
