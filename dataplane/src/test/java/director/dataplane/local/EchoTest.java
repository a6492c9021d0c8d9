/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.local;

import static director.dataplane.testkit.PacketBuilder.ETHERNET;
import static director.dataplane.testkit.PacketBuilder.packet;
import static director.dataplane.testkit.Rigs.VIP;
import static org.assertj.core.api.Assertions.assertThat;

import director.dataplane.status.DropReason;
import director.dataplane.testkit.Bytes;
import director.dataplane.testkit.DirectorRig;
import director.dataplane.testkit.Frame;
import director.dataplane.testkit.NaiveChecksum;
import director.dataplane.testkit.Rigs;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EchoTest {
    private static final String HOST = "10.0.0.7";

    @RegisterExtension
    final Rigs rigs = new Rigs();

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 17, 56, 1_472})
    void shouldAnswerWithTheSameData(final int length) {
        for (final String own : new String[] {"10.0.0.254", "10.9.0.254", VIP}) {
            final DirectorRig rig = rigs.tcp("10.9.0.1:80");
            final byte[] request = packet().ipv4(HOST, own).ttl(3).icmp(8, 77, 5).payload(length).bytes();
            rig.fromClient(packet().ipv4(HOST, own).ttl(3).icmp(8, 77, 5).payload(length));
            final byte[] expected = Arrays.copyOfRange(request, ETHERNET, request.length);
            expected[8] = 64;
            expected[20] = 0;
            Bytes.address(expected, 12, own);
            Bytes.address(expected, 16, HOST);
            final Frame reply = rig.toClient();
            // A packet of its own: any identification, and it may be cut.
            System.arraycopy(reply.packet(), 4, expected, 4, 2);
            Bytes.uint16(expected, 6, 0);
            Bytes.uint16(expected, 10, NaiveChecksum.header(expected, 0));
            Bytes.uint16(expected, 22, NaiveChecksum.transport(expected, 0));
            assertThat(reply.packet()).isEqualTo(expected);
            assertThat(reply.destinationMac()).isEqualTo(Bytes.macOf(HOST));
        }
    }

    @Test
    void shouldAnswerThroughTheGateway() {
        final DirectorRig rig = rigs.tcp("10.9.0.1:80");
        rig.fromClient(packet().from(Bytes.macOf("10.0.0.1")).ipv4("198.51.100.9", VIP).icmp(8, 1, 1));
        final Frame reply = rig.toClient();
        assertThat(reply.destinationMac()).isEqualTo(Bytes.macOf("10.0.0.1"));
        assertThat(reply.destination()).isEqualTo("198.51.100.9");
    }

    @Test
    void shouldKeepOptionsOfTheHeader() {
        final DirectorRig rig = rigs.tcp("10.9.0.1:80");
        rig.fromClient(packet().ipv4(HOST, VIP).options(1, 1, 1, 0).icmp(8, 1, 1).payload(5));
        final Frame reply = rig.toClient();
        assertThat(reply.icmpType()).isZero();
        assertThat(reply.isChecksumRight()).isTrue();
        assertThat(reply.totalLength()).isEqualTo(24 + 13);
    }

    @Test
    void shouldDropAnEchoRequestThatWasDamaged() {
        final DirectorRig rig = rigs.tcp("10.9.0.1:80");
        for (int by = 1; by < 0xFFFF; by += 997) {
            rig.client().arrive(packet().to(DirectorRig.CLIENT_MAC).ipv4(HOST, VIP).icmp(8, 1, 1).payload(3)
                .damageTransportChecksum(by).bytes());
        }
        rig.settle();
        assertThat(rig.toClients()).isEmpty();
        assertThat(rig.drops(DropReason.ICMP_CHECKSUM)).isEqualTo(0xFFFF / 997 + 1);
    }

    @Test
    void shouldAnswerNothingButEchoRequests() {
        final DirectorRig rig = rigs.tcp("10.9.0.1:80");
        for (int type = 0; type < 256; type++) {
            rig.fromClient(packet().ipv4(HOST, VIP).icmp(type, 1, 1));
        }
        assertThat(rig.toClients()).hasSize(1);
        assertThat(rig.drops(DropReason.ICMP_UNSUPPORTED)).isEqualTo(255);
    }

    @Test
    void shouldNotAnswerForOthers() {
        final DirectorRig rig = rigs.tcp("10.9.0.1:80");
        rig.fromClient(packet().ipv4(HOST, "10.0.0.8").icmp(8, 1, 1),
            packet().ipv4(HOST, "10.9.0.1").icmp(8, 1, 1), packet().ipv4(HOST, "10.0.0.255").icmp(8, 1, 1));
        final Frame toNeighbour = rig.toClient();
        assertThat(toNeighbour.destination() + " " + toNeighbour.icmpType()).isEqualTo("10.0.0.8 8");
        final Frame toServer = rig.toRealServer();
        assertThat(toServer.destination() + " " + toServer.icmpType()).isEqualTo("10.9.0.1 8");
        assertThat(rig.drops(DropReason.NOT_LOCAL)).isEqualTo(1);
    }
}
