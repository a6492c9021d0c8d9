/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import director.bindings.NativeMemory;
import director.dataplane.header.Ports;
import director.dataplane.header.Udp;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TunnelTest {
    private static final int PORT_6080 = Integer.reverseBytes(6080) >>> 16;

    @Test
    void shouldSayHowMuchEachTunnelAdds() {
        assertThat(new int[] {
            Tunnel.headerLength(Tunnel.IPIP, false), Tunnel.headerLength(Tunnel.GRE, false),
            Tunnel.headerLength(Tunnel.GRE_CHECKSUM, false), Tunnel.headerLength(Tunnel.GUE, false),
            Tunnel.headerLength(Tunnel.GUE_CHECKSUM, false)}).containsExactly(20, 24, 28, 32, 32);
        assertThat(new int[] {
            Tunnel.headerLength(Tunnel.IPIP, true), Tunnel.headerLength(Tunnel.GRE, true),
            Tunnel.headerLength(Tunnel.GRE_CHECKSUM, true), Tunnel.headerLength(Tunnel.GUE, true),
            Tunnel.headerLength(Tunnel.GUE_CHECKSUM, true)}).containsExactly(40, 44, 48, 52, 52);
    }

    @Test
    void shouldSpreadFlowsOverTheSourcePortsOfLinux() {
        final long memory = NativeMemory.allocate(Udp.LENGTH, 8);
        final Set<Integer> sources = new HashSet<>();
        for (final int step : new int[] {1, 0x1_0000, 0x0100_0001}) {
            sources.clear();
            for (int i = 0; i < 1_000; i++) {
                NativeMemory.int32(memory, Tunnel.ports(i * step, PORT_6080));
                final int source = Integer.reverseBytes(Ports.source(memory)) >>> 16;
                assertThat(source).isBetween(32_768, 60_999);
                assertThat(Ports.destination(memory)).isEqualTo(PORT_6080);
                assertThat(Tunnel.ports(i * step, PORT_6080)).isEqualTo(NativeMemory.int32(memory));
                sources.add(source);
            }
            assertThat(sources).as("step " + step).hasSizeGreaterThan(900);
        }
        NativeMemory.free(memory);
    }

    @Test
    void shouldUseTheWholeRangeOfSourcePorts() {
        int least = 65_535;
        int greatest = 0;
        for (int i = 0; i < 1_000_000; i++) {
            final int source = Integer.reverseBytes(Tunnel.ports(i * 4_093, 0) << 16);
            least = Math.min(least, source);
            greatest = Math.max(greatest, source);
        }
        assertThat(least).isEqualTo(32_768);
        assertThat(greatest).isEqualTo(60_998);
    }

    /** A UDP checksum of 0 means that there is none (RFC 768). */
    @Test
    void shouldNeverWriteAComputedChecksumAsZero() {
        final long memory = NativeMemory.allocate(256, 64);
        final long inner = memory + 64;
        NativeMemory.bytes(inner, HexFormat.of().parseHex("4500001800004000ff1100000a0000010a00000200000000"));
        Encapsulation.overIpv4(inner, 24, Tunnel.GUE_CHECKSUM, 0x1234_5678, 0x0100_000A, 0x0200_000A, 0, false);
        final long udp = inner - 12;
        // What was the checksum becomes part of the data: the sum is now that of a packet whose checksum is 0.
        NativeMemory.uint16(inner + 22, Udp.checksum(udp));
        Encapsulation.overIpv4(inner, 24, Tunnel.GUE_CHECKSUM, 0x1234_5678, 0x0100_000A, 0x0200_000A, 0, false);
        assertThat(Udp.checksum(udp)).isEqualTo(0xFFFF);
        NativeMemory.free(memory);
    }
}
