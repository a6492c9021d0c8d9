/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.rig;

import static org.assertj.core.api.Assertions.assertThat;

import director.dataplane.address.IpAddress;
import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What scapy made of the same fields. */
class ToldFramesTest {
    private static final int FLOW = 5;
    private static final long DIRECTOR = 0x02_00_00_00_00_01L;
    private static final long SERVER = 0x02_00_0A_00_00_00L;

    @ParameterizedTest
    @CsvSource({
        "toa, 4, true, 080045000036000540003f0627bb0a0100010a000001"
            + "00070050fffffff9000000057002ffffb3590000fe080401c6120001000000000005",
        "toa, 6, true, 86dd60000000002e063f20010db800000003000000000000000120010db8000000010000000000000001"
            + "00070050fffffff900000005a002ffffe1db0000fe1404012001000200000000000000000000"
            + "0001000000000005",
        "toa, 4, false, 08004500002e000540003f0627c30a0100010a000001"
            + "00070050fffffffa000000055018ffff9b680000000000000005",
        "proxy, 4, true, 080045000028000540003f0627c90a0100010a00000100070050fffffff9000000055002ffff9b8a0000",
        "proxy, 6, true, 86dd600000000014063f20010db800000003000000000000000120010db8000000010000000000000001"
            + "00070050fffffff9000000055002ffff54150000",
        "proxy, 4, false, 08004500002e000540003f0627c30a0100010a000001"
            + "0007005000000016000000055018ffff9b4d0000000000000005",
        "proxy, 6, false, 86dd60000000001a063f20010db800000003000000000000000120010db8000000010000000000000001"
            + "000700500000002e000000055018ffff53c00000000000000005",
        "uoa, 4, true, 080047000036000540003f113c930a0100010a0000011f080401c6120001"
            + "00070050001aeb60fffffffffffffffa00000000000000000005",
        "uoa, 6, true, 86dd600000000032f83f20010db800000003000000000000000120010db8000000010000000000000001"
            + "201100181f14040120010002000000000000000000000001"
            + "00070050001aa3ebfffffffffffffffa00000000000000000005",
    })
    void shouldBeWhatTheDirectorHasToSend(
        final String forwarding, final int ip, final boolean opening, final String expected) {
        final boolean ipv6 = ip == 6;
        final Kind kind = Kind.of(forwarding, ip, Method.of(forwarding).protocols().getFirst());
        final ToldFrames told = new ToldFrames(kind, opening);
        final byte[] frame = new Frames(ipv6, kind.isUdp()).packet(
            new End(DIRECTOR, IpAddress.parse(ipv6 ? "2001:db8:0:3::1" : "10.1.0.1"), 7),
            new End(SERVER, IpAddress.parse(ipv6 ? "2001:db8:0:1::1" : "10.0.0.1"), 80), 63,
            opening ? Frames.SYN : Frames.PUSH_ACK, FLOW);
        final int before = frame.length;
        final byte[] sent =
            told.told(frame, new End(0, IpAddress.parse(ipv6 ? "2001:2::1" : "198.18.0.1"), 1_025));
        assertThat(HexFormat.of().formatHex(sent)).isEqualTo("02000a000000020000000001" + expected);
        assertThat(told.added()).isEqualTo(sent.length - before);
        assertThat(told.flow(sent)).isEqualTo(FLOW);
        assertThat(Frames.sourcePort(sent, ipv6, told.between())).isEqualTo(7);
    }
}
