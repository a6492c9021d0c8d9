/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.answer;

import static org.assertj.core.api.Assertions.assertThat;

import director.bindings.NativeMemory;
import director.dataplane.header.Icmp;
import director.dataplane.header.Icmpv6;
import director.dataplane.header.Ipv4;
import director.dataplane.header.Tcp;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which packets get no answer, and that nothing behind the end of a packet counts. */
class NoAnswerTest {
    private static final String TCP4 = "4500002805064000400669ae0a000005c0000217"
        + "07d00050000000010000000050102000bb970000";
    private static final String TCP6 = "6000000000140640"
        + "20010db8d15c00000000000000003bd520010db80005000000000000000069d6"
        + "07d101bb30cf4a13000000005002200038f50000";
    private static final String ECHO6 = "6000000000083a4020010db8c168000000000000000023e8fd0000000000000000000000"
        + "0000016280005c1a12340002";
    private static final String UDP6 = "60000000000c1140"
        + "20010db8d2e10000000000000000070efd00000000000000000000000000015c"
        + "07d00050000c14dc6e6f6e65";
    private static final String MULTICAST6 = "ff020000000000000000000000000001";

    private final long memory = NativeMemory.allocate(4096, 64);
    private final long to = memory + 2048;

    @AfterEach
    void free() {
        NativeMemory.free(memory);
    }

    @Test
    void shouldReportNothingAboutErrorsButAboutQueries() {
        for (int type = 0; type < 256; type++) {
            final boolean query = switch (type) {
                case 0, 1, 2, 6, 7, 8, 9, 10, 13, 14, 15, 16, 17, 18 -> true;
                default -> false;
            };
            final String icmp = "%02x00000000000000".formatted(type);
            assertThat(error4("4500001c0001000040010000" + "0a000005c0000217" + icmp))
                .as("type " + type).isEqualTo(query ? 56 : 0);
        }
        assertThat(error4("450000140001000040010000" + "0a000005c0000217")).isZero();
    }

    @Test
    void shouldReportOnlyAboutFirstFragmentsBetweenSingleHosts() {
        assertThat(error4(TCP4)).isEqualTo(68);
        assertThat(error4(TCP4.replace("05064000", "05062000"))).isEqualTo(68);
        assertThat(error4(TCP4.replace("05064000", "05062001"))).isZero();
        assertThat(error4(TCP4.replace("05064000", "05060001"))).isZero();
        for (final String source : new String[] {"00000000", "7f000001", "e0000001", "ffffffff", "f0000001"}) {
            assertThat(error4(TCP4.replace("0a000005", source))).as(source).isZero();
        }
        for (final String destination : new String[] {"e0000001", "ffffffff"}) {
            assertThat(error4(TCP4.replace("c0000217", destination))).as(destination).isZero();
        }
    }

    @Test
    void shouldReportNothingAboutWhatIsNoIpv4Packet() {
        assertThat(error4(TCP4.replace("45000028", "55000028"))).isZero();
        assertThat(error4(TCP4.replace("45000028", "44000028"))).isZero();
        assertThat(error4(TCP4.replace("45000028", "4f000028"))).isZero();
        assertThat(error4(TCP4.replace("45000028", "45000013"))).isZero();
        load(TCP4);
        assertThat(IcmpError.writeIpv4(to, memory, 19, 3, 3, 0, 1, 0)).isZero();
        assertThat(IcmpError.writeIpv4(to, memory, 24, 3, 3, 0, 1, 0)).isEqualTo(52);
        load(TCP4.replace("45000028", "45000020"));
        assertThat(IcmpError.writeIpv4(to, memory, 40, 3, 3, 0, 1, 0)).isEqualTo(60);
    }

    @Test
    void shouldTakeOverTheServiceButNotThePrecedenceNorCongestion() {
        load(TCP4.replace("45000028", "45ff0028"));
        IcmpError.writeIpv4(to, memory, 40, 3, 3, 0, 1, 0);
        assertThat(Ipv4.tos(to)).isEqualTo(0xDE);
        load(TCP4.replace("45000028", "45010028"));
        IcmpError.writeIpv4(to, memory, 40, 3, 3, 0, 1, 0);
        assertThat(Ipv4.tos(to)).isEqualTo(0xC0);
    }

