/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

import static director.dataplane.testkit.PacketBuilder.ACK;
import static director.dataplane.testkit.PacketBuilder.ETHERNET;
import static director.dataplane.testkit.PacketBuilder.REPLY;
import static director.dataplane.testkit.PacketBuilder.REQUEST;
import static director.dataplane.testkit.PacketBuilder.SYN;
import static director.dataplane.testkit.PacketBuilder.packet;
import static director.dataplane.testkit.Rigs.VIP;
import static director.dataplane.testkit.Settings.tcp;
import static director.dataplane.testkit.Settings.udp;
import static org.assertj.core.api.Assertions.assertThat;

import director.dataplane.status.DropReason;
import director.dataplane.status.WorkerCounter;
import director.dataplane.testkit.Bytes;
import director.dataplane.testkit.DirectorRig;
import director.dataplane.testkit.NaiveChecksum;
import director.dataplane.testkit.PacketBuilder;
import director.dataplane.testkit.Rigs;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Packets that lie. The rig sees that fates add up and that no byte outside a frame is written; here is what must not
 * get through.
 */
class MalformedInputTest {
    private static final String CLIENT = "10.0.0.7";
    private static final String SERVER = "10.9.0.1";
    private static final int MUTATIONS = 1_000_000;

    @RegisterExtension
    final Rigs rigs = new Rigs();

    @SuppressWarnings("NullAway.Init")
    private DirectorRig rig;

    @BeforeEach
    void openRig() {
        rig = rigs.open(settings -> settings.frameRoom(256).maxNeighbours(200).mbufs(4_000).services(
            tcp(VIP + ":80", "rr", SERVER + ":80", "10.9.0.2:8080"), udp(VIP + ":53", "wrr", SERVER + ":53")));
    }

    @Test
    void shouldForwardNoFrameThatIsCutAnywhere() {
        for (final byte[] frame : seeds()) {
            for (int length = 0; length < frame.length; length++) {
                rig.client().arrive(Arrays.copyOf(frame, length));
                rig.real().arrive(Arrays.copyOf(frame, length));
                rig.settle();
            }
        }
        assertThat(rig.toReal()).isEmpty();
        assertThat(rig.toClients()).isEmpty();
        assertThat(rig.count(WorkerCounter.CONNECTIONS_OPENED)).isZero();
    }

    @Test
    void shouldBelieveNoHeaderLengthOrTotalLengthThatCannotBe() {
        int malformed = 0;
        for (int first = 0; first < 256; first++) {
            for (final int total : new int[] {0, 1, 19, 20, 39, 40, 41, 45, 46, 47, 60, 255, 256, 1_500, 65_535}) {
                final byte[] frame = packet().to(DirectorRig.CLIENT_MAC).ipv4(CLIENT, VIP).tcp(first, 80, SYN)
                    .payload(6).set(ETHERNET, first).set(ETHERNET + 2, total >>> 8).set(ETHERNET + 3, total).bytes();
                final int headerLength = (first & 0xF) * 4;
                Bytes.uint16(frame, ETHERNET + 10, 0);
                if (headerLength <= frame.length - ETHERNET && headerLength >= 12) {
                    Bytes.uint16(frame, ETHERNET + 10, NaiveChecksum.header(frame, ETHERNET));
                }
                if (first >>> 4 != 4 || headerLength < 20 || total < headerLength || total > 46) {
                    malformed++;
                }
                rig.client().arrive(frame);
            }
            rig.settle();
        }
        assertThat(rig.drops(DropReason.IPV4_MALFORMED)).isEqualTo(malformed);
        assertThat(rig.toReal()).allMatch(frame -> frame.totalLength() >= 40 && frame.totalLength() <= 46);
    }

