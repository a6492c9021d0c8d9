/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PacketDecoderTest {
    private static final String SYN =
        "4500003001524000400604cf0a00000ac633646a0f1001bb50d6f2740000000070022000db5a0000020405b401030307";
    private static final String TIME_EXCEEDED = "45c0004c9dcd00004001a77cc633646a0a00000a0b0029ca00000000"
        + "45000030015e4000010643c30a00000ac633646a0f1301bbcc7f8fe00000000070022000c2420000020405b401030307";
    private static final String UDP6 = "600000000009113ffd00000000000000000000000000000a"
        + "fd00000000000000000000000000010007d00035000912346f";

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        SYN | IPv4 10.0.0.10 > 198.51.100.106 TCP 3856 > 443 SYN, 48 bytes
        TIME | IPv4 198.51.100.106 > 10.0.0.10 ICMP time exceeded code 0, quoting IPv4 10.0.0.10 > \
        198.51.100.106 TCP 3859 > 443 SYN, 76 bytes
        UDP6 | IPv6 fd00:0:0:0:0:0:0:a > fd00:0:0:0:0:0:0:100 UDP 2000 > 53, 49 bytes
        IPIP | IPv4 10.9.0.254 > 10.9.1.1, carrying IPv4 10.0.0.10 > 198.51.100.106 TCP 3856 > 443 SYN, 68 bytes
        GRE | IPv4 10.9.0.254 > 10.9.1.1 GRE, carrying IPv4 10.0.0.10 > 198.51.100.106 TCP 3856 > 443 SYN, \
        72 bytes
        GUE | IPv4 10.9.0.254 > 10.9.1.1 UDP 40000 > 6080 GUE, carrying IPv4 10.0.0.10 > 198.51.100.106 \
        TCP 3856 > 443 SYN, 80 bytes
        SCTP | IPv4 10.9.0.254 > 10.9.1.1 SCTP 2905 > 2907 chunk 1, 36 bytes
        """)
    void shouldSayWhatAPacketIs(final String name, final String words) {
        assertThat(PacketDecoder.summary(packet(name))).isEqualTo(words);
    }

    @Test
    void shouldCoverEveryByteOnce() {
        for (final String name : List.of("SYN", "TIME", "UDP6", "IPIP", "GRE", "GUE", "SCTP")) {
            final byte[] packet = packet(name);
            int at = 0;
            for (final PacketField field : PacketDecoder.fields(packet)) {
                assertThat(field.offset()).as(name + ": " + field.name()).isEqualTo(at);
                at += field.length();
            }
            assertThat(at).as(name).isEqualTo(packet.length);
        }
    }

    @Test
    void shouldNameFieldsWithTheirValues() {
        assertThat(PacketDecoder.fields(packet("SYN")))
            .contains(new PacketField("IPv4 TTL", 8, 1, "64"), new PacketField("TCP sequence number", 24, 4,
                "1356264052"), new PacketField("TCP options", 40, 8, "020405b401030307"));
    }

    @Test
    void shouldAnswerForEveryTruncationAndEveryByte() {
        for (final String name : List.of("SYN", "TIME", "UDP6", "IPIP", "GRE", "GUE", "SCTP")) {
            final byte[] packet = packet(name);
            for (int length = 0; length <= packet.length; length++) {
                assertThat(PacketDecoder.summary(Arrays.copyOf(packet, length))).endsWith(length + " bytes");
            }
            for (int i = 0; i < packet.length; i++) {
                final byte[] changed = packet.clone();
                for (int value = 0; value < 256; value++) {
                    changed[i] = (byte) value;
                    assertThat(PacketDecoder.summary(changed)).endsWith(packet.length + " bytes");
                }
            }
        }
    }

    private static byte[] packet(final String name) {
        return HexFormat.of().parseHex(switch (name) {
            case "SYN" -> SYN;
            case "TIME" -> TIME_EXCEEDED;
            case "UDP6" -> UDP6;
            case "IPIP" -> outer(4) + SYN;
            case "GRE" -> outer(47) + "00000800" + SYN;
            case "GUE" -> outer(17) + "9c4017c00000000000040000" + SYN;
            case "SCTP" -> outer(132) + "0b590b5b000000000000000001000004";
            default -> throw new IllegalArgumentException(name);
        });
    }

    private static String outer(final int protocol) {
        return String.format("450000000000400040%02x00000a0900fe0a090101", protocol);
    }
}
