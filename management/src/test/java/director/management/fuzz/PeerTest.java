/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers are such that a connection goes on: to the sender, with the numbers that TCP asks for. */
class PeerTest {
    private static final int SYN = 0x02;
    private static final int ACK = 0x10;

    private final Peer peer = new Peer(new SplittableRandom(1));

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldCompleteAHandshakeAndAcknowledgeData(final boolean ipv6) {
        final byte[] answer = peer.answer(segment(ipv6, 100, 0, SYN, 0));
        final int at = Wire.transportAt(answer);
        assertThat(Wire.get8(answer, at + 13)).isEqualTo(SYN | ACK);
        assertThat(Wire.get32(answer, at + 8)).isEqualTo(101);
        assertThat(Wire.get16(answer, at)).isEqualTo(80);
        assertThat(Wire.get16(answer, at + 2)).isEqualTo(4_000);
        assertThat(Wire.get8(answer, ipv6 ? 23 : 15)).as("last byte of the source").isEqualTo(2);
        final byte[] right = answer.clone();
        Wire.headerChecksum(right);
        Wire.transportChecksum(right);
        assertThat(answer).isEqualTo(right);

        final byte[] next = peer.answer(segment(ipv6, 101, 7, ACK, 33));
        assertThat(Wire.get32(next, at + 4)).isEqualTo(7);
        assertThat(Wire.get32(next, at + 8)).isEqualTo(134);
        assertThat(Wire.get8(next, at + 13) & (SYN | ACK)).isEqualTo(ACK);
        assertThat(Wire.told(next)).isEqualTo(next.length);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldNotTakePaddingForData(final boolean ipv6) {
        final byte[] ip = segment(ipv6, 101, 7, ACK, 0);
        final byte[] answer = peer.answer(Arrays.copyOf(ip, ip.length + 6));
        assertThat(Wire.get32(answer, Wire.transportAt(answer) + 8)).isEqualTo(101);
    }

    /** From the host 1, port 4000, to the host 2, port 80. */
    private static byte[] segment(
        final boolean ipv6, final int sequence, final int acknowledgment, final int flags, final int data) {
        final byte[] tcp = new byte[Wire.TCP_HEADER + data];
        Wire.put16(tcp, 0, 4_000);
        Wire.put16(tcp, 2, 80);
        Wire.put32(tcp, 4, sequence);
        Wire.put32(tcp, 8, acknowledgment);
        Wire.put8(tcp, 12, 0x50);
        Wire.put8(tcp, 13, flags);
        final byte[] ip = Samples.ip(ipv6, Wire.TCP, tcp);
        Wire.put8(ip, ipv6 ? 23 : 15, 1);
        Wire.put8(ip, ipv6 ? 39 : 19, 2);
        return ip;
    }
}
