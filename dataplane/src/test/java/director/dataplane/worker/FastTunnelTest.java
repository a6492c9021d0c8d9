/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

import static director.dataplane.testkit.PacketBuilder.ACK;
import static director.dataplane.testkit.PacketBuilder.PSH;
import static director.dataplane.testkit.PacketBuilder.SYN;
import static director.dataplane.testkit.PacketBuilder.packet;
import static director.dataplane.testkit.Rigs.VIP;
import static org.assertj.core.api.Assertions.assertThat;

import director.dataplane.address.IpAddress;
import director.dataplane.configuration.ForwardingMethod;
import director.dataplane.configuration.Protocol;
import director.dataplane.configuration.RealServerSettings;
import director.dataplane.configuration.ServiceSettings;
import director.dataplane.configuration.Sysctl;
import director.dataplane.configuration.TunnelSettings;
import director.dataplane.status.WorkerCounter;
import director.dataplane.testkit.Bytes;
import director.dataplane.testkit.DirectorRig;
import director.dataplane.testkit.Frame;
import director.dataplane.testkit.NaiveChecksum;
import director.dataplane.testkit.PacketBuilder;
import director.dataplane.testkit.Rigs;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Which packets the fast path puts into tunnels, and that they are what RFC 2003 and RFC 3168 say. */
class FastTunnelTest {
    private static final String CLIENT = "10.0.0.7";
    private static final String SERVER = "10.9.1.2";
    private static final String NEAR_END = "10.9.0.254";
    private static final int DONT_FRAGMENT = 0x4000;
    private static final int LONGEST = 1_480;

    @RegisterExtension
    final Rigs rigs = new Rigs();

    @Test
    void shouldWrapPacketsOfEstablishedConnections() {
        final DirectorRig rig = established(TunnelSettings.IPIP);
        final SplittableRandom random = new SplittableRandom(3);
        for (int round = 1; round <= 2_000; round++) {
            final int payload = random.nextInt(LONGEST - 40 + 1);
            final PacketBuilder in = packet().ipv4(CLIENT, VIP).tcp(4_000, 80, ACK | PSH)
                .ttl(random.nextInt(2, 256)).fragment(DONT_FRAGMENT).setInHeader(1, random.nextInt(256))
                .setInHeader(4, random.nextInt(256)).payload(payload);
            rig.fromClient(in);
            final Frame frame = rig.toRealServer();
            assertThat(frame.packet()).as("round %d", round).isEqualTo(wrapped(in.bytes(), 40 + payload));
            assertThat(frame.sourceMac()).isEqualTo(DirectorRig.REAL_MAC);
            assertThat(frame.destinationMac()).isEqualTo(Bytes.macOf(SERVER));
            assertThat(fast(rig)).isEqualTo(round);
        }
    }

    @Test
    void shouldTakeBurstsThatMixTunnelsAndTranslation() {
        final DirectorRig rig = rigs.open(settings -> settings.services(tunnel(80, TunnelSettings.IPIP),
            new ServiceSettings(Protocol.TCP, IpAddress.parse(VIP), 81, "rr", 0, List.of(
                new RealServerSettings(IpAddress.parse(SERVER), 8_080, 1, ForwardingMethod.NAT)))));
        for (final int port : new int[] {80, 81}) {
            open(rig, port);
        }
        final SplittableRandom random = new SplittableRandom(4);
        long before = fast(rig);
        for (int round = 0; round < 200; round++) {
            final boolean[] tunnelled = new boolean[random.nextInt(1, 33)];
            for (int i = 0; i < tunnelled.length; i++) {
                tunnelled[i] = random.nextBoolean();
                rig.client().arrive(packet().ipv4(CLIENT, VIP).tcp(4_000, tunnelled[i] ? 80 : 81, ACK)
                    .fragment(DONT_FRAGMENT).payload(20 + i).to(DirectorRig.CLIENT_MAC).bytes());
            }
            rig.settle();
            final List<Frame> frames = rig.toReal();
            assertThat(frames).hasSameSizeAs(tunnelled);
            for (int i = 0; i < tunnelled.length; i++) {
                assertThat(frames.get(i).totalLength()).isEqualTo(60 + i + (tunnelled[i] ? 20 : 0));
            }
            before += tunnelled.length;
            assertThat(fast(rig)).isEqualTo(before);
        }
    }

