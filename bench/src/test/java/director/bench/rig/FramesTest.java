/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.rig;

import static org.assertj.core.api.Assertions.assertThat;

import director.dataplane.address.IpAddress;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** Frames, and above all their checksums, beside what another program made of the same fields. */
class FramesTest {
    private static final long ROUTER = 0x02_00_00_00_00_02L;
    private static final long DIRECTOR = 0x02_00_00_00_00_01L;
    private static final End CLIENT = new End(ROUTER, IpAddress.parse("198.18.0.1"), 1_025);
    private static final End VIRTUAL = new End(DIRECTOR, IpAddress.parse("192.0.2.1"), 80);
    private static final End CLIENT6 = new End(ROUTER, IpAddress.parse("2001:2::1"), 1_025);
    private static final End VIRTUAL6 = new End(DIRECTOR, IpAddress.parse("2001:db8:0:2::1"), 80);
    private static final End OWN = new End(DIRECTOR, IpAddress.parse("10.0.255.254"), 0);
    private static final End SERVER = new End(0x02_00_0A_00_00_00L, IpAddress.parse("10.0.0.1"), 80);
    private static final End OWN6 = new End(DIRECTOR, IpAddress.parse("2001:db8:0:1::fffe"), 0);
    private static final End SERVER6 = new End(0x02_00_0A_00_00_00L, IpAddress.parse("2001:db8:0:1::1"), 80);
    private static final int FLOW = 5;
    private static final int OUTER = 14;

    private static String hex(final byte[] frame) {
        return HexFormat.of().formatHex(frame);
    }

    @Test
    void shouldWriteASegment() {
        assertThat(hex(new Frames(false, false).packet(CLIENT, VIRTUAL, 64, Frames.ACK, FLOW))).isEqualTo(
            "020000000001" + "020000000002" + "0800" + "4500002e000540004006b2b0c6120001c0000201"
                + "04010050fffffffa000000055010ffff23640000" + "000000000005");
    }

    @Test
    void shouldWriteADatagram() {
        assertThat(hex(new Frames(false, true).packet(CLIENT, VIRTUAL, 64, Frames.ACK, FLOW))).isEqualTo(
            "020000000001" + "020000000002" + "0800" + "4500002e000540004011b2a5c6120001c0000201"
                + "04010050001a7354fffffffffffffffa00000000000000000005");
    }

    @Test
    void shouldWriteASegmentOfIpv6() {
        assertThat(hex(new Frames(true, false).packet(CLIENT6, VIRTUAL6, 64, Frames.ACK, FLOW))).isEqualTo(
            "020000000001" + "020000000002" + "86dd"
                + "60000000001a0640" + "20010002000000000000000000000001" + "20010db8000000020000000000000001"
                + "04010050fffffffa000000055010ffff5db90000" + "000000000005");
    }

    @Test
    void shouldWriteADatagramOfIpv6() {
        assertThat(hex(new Frames(true, true).packet(CLIENT6, VIRTUAL6, 64, 0, FLOW))).isEqualTo(
            "020000000001" + "020000000002" + "86dd"
                + "60000000001a1140" + "20010002000000000000000000000001" + "20010db8000000020000000000000001"
                + "04010050001aada9fffffffffffffffa00000000000000000005");
    }

    @Test
    void shouldPutAPacketIntoATunnelThatHasTheHopsThatItHasLeft() {
        final Frames frames = new Frames(false, false);
        final byte[] inner = frames.packet(CLIENT, VIRTUAL, 63, Frames.ACK, FLOW);
        assertThat(hex(frames.tunnelled(inner, OWN, SERVER))).isEqualTo("02000a000000" + "020000000001" + "0800"
            + "45000042000040003f0427b90a00fffe0a000001" + hex(inner).substring(2 * OUTER));
    }

    @Test
    void shouldPutAPacketOfIpv6IntoATunnel() {
        final Frames frames = new Frames(true, false);
        final byte[] inner = frames.packet(CLIENT6, VIRTUAL6, 63, Frames.ACK, FLOW);
        assertThat(hex(frames.tunnelled(inner, OWN6, SERVER6))).isEqualTo("02000a000000" + "020000000001" + "86dd"
            + "600000000042293f" + "20010db800000001000000000000fffe" + "20010db8000000010000000000000001"
            + hex(inner).substring(2 * OUTER));
    }

    @Test
    void shouldAskForAMacAddressInEitherVersion() {
        assertThat(hex(NeighbourFrames.question(SERVER, OWN))).isEqualTo("ffffffffffff" + "02000a000000" + "0806"
            + "0001080006040001" + "02000a000000" + "0a000001" + "000000000000" + "0a00fffe" + "00".repeat(18));
        assertThat(hex(NeighbourFrames.question(SERVER6, OWN6))).isEqualTo("020000000001" + "02000a000000" + "86dd"
            + "6000000000203aff" + "20010db8000000010000000000000001" + "20010db800000001000000000000fffe"
            + "8700e27600000000" + "20010db800000001000000000000fffe" + "010102000a000000");
    }
}
