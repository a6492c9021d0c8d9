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
import director.dataplane.testkit.Bytes;
import director.dataplane.testkit.DirectorRig;
import director.dataplane.testkit.IpPackets;
import director.dataplane.testkit.PacketBuilder;
import director.dataplane.testkit.Rigs;
import director.dataplane.testkit.Settings;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Frames that all stations of a link get: what is in them is for nobody if it is for one host. */
class GroupFramesTest {
    private static final String CLIENT = "10.0.0.7";
    private static final long GROUP = 0x0100_5E00_0001L;

    @RegisterExtension
    final Rigs rigs = new Rigs();

    static Stream<PacketBuilder> forOne() {
        return Stream.of(packet().ipv4(CLIENT, VIP).tcp(4_000, 80, SYN), packet().ipv4(CLIENT, VIP).icmp(8, 1, 1),
            packet().ipv4(CLIENT, VIP).udp(4_000, 99).payload(5),
            packet().ipv4(CLIENT, "10.9.3.3").udp(4_000, 80).payload(5));
    }

    @ParameterizedTest
    @MethodSource("forOne")
    void shouldNeitherBalanceNorForwardNorAnswer(final PacketBuilder packet) {
        final DirectorRig rig = rigs.tcp("10.9.1.2:80");
        rig.fromClient(packet.to(PacketBuilder.BROADCAST));
        rig.fromClient(packet.to(GROUP));
        assertThat(rig.drops(DropReason.OTHER_STATION)).isEqualTo(2);
        assertThat(rig.toReal()).isEmpty();
        assertThat(rig.toClients()).isEmpty();
        assertThat(rig.connections().size()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"2001:db8::100", "2001:db8:9::78"})
    void shouldDoTheSameOfIpv6(final String destination) {
        final DirectorRig rig = rigs.ipv6(1_500, "2001:db8::7", "2001:db8:9::77",
            new ServiceSettings(Protocol.UDP, IpAddress.parse("2001:db8::100"), 80, "rr", 0,
                List.of(Settings.realServer("2001:db8:9::77", 8_080))));
        final byte[] packet = IpPackets.udp("2001:db8::7", 4_000, destination, 80, 20, false);
        final byte[] frame =
            ByteBuffer.allocate(14 + packet.length).position(12).putShort((short) 0x86DD).put(packet).array();
        Bytes.mac(frame, 0, 0x3333_0000_0001L);
        rig.framesFromClient(frame);
        assertThat(rig.drops(DropReason.OTHER_STATION)).isEqualTo(1);
        assertThat(rig.toReal()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.255", "255.255.255.255", "224.0.0.18"})
    void shouldPassOnWhatIsForAllOfThem(final String destination) {
        final DirectorRig rig = rigs.tcp("10.9.1.2:80");
        rig.fromClient(packet().to(PacketBuilder.BROADCAST).ipv4(CLIENT, destination).udp(4_000, 99).payload(5));
        assertThat(rig.drops(DropReason.OTHER_STATION)).isZero();
        assertThat(rig.drops(DropReason.NOT_LOCAL)).isEqualTo(1);
    }

    @Test
    void shouldAnswerQuestionsForMacAddresses() {
        final DirectorRig rig = rigs.tcp("10.9.1.2:80");
        rig.fromClient(packet().to(PacketBuilder.BROADCAST).arpRequest(CLIENT, VIP));
        assertThat(rig.toClients()).hasSize(1);
    }
}