    @Test
    void shouldReportNothingAboutIcmpv6ErrorsAndRedirects() {
        for (int type = 0; type < 256; type++) {
            final int expected = type < 128 || type == Icmpv6.REDIRECT ? 0 : 96;
            assertThat(error6(ECHO6.replace("80005c1a", "%02x005c1a".formatted(type)), 1)).isEqualTo(expected);
        }
        final String behind = ECHO6.replace("00083a40", "00103c40")
            .replace("80005c1a", "3a00010400000000" + "01005c1a");
        assertThat(error6(behind, 1)).isZero();
        assertThat(error6(behind.replace("01005c1a", "80005c1a"), 1)).isEqualTo(104);
        assertThat(error6("600000000000" + ECHO6.substring(12, 80), 1)).isZero();
    }

    @Test
    void shouldReportAboutIpv6PacketsBetweenSingleHosts() {
        assertThat(error6(UDP6, 1)).isEqualTo(100);
        final String source = "20010db8d2e10000000000000000070e";
        assertThat(error6(UDP6.replace(source, "00".repeat(16)), 1)).isZero();
        assertThat(error6(UDP6.replace(source, MULTICAST6), 1)).isZero();
        final String multicast = UDP6.replace("fd00000000000000000000000000015c", MULTICAST6);
        assertThat(error6(multicast, Icmpv6.DESTINATION_UNREACHABLE)).isZero();
        assertThat(error6(multicast, Icmpv6.PACKET_TOO_BIG)).isEqualTo(100);
        assertThat(error6("5" + UDP6.substring(1), 1)).isZero();
        load(UDP6);
        assertThat(IcmpError.writeIpv6(to, memory, 39, 1, 4, 0, 1, 1)).isZero();
    }

    @Test
    void shouldNotResetResetsDamagedOrPartialSegments() {
        load(TCP4);
        assertThat(TcpReset.writeIpv4(to, memory, 40)).isEqualTo(40);
        assertThat(reset4(TCP4.replace("50102000", "50142000"), true)).isZero();
        assertThat(reset4(TCP4.replace("50102000", "50042000"), true)).isZero();
        assertThat(reset4(TCP4.replace("50102000", "50182000"), true)).isEqualTo(40);
        assertThat(reset4(TCP4.replace("50102000", "50182000"), false)).isZero();
        assertThat(reset4(TCP4.replace("50102000", "60102000"), true)).isZero();
        assertThat(reset4(TCP4.replace("50102000", "40102000"), true)).isZero();
        assertThat(reset4(TCP4.replace("05064000", "05062000"), true)).isZero();
        assertThat(reset4(TCP4.replace("05064000", "05060001"), true)).isZero();
        assertThat(reset4(TCP4.replace("c0000217", "e0000001"), true)).isZero();
        assertThat(reset4(TCP4.replace("0a000005", "ffffffff"), true)).isZero();
        assertThat(reset4(TCP4.replace("40004006", "40004011"), true)).isZero();
    }

    @Test
    void shouldNotTakeCongestionOverIntoAReset() {
        assertThat(reset4(TCP4.replace("45000028", "45bb0028"), true)).isEqualTo(40);
        assertThat(Ipv4.tos(to)).isEqualTo(0xB8);
    }

    @Test
    void shouldNotResetDamagedSegmentsOverIpv6() {
        load(TCP6);
        assertThat(TcpReset.writeIpv6(to, memory, 60)).isEqualTo(60);
        assertThat(TcpReset.writeIpv6(to, memory, 59)).isZero();
        load(TCP6.replace("50022000", "50022001"));
        assertThat(TcpReset.writeIpv6(to, memory, 60)).isZero();
        // RST for SYN, and the checksum less by as much.
        load(TCP6.replace("5002200038f5", "5006200038f1"));
        assertThat(TcpReset.writeIpv6(to, memory, 60)).isZero();
        load(TCP6.replace("00140640", "001c2c40").replace("07d101bb", "0600000112345678" + "07d101bb"));
        assertThat(TcpReset.writeIpv6(to, memory, 68)).isZero();
        load(TCP6.replace("00140640", "001c2c40").replace("07d101bb", "0600000012345678" + "07d101bb"));
        assertThat(TcpReset.writeIpv6(to, memory, 68)).isEqualTo(60);
    }

