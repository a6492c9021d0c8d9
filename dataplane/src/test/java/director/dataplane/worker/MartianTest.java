/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

import static director.dataplane.testkit.PacketBuilder.SYN;
import static director.dataplane.testkit.PacketBuilder.packet;
import static director.dataplane.testkit.Rigs.VIP;
import static org.assertj.core.api.Assertions.assertThat;

import director.dataplane.address.IpAddress;
import director.dataplane.configuration.Protocol;
import director.dataplane.configuration.ServiceSettings;
import director.dataplane.status.DropReason;
import director.dataplane.status.WorkerCounter;
import director.dataplane.testkit.Bytes;
import director.dataplane.testkit.DirectorRig;
import director.dataplane.testkit.IpPackets;
import director.dataplane.testkit.PacketBuilder;
import director.dataplane.testkit.Rigs;
import director.dataplane.testkit.Settings;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Addresses that nobody on a network has: packets from or to them get nowhere, whichever path would take them. */
class MartianTest {
    @RegisterExtension
    final Rigs rigs = new Rigs();

    @ParameterizedTest
    @ValueSource(strings = {"224.0.0.1", "255.255.255.255", "127.0.0.1", "0.0.0.7", "0.0.0.0"})
    void shouldNeitherOpenConnectionsNorAnswer(final String source) {
        final DirectorRig rig = rigs.tcp("10.9.1.2:80");
        for (int i = 0; i < 4; i++) {
            // In one burst with others, which are opened by the fast path.
            rig.client().arrive(packet().ipv4("10.0.0.7", VIP).tcp(5_000 + i, 80, SYN)
                .toUnlessSet(DirectorRig.CLIENT_MAC).bytes());
            rig.client().arrive(packet().ipv4(source, VIP).tcp(4_000 + i, 80, SYN)
                .toUnlessSet(DirectorRig.CLIENT_MAC).bytes());
        }
        rig.settle();
        rig.fromClient(packet().ipv4(source, VIP).icmp(8, 1, 1));
        rig.fromClient(packet().ipv4(source, "10.9.3.3").udp(4_000, 99).payload(5));
        assertThat(rig.drops(DropReason.MARTIAN)).isEqualTo(6);
        assertThat(rig.count(WorkerCounter.CONNECTIONS_OPENED)).isEqualTo(4);
        assertThat(rig.toReal()).hasSize(4);
        assertThat(rig.toClients()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "0.1.2.3", "0.0.0.0"})
    void shouldForwardNothingThere(final String destination) {
        final DirectorRig rig = rigs.tcp("10.9.1.2:80");
        rig.fromReal(packet().ipv4("10.9.1.2", destination).udp(4_000, 99).payload(5));
        assertThat(rig.drops(DropReason.MARTIAN)).isEqualTo(1);
        assertThat(rig.toClients()).isEmpty();
    }

    /** As a host does that asks for an address. */
    @Test
    void shouldLeaveAloneWhatIsForAll() {
        final DirectorRig rig = rigs.tcp("10.9.1.2:80");
        rig.fromClient(
            packet().to(PacketBuilder.BROADCAST).ipv4("0.0.0.0", "255.255.255.255").udp(68, 67).payload(5));
        assertThat(rig.drops(DropReason.MARTIAN)).isZero();
        assertThat(rig.drops(DropReason.NOT_LOCAL)).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"::1, 2001:db8::100", "::, 2001:db8::100", "ff02::1, 2001:db8::100", "ff02::1, 2001:db8:9::78",
        "2001:db8::7, ::1", "2001:db8::7, ::"})
    void shouldDoTheSameOfIpv6(final String source, final String destination) {
        final DirectorRig rig = rigs.ipv6(1_500, "2001:db8::7", "2001:db8:9::77",
            new ServiceSettings(Protocol.UDP, IpAddress.parse("2001:db8::100"), 80, "rr", 0,
                List.of(Settings.realServer("2001:db8:9::77", 8_080))));
        final byte[] packet = IpPackets.udp(source, 4_000, destination, 80, 20, false);
        final byte[] frame =
            ByteBuffer.allocate(14 + packet.length).position(12).putShort((short) 0x86DD).put(packet).array();
        Bytes.mac(frame, 0, DirectorRig.CLIENT_MAC);
        for (int i = 0; i < 3; i++) {
            rig.framesFromClient(frame);
        }
        assertThat(rig.drops(DropReason.MARTIAN)).isEqualTo(3);
        assertThat(rig.toReal()).isEmpty();
    }
}