    @Test
    void shouldLeavePacketsThatMayBeCutToTheGeneralPath() {
        final DirectorRig rig = established(TunnelSettings.IPIP);
        rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(4_000, 80, ACK).payload(30));
        assertThat(fast(rig)).isZero();
        assertThat(rig.toRealServer().totalLength()).isEqualTo(90);
    }

    @Test
    void shouldTellClientsWhoseLongPacketsDoNotFit() {
        final DirectorRig rig = established(TunnelSettings.IPIP);
        rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(4_000, 80, ACK).fragment(DONT_FRAGMENT)
            .payload(LONGEST - 40 + 1));
        assertThat(fast(rig)).isZero();
        assertThat(rig.toReal()).isEmpty();
        assertThat(rig.toClient().icmpType()).isEqualTo(3);
    }

    @Test
    void shouldLeaveTunnelsWithAChecksumToTheGeneralPath() {
        final DirectorRig rig = established(
            new TunnelSettings(TunnelSettings.Type.GRE, 0, TunnelSettings.Checksum.FULL));
        rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(4_000, 80, ACK).fragment(DONT_FRAGMENT).payload(30));
        assertThat(fast(rig)).isZero();
        assertThat(rig.toRealServer().totalLength()).isEqualTo(70 + 28);
    }

    @Test
    void shouldNotTakeWhatPathMtuDiscoveryIsNotMeantFor() {
        final DirectorRig rig = established(TunnelSettings.IPIP);
        rig.carryOut(rig.proxy().set(Sysctl.PMTU_DISC, 0));
        for (int i = 0; i < 3; i++) {
            rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(4_000, 80, ACK).fragment(DONT_FRAGMENT).payload(30));
        }
        assertThat(fast(rig)).isZero();
        assertThat(rig.toReal()).hasSize(3);
    }

    private DirectorRig established(final TunnelSettings tunnel) {
        final DirectorRig rig = rigs.open(settings -> settings.services(tunnel(80, tunnel)));
        open(rig, 80);
        assertThat(fast(rig)).isZero();
        return rig;
    }

    private static ServiceSettings tunnel(final int port, final TunnelSettings tunnel) {
        return new ServiceSettings(Protocol.TCP, IpAddress.parse(VIP), port, "rr", 0, List.of(new RealServerSettings(
            IpAddress.parse(SERVER), port, 1, ForwardingMethod.TUNNEL, tunnel, 0, 0)));
    }

    private static void open(final DirectorRig rig, final int port) {
        rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(4_000, port, SYN));
        rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(4_000, port, ACK).fragment(DONT_FRAGMENT));
        rig.toReal();
        rig.toClients();
    }

    /** What has to arrive at the other end, written from the RFCs. */
    private static byte[] wrapped(final byte[] frame, final int length) {
        final ByteBuffer out = ByteBuffer.allocate(14 + 20 + length);
        final byte[] inner = new byte[length];
        System.arraycopy(frame, 14, inner, 0, length);
        inner[8]--;
        out.position(14);
        final int tos = (inner[1] & 3) == 3 ? (inner[1] & 0xFC) | 2 : inner[1];
        out.put((byte) 0x45).put((byte) tos).putShort((short) (20 + length)).putShort((short) 0)
            .putShort((short) DONT_FRAGMENT).put(inner[8]).put((byte) 4).putShort((short) 0)
            .putInt(address(NEAR_END))
            .putInt(address(SERVER)).put(inner);
        final byte[] packet = out.array();
        header(packet, 14);
        header(packet, 34);
        return Arrays.copyOfRange(packet, 14, packet.length);
    }

    private static int address(final String text) {
        return (int) Long.reverseBytes(IpAddress.parse(text).wireLow());
    }

    private static void header(final byte[] frame, final int ip) {
        ByteBuffer.wrap(frame).putShort(ip + 10, (short) 0);
        ByteBuffer.wrap(frame).putShort(ip + 10, (short) NaiveChecksum.header(frame, ip));
    }

    private static long fast(final DirectorRig rig) {
        return rig.count(WorkerCounter.FAST_PATH);
    }
}