    @Test
    void shouldAnswerAnEchoWithoutItsExtensionHeaders() {
        load(ECHO6.replace("00083a40", "00103c40").replace("80005c1a", "3a00010400000000" + "80005c1a"));
        final long reply = EchoReply.reply(memory, 56);
        assertThat(reply).isEqualTo(memory + 8);
        assertThat(HexFormat.of().formatHex(NativeMemory.bytes(reply, 48))).isEqualTo("6000000000083a40"
            + "fd000000000000000000000000000162" + "20010db8c168000000000000000023e8" + "81005b1a12340002");
    }

    @Test
    void shouldNotEchoWhatIsNoWholeRequest() {
        load(ECHO6);
        assertThat(EchoReply.reply(memory, 47)).isZero();
        load(ECHO6.replace("80005c1a", "81005c1a"));
        assertThat(EchoReply.reply(memory, 48)).isZero();
        load(ECHO6.replace("80005c1a", "80005c1b"));
        assertThat(EchoReply.reply(memory, 48)).isZero();
        load(ECHO6.replace("00083a40", "00103c40").replace("80005c1a", "3aff010400000000" + "80005c1a"));
        assertThat(EchoReply.reply(memory, 56)).isZero();
        load(ECHO6.replace("00083a40", "00073a40"));
        assertThat(EchoReply.reply(memory, 48)).isZero();
    }

    /** Everything is done twice, with other bytes behind the packet: what differed would have been read there. */
    @Test
    void shouldNotReadBehindPackets() {
        final SplittableRandom random = new SplittableRandom(12);
        final String[] packets = {TCP4, TCP6, ECHO6, UDP6};
        for (int i = 0; i < 30_000; i++) {
            final byte[] packet = HexFormat.of().parseHex(packets[random.nextInt(packets.length)]);
            for (int changes = random.nextInt(4); changes > 0; changes--) {
                packet[random.nextInt(packet.length)] = (byte) random.nextInt();
            }
            final int available = random.nextInt(packet.length + 1);
            assertThat(everything(packet, available, 0xFF)).isEqualTo(everything(packet, available, 0));
        }
    }

    private String everything(final byte[] packet, final int available, final int behind) {
        for (int at = 0; at < 256; at++) {
            NativeMemory.uint8(memory + at, behind);
        }
        NativeMemory.bytes(memory, Arrays.copyOf(packet, available));
        final StringBuilder all = new StringBuilder();
        all.append(written(IcmpError.writeIpv4(to, memory, available, Icmp.DESTINATION_UNREACHABLE, 3, 0, 1, 2)))
            .append(written(IcmpError.writeIpv6(to, memory, available, Icmpv6.DESTINATION_UNREACHABLE, 4, 0, 1, 2)))
            .append(written(TcpReset.writeIpv4(to, memory, available)))
            .append(written(TcpReset.writeIpv6(to, memory, available)))
            .append(EchoReply.reply(memory, available));
        return all.toString();
    }

    private String written(final int length) {
        return HexFormat.of().formatHex(NativeMemory.bytes(to, length)) + ' ';
    }

    private int error4(final String packet) {
        load(packet);
        return IcmpError.writeIpv4(to, memory, packet.length() / 2, Icmp.DESTINATION_UNREACHABLE,
            Icmp.PORT_UNREACHABLE, 0, 0x0100_000A, 0);
    }

    private int error6(final String packet, final int type) {
        load(packet);
        return IcmpError.writeIpv6(to, memory, packet.length() / 2, type, 0, 0, 1, 1);
    }

    private int reset4(final String packet, final boolean repaired) {
        load(packet);
        if (repaired) {
            Tcp.computeChecksum(memory + 20, 20, Ipv4.pseudoHeaderSum(memory));
        }
        return TcpReset.writeIpv4(to, memory, 40);
    }

    private void load(final String hex) {
        NativeMemory.bytes(memory, HexFormat.of().parseHex(hex));
    }
}
