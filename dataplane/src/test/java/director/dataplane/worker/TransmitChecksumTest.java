/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

import static director.dataplane.testkit.PacketBuilder.packet;
import static director.dataplane.testkit.Rigs.VIP;
import static director.dataplane.testkit.Settings.udp;
import static org.assertj.core.api.Assertions.assertThat;

import director.dataplane.address.IpAddress;
import director.dataplane.configuration.ForwardingMethod;
import director.dataplane.configuration.Protocol;
import director.dataplane.configuration.RealServerSettings;
import director.dataplane.configuration.ServiceSettings;
import director.dataplane.configuration.TunnelSettings;
import director.dataplane.port.PortChecksums;
import director.dataplane.testkit.DirectorRig;
import director.dataplane.testkit.Frame;
import director.dataplane.testkit.IpPackets;
import director.dataplane.testkit.PacketBuilder;
import director.dataplane.testkit.Rigs;
import director.dataplane.testkit.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Ports that compute checksums of what they send, and those that do not: the same bytes leave. */
class TransmitChecksumTest {
    private static final PortChecksums ALL = new PortChecksums(true, true);
    private static final String CLIENT = "10.0.0.7";
    private static final String SERVER = "10.9.0.1";
    private static final String SERVER6 = "fd09::1";
    private static final int SCTP = 132;

    @RegisterExtension
    final Rigs rigs = new Rigs();

    @ParameterizedTest
    @MethodSource("scenarios")
    void shouldSendTheSameBytesWhoeverComputesTheChecksum(final Scenario scenario) {
        final DirectorRig computing = play(scenario, ALL);
        final DirectorRig plain = play(scenario, PortChecksums.NONE);
        assertThat(computing.client().computed() + computing.real().computed())
            .as("checksums left to ports").isEqualTo(scenario.left);
        assertThat(plain.client().computed() + plain.real().computed()).isZero();
        final List<byte[]> sent = sent(computing);
        assertThat(sent).isNotEmpty().containsExactlyElementsOf(sent(plain));
    }

    static Stream<Scenario> scenarios() {
        return Stream.of(
            new Scenario("UDP without checksum", 1, udp(VIP + ":53", "rr", SERVER + ":5353"),
                rig -> rig.fromClient(datagram(101).withoutChecksum())),
            new Scenario("UDP without checksum, back", 2, udp(VIP + ":53", "rr", SERVER + ":5353"), rig -> {
                rig.fromClient(datagram(101).withoutChecksum());
                rig.fromReal(packet().ipv4(SERVER, CLIENT).udp(5_353, 1_000).payload(77).withoutChecksum());
            }),
            new Scenario("UDP with checksum", 0, udp(VIP + ":53", "rr", SERVER + ":5353"),
                rig -> rig.fromClient(datagram(101))),
            new Scenario("GUE over IPv4", 1, tunnel(SERVER, TunnelSettings.Type.GUE),
                rig -> rig.fromClient(datagram(101))),
            new Scenario("GUE over IPv6", 1, tunnel(SERVER6, TunnelSettings.Type.GUE),
                rig -> rig.fromClient(datagram(100))),
            new Scenario("UDP without checksum, cut up", 0, udp(VIP + ":53", "rr", SERVER + ":5353"),
                rig -> rig.fromClient(datagram(1_420).withoutChecksum())),
            new Scenario("GRE", 0, tunnel(SERVER, TunnelSettings.Type.GRE), rig -> rig.fromClient(datagram(101))),
            new Scenario("SCTP to another port", 1, sctp(99), rig -> rig.fromClient(association())),
            new Scenario("SCTP to the same port", 0, sctp(9), rig -> rig.fromClient(association())));
    }

    /** The packet waits with a checksum that is left to the port, and comes back. */
    @Test
    void shouldQuoteAWholeChecksumWhenTheNextHopIsSilent() {
        final Scenario scenario = new Scenario("silent", 0, udp(VIP + ":53", "rr", SERVER + ":5353"), rig -> {
            rig.silence(SERVER);
            rig.fromClient(datagram(101).withoutChecksum());
            rig.pass(5_000, 100);
            rig.toReal();
        });
        final List<byte[]> sent = sent(play(scenario, ALL));
        assertThat(sent).hasSize(1).containsExactlyElementsOf(sent(play(scenario, PortChecksums.NONE)));
    }

    private DirectorRig play(final Scenario scenario, final PortChecksums checksums) {
        final DirectorRig rig = rigs.open(settings -> settings.services(scenario.service).checksums(checksums)
            .client(Settings.dualPort("client", "10.0.0.1", null, 1_500, "10.0.0.254/24", "fd00::254/64"))
            .real(Settings.dualPort("real", null, null, 1_400, "10.9.0.254/16", "fd09::254/64")));
        // Whoever asks for the director's address is known.
        rig.real().arrive(IpPackets.solicitation(0x0242_0000_0001L, SERVER6, DirectorRig.REAL_MAC, "fd09::254"));
        rig.settle();
        rig.toReal();
        scenario.steps.accept(rig);
        return rig;
    }

    private static List<byte[]> sent(final DirectorRig rig) {
        final List<byte[]> all = new ArrayList<>();
        rig.toReal().stream().map(Frame::bytes).forEach(all::add);
        rig.toClients().stream().map(Frame::bytes).forEach(all::add);
        return all;
    }

    private static PacketBuilder datagram(final int bytes) {
        return packet().ipv4(CLIENT, VIP).udp(1_000, 53).payload(bytes);
    }

    /** An INIT chunk; its checksum is wrong, and a new one is computed only where a port changes. */
    private static PacketBuilder association() {
        final byte[] init = new byte[32];
        init[0] = 1_000 >> 8;
        init[1] = (byte) 1_000;
        init[3] = 9;
        init[12] = 1;
        init[15] = 20;
        return packet().ipv4(CLIENT, VIP).protocol(SCTP).payload(init);
    }

    private static ServiceSettings sctp(final int port) {
        return new ServiceSettings(Protocol.SCTP, IpAddress.parse(VIP), 9, "rr", 0, List.of(
            new RealServerSettings(IpAddress.parse(SERVER), port, 1, ForwardingMethod.NAT)));
    }

    private static ServiceSettings tunnel(final String server, final TunnelSettings.Type type) {
        return new ServiceSettings(Protocol.UDP, IpAddress.parse(VIP), 53, "rr", 0, List.of(new RealServerSettings(
            IpAddress.parse(server), 53, 1, ForwardingMethod.TUNNEL, new TunnelSettings(
                type, type == TunnelSettings.Type.GUE ? 6_080 : 0, TunnelSettings.Checksum.FULL), 0, 0)));
    }

    /** What happens, and how many checksums a port that computes them is left. */
    record Scenario(String name, int left, ServiceSettings service, Consumer<DirectorRig> steps) {
        @Override
        public String toString() {
            return name;
        }
    }
}