    @Test
    void shouldBelieveNoTcpHeaderShorterThanTwentyBytes() {
        for (int offset = 0; offset < 16; offset++) {
            rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(1_000, 80, SYN).set(ETHERNET + 32, offset << 4));
        }
        assertThat(rig.drops(DropReason.TRANSPORT_MALFORMED)).isEqualTo(5);
    }

    @Test
    void shouldDropTransportHeadersThatAreCutByTheTotalLength() {
        for (int payload = 0; payload < 20; payload++) {
            rig.fromClient(lying(packet().ipv4(CLIENT, VIP).tcp(1_000, 80, SYN), payload));
        }
        for (int payload = 0; payload < 8; payload++) {
            rig.fromClient(lying(packet().ipv4(CLIENT, VIP).udp(1_000, 53), payload),
                lying(packet().ipv4(CLIENT, VIP).icmp(8, 1, 1), payload));
        }
        assertThat(rig.drops(DropReason.TRANSPORT_MALFORMED)).isEqualTo(20 + 8 + 8);
    }

    @Test
    void shouldForwardNoFragmentOfAPacketThatIsNotWhole() {
        for (final int fragment : new int[] {0x2000, 0x0001, 0x1FFF, 0x3FFF, 0x2001, 0xA000}) {
            rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(1_000, 80, SYN).fragment(fragment));
        }
        assertThat(rig.toReal()).isEmpty();
        rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(1_000, 80, SYN).fragment(0x4000),
            packet().ipv4(CLIENT, VIP).tcp(1_001, 80, SYN).fragment(0x8000));
        assertThat(rig.toReal()).hasSize(2);
    }

    @Test
    void shouldDropEveryDamagedIpv4Header() {
        final byte[] frame = packet().to(DirectorRig.CLIENT_MAC).ipv4(CLIENT, VIP).options(1, 1, 1, 1)
            .tcp(1_000, 80, SYN).bytes();
        for (int bit = ETHERNET * 8; bit < (ETHERNET + 24) * 8; bit++) {
            final byte[] damaged = frame.clone();
            damaged[bit / 8] ^= (byte) (1 << bit % 8);
            rig.client().arrive(damaged);
            rig.settle();
        }
        assertThat(rig.toReal()).isEmpty();
    }

    /** Everything that a packet can be, changed at random; half of them with a header checksum that is right. */
    @Test
    void shouldSurviveAMillionPacketsOfRandomDamage() {
        final SplittableRandom random = new SplittableRandom(20_260_101);
        final List<byte[]> seeds = seeds();
        rig.silence("10.9.0.2");
        for (int i = 0; i < MUTATIONS; i++) {
            final byte[] frame = mutate(seeds.get(random.nextInt(seeds.size())), random);
            final boolean fromClient = random.nextBoolean();
            Bytes.mac(frame, 0, fromClient ? DirectorRig.CLIENT_MAC : DirectorRig.REAL_MAC);
            (fromClient ? rig.client() : rig.real()).arrive(frame);
            if (i % 32 == 31) {
                rig.clock().advanceMillis(random.nextInt(20));
                rig.settle();
                rig.toReal();
                rig.toClients();
            }
        }
        rig.settle();
        // The requests and their answers come on top.
        assertThat(rig.count(WorkerCounter.RECEIVED)).isGreaterThanOrEqualTo(MUTATIONS);
        assertThat(rig.count(WorkerCounter.CONNECTIONS_OPENED)).isPositive();
        assertThat(rig.count(WorkerCounter.TRANSMITTED)).isGreaterThan(MUTATIONS / 100);
    }

    private static byte[] mutate(final byte[] seed, final SplittableRandom random) {
        final byte[] frame = random.nextInt(8) == 0 ? Arrays.copyOf(seed, 14 + random.nextInt(150)) : seed.clone();
        final int changes = random.nextInt(4);
        for (int i = 0; i < changes; i++) {
            final int offset = random.nextInt(12, frame.length);
            frame[offset] = (byte) switch (random.nextInt(4)) {
                case 0 -> 0;
                case 1 -> 0xFF;
                case 2 -> frame[offset] ^ 1 << random.nextInt(8);
                default -> random.nextInt();
            };
        }
        final int headerLength = frame.length > ETHERNET + 20 ? (frame[ETHERNET] & 0xF) * 4 : 0;
        if (random.nextBoolean() && headerLength >= 12 && ETHERNET + headerLength <= frame.length) {
            Bytes.uint16(frame, ETHERNET + 10, NaiveChecksum.header(frame, ETHERNET));
        }
        return frame;
    }

    private static PacketBuilder lying(final PacketBuilder packet, final int payload) {
        return packet.set(ETHERNET + 2, 0).setInHeader(3, 20 + payload);
    }

    private static List<byte[]> seeds() {
        final PacketBuilder[] packets = {
            packet().ipv4(CLIENT, VIP).tcp(1_000, 80, SYN),
            packet().ipv4(CLIENT, VIP).tcp(1_000, 80, ACK).payload(40),
            packet().ipv4(CLIENT, VIP).options(1, 1, 1, 1, 7, 3, 0, 0).tcp(1_000, 80, SYN).payload(3),
            packet().ipv4(CLIENT, VIP).udp(1_000, 53).payload(33),
            packet().ipv4(CLIENT, VIP).udp(1_001, 53).payload(11).withoutChecksum(),
            packet().ipv4(CLIENT, VIP).icmp(8, 1, 1).payload(20),
            packet().ipv4(SERVER, CLIENT).tcp(80, 1_000, SYN | ACK),
            packet().ipv4(SERVER, CLIENT).udp(53, 1_000).payload(50).withoutChecksum(),
            packet().ipv4(CLIENT, VIP).protocol(47).payload(30),
            packet().arp(REQUEST, Bytes.macOf(CLIENT), CLIENT, 0, VIP),
            packet().arp(REPLY, Bytes.macOf(SERVER), SERVER, DirectorRig.REAL_MAC, "10.9.0.254"),
        };
        return Arrays.stream(packets).map(each -> each.to(DirectorRig.CLIENT_MAC).bytes()).toList();
    }
}
