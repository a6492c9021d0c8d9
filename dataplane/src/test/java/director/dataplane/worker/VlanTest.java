/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

import static director.dataplane.testkit.PacketBuilder.ACK;
import static director.dataplane.testkit.PacketBuilder.PSH;
import static director.dataplane.testkit.PacketBuilder.SYN;
import static director.dataplane.testkit.PacketBuilder.packet;
import static director.dataplane.testkit.Rigs.VIP;
import static director.dataplane.testkit.Settings.dualPort;
import static director.dataplane.testkit.Settings.fullNat;
import static director.dataplane.testkit.Settings.port;
import static director.dataplane.testkit.Settings.tcp;
import static director.dataplane.testkit.Settings.udp;
import static director.dataplane.testkit.TaggedWire.tag;
import static director.dataplane.testkit.TaggedWire.tagged;
import static director.dataplane.testkit.TaggedWire.tags;
import static org.assertj.core.api.Assertions.assertThat;

import director.dataplane.configuration.SubInterface;
import director.dataplane.port.PortChecksums;
import director.dataplane.status.DropReason;
import director.dataplane.status.WorkerCounter;
import director.dataplane.testkit.Bytes;
import director.dataplane.testkit.DirectorRig;
import director.dataplane.testkit.Frame;
import director.dataplane.testkit.NaiveNat;
import director.dataplane.testkit.PacketBuilder;
import director.dataplane.testkit.RigSettings;
import director.dataplane.testkit.Rigs;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A director with one port, whose clients and real servers are in VLANs there. */
class VlanTest {
    private static final String CLIENT = "10.0.0.7";
    private static final String SERVER = "10.9.0.1";
    private static final SubInterface CLIENTS = new SubInterface("trunk", 100, 0);
    private static final SubInterface SERVERS = new SubInterface("trunk", 200, 0);
    private static final SubInterface DEEP = new SubInterface("trunk", 100, 30);
    private static final byte[] OF_CLIENTS = tag(0x8100, 100);
    private static final byte[] OF_SERVERS = tag(0x8100, 200);
    private static final int RANDOM_PACKETS = 80;

    @RegisterExtension
    final Rigs rigs = new Rigs();

    /** From a tag to another, to two, from two, and between two and two. */
    static Stream<List<SubInterface>> tagging() {
        return Stream.of(List.of(CLIENTS, SERVERS), List.of(CLIENTS, DEEP), List.of(DEEP, SERVERS),
            List.of(DEEP, new SubInterface("trunk", 200, 30)), List.of(DEEP, new SubInterface("trunk", 100, 31)),
            List.of(new SubInterface("trunk", 1, 4_094), new SubInterface("trunk", 4_094, 0)));
    }

    @ParameterizedTest
    @MethodSource("tagging")
    void shouldChangeTagsOnTheWayToRealServersAndBack(final List<SubInterface> vlans) {
        final DirectorRig rig = established(vlans.getFirst(), vlans.getLast());
        final long fast = rig.count(WorkerCounter.FAST_PATH);
        final byte[] in = toService().payload(40).bytes();
        rig.trunk().arrive(tagged(in, tags(vlans.getFirst())));
        assertThat(rig.work()).isPositive();
        rig.settle();
        assertThat(rig.toRealServer().bytes()).isEqualTo(
            framed(Bytes.macOf(SERVER), NaiveNat.inbound(in, SERVER, 8_080)));
        final byte[] back = packet().to(DirectorRig.CLIENT_MAC).ipv4(SERVER, CLIENT).tcp(8_080, 4_000, ACK)
            .payload(40).bytes();
        rig.trunk().arrive(tagged(back, tags(vlans.getLast())));
        rig.settle();
        assertThat(rig.toClient().bytes()).isEqualTo(
            framed(Bytes.macOf(CLIENT), NaiveNat.outbound(back, VIP, 80)));
        assertThat(rig.count(WorkerCounter.FAST_PATH) - fast).as("on the fast path").isEqualTo(2);
        assertThat(rig.trunk().takeSent()).as("with other tags").isEmpty();
    }

    /** Both directions in one burst, and what has no business there. */
    @Test
    void shouldTakeABurstOfSeveralVlansAtOnce() {
        final DirectorRig rig = established(CLIENTS, SERVERS);
        final long fast = rig.count(WorkerCounter.FAST_PATH);
        for (int i = 0; i < 8; i++) {
            rig.trunk().arrive(tagged(toService().payload(i).bytes(), OF_CLIENTS));
            rig.trunk().arrive(tagged(fromServer().payload(i).bytes(), OF_SERVERS));
            rig.trunk().arrive(tagged(toService().payload(i).bytes(), tag(0x8100, 300)));
            rig.trunk().arrive(packet().to(DirectorRig.CLIENT_MAC).ipv4("10.7.0.1", "10.7.0.254").icmp(8, 1, i)
                .bytes());
        }
        rig.work();
        rig.settle();
        assertThat(rig.toReal()).hasSize(8);
        assertThat(rig.toClients()).hasSize(8);
        assertThat(rig.count(WorkerCounter.FAST_PATH) - fast).isEqualTo(16);
        assertThat(rig.drops(DropReason.VLAN_UNKNOWN)).isEqualTo(8);
        assertThat(rig.trunk().takeSent()).as("a question without a tag, whose answers wait").hasSize(1)
            .allMatch(frame -> frame.isArp() && frame.arpTargetIp().equals("10.7.0.1"));
        rig.trunk().arrive(packet().to(DirectorRig.CLIENT_MAC).arpRequest("10.7.0.1", "10.7.0.254").bytes());
        rig.settle();
        assertThat(rig.trunk().takeSent()).as("the answers, and that to who asks").hasSize(9);
    }

    /** As drivers of kernel interfaces deliver an S-tag. */
    @Test
    void shouldTakeTwoTagsOfTheSameType() {
        final DirectorRig rig = established(DEEP, SERVERS);
        rig.trunk().arrive(tagged(tagged(toService().bytes(), tag(0x8100, 100)), tag(0x8100, 30)));
        rig.settle();
        assertThat(rig.toReal()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {0xE064, 0x1064, 0xF064, 0x2064})
    void shouldTakeFramesOfAnyPriority(final int control) {
        final DirectorRig rig = established(CLIENTS, SERVERS);
        rig.trunk().arrive(tagged(toService().bytes(), tag(0x8100, control)));
        rig.settle();
        assertThat(rig.toReal()).hasSize(1);
    }

    @Test
    void shouldTakeATagThatTellsAPriorityOnlyForNone() {
        final DirectorRig rig = established(CLIENTS, SERVERS);
        final byte[] request = packet().to(DirectorRig.CLIENT_MAC).arpRequest("10.7.0.1", "10.7.0.254").bytes();
        rig.trunk().arrive(tagged(request, tag(0x8100, 0xA000)));
        rig.trunk().arrive(tagged(toService().bytes(), concat(tag(0x8100, 0x6000), OF_CLIENTS)));
        rig.trunk().arrive(tagged(toService().bytes(), concat(tag(0x88A8, 0), tag(0x8100, 0), OF_CLIENTS)));
        rig.trunk().arrive(tagged(toService().bytes(), concat(OF_CLIENTS, tag(0x8100, 0xE000))));
        rig.settle();
        assertThat(rig.trunk().takeSent()).hasSize(1).allMatch(frame -> frame.isArp());
        assertThat(rig.toReal()).hasSize(3).extracting(Frame::totalLength).containsOnly(40);
        final DirectorRig plain = rigs.tcp(SERVER + ":8080");
        plain.client().arrive(tagged(toService().tcp(4_000, 80, SYN).bytes(), tag(0x8100, 0xE000)));
        plain.settle();
        assertThat(plain.toReal()).as("where there are no VLANs").hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"8100, 300, ''", "8100, 4095, ''", "88A8, 100, ''", "8100, 30, ''", "8100, 100, 8100:5",
        "88A8, 100, 8100:200", "88A8, 30, 8100:101", "88A8, 30, 88A8:100", "8100, 300, 8100:100"})
    void shouldDropWithItsOwnReasonWhatHasOtherTags(final String type, final int identifier, final String inner) {
        final DirectorRig rig = rigs.open(settings -> dual(settings).oneArmed(CLIENTS, SERVERS));
        final byte[] first = tag(Integer.parseInt(type, 16), identifier);
        final byte[] tags = inner.isEmpty() ? first : concat(first,
            tag(Integer.parseInt(inner.substring(0, 4), 16), Integer.parseInt(inner.substring(5))));
        rig.trunk().arrive(tagged(toService().bytes(), tags));
        rig.settle();
        assertThat(rig.drops(DropReason.VLAN_UNKNOWN)).isEqualTo(1);
        assertThat(rig.toReal()).isEmpty();
        assertThat(rig.trunk().takeSent()).isEmpty();
    }

    @Test
    void shouldAnswerNeighboursInTheirVlan() {
        final DirectorRig rig = rigs.open(settings -> dual(settings).oneArmed(CLIENTS, DEEP));
        rig.fromClient(packet().arpRequest(CLIENT, "10.0.0.254"));
        assertThat(rig.toClient().arpSenderIp()).isEqualTo("10.0.0.254");
        rig.fromReal(packet().arpRequest(SERVER, "10.9.0.254"));
        assertThat(rig.toRealServer().arpSenderMac()).isEqualTo(DirectorRig.CLIENT_MAC);
        rig.fromClient(packet().ipv4(CLIENT, "10.0.0.254").icmp(8, 1, 1).payload(20));
        assertThat(rig.toClient().icmpType()).isZero();
        assertThat(rig.trunk().takeSent()).isEmpty();
    }

    @Test
    void shouldCountWhatEachVlanCarries() {
        final DirectorRig rig = established(CLIENTS, DEEP);
        final long before = rig.traffic(1).txBytes();
        final long packets = rig.traffic(1).txPackets();
        final long arrived = rig.traffic(0).rxPackets();
        final long bytes = rig.traffic(0).rxBytes();
        rig.fromClient(toService().payload(46), toService().payload(146));
        assertThat(rig.traffic(0).rxPackets() - arrived).isEqualTo(2);
        assertThat(rig.traffic(0).rxBytes() - bytes).isEqualTo(100 + 200);
        assertThat(rig.traffic(1).txPackets() - packets).isEqualTo(2);
        assertThat(rig.traffic(1).txBytes() - before).isEqualTo(100 + 200);
    }

    @Test
    void shouldLeaveChecksumsToThePortBehindTheTags() {
        final DirectorRig rig = rigs.open(settings -> settings.oneArmed(CLIENTS, DEEP)
            .checksums(new PortChecksums(true, true)).services(udp(VIP + ":53", "rr", SERVER + ":5353")));
        rig.fromClient(packet().ipv4(CLIENT, VIP).udp(1_000, 53).payload(77).withoutChecksum());
        assertThat(rig.trunk().computed()).isEqualTo(1);
        assertThat(rig.toRealServer()).matches(Frame::isChecksumRight);
    }

    @Test
    void shouldDropWhatHasNoRoomForATag() {
        final DirectorRig rig = established(CLIENTS, SERVERS);
        rig.trunk().headroom(0);
        rig.fromClient(toService());
        assertThat(rig.toReal()).as("the room of the tag that it came with").hasSize(1);
        final DirectorRig deep = established(CLIENTS, DEEP);
        deep.trunk().headroom(0);
        deep.fromClient(toService());
        assertThat(deep.toReal()).isEmpty();
        assertThat(deep.drops(DropReason.VLAN_NO_ROOM)).isEqualTo(1);
    }

    /** Frames that end anywhere, within tags as well. */
    @Test
    void shouldSurviveFramesThatAreCutShort() {
        final DirectorRig rig = rigs.open(settings -> dual(settings).oneArmed(CLIENTS, DEEP));
        final List<byte[]> tags = List.of(OF_CLIENTS, tags(DEEP), tag(0x8100, 0), tag(0x88A8, 30),
            concat(tag(0x8100, 0), tag(0x8100, 0), tags(DEEP)), concat(OF_CLIENTS, OF_CLIENTS, OF_CLIENTS));
        int count = 0;
        for (final byte[] each : tags) {
            final byte[] whole = tagged(toService().bytes(), each);
            for (int length = 1; length < 14 + 20 + each.length; length++) {
                rig.trunk().arrive(Arrays.copyOf(whole, length));
                count++;
            }
            rig.settle();
        }
        assertThat(rig.drops(DropReason.FRAME_TRUNCATED) + rig.drops(DropReason.VLAN_UNKNOWN)).isEqualTo(count);
        assertThat(rig.toReal()).isEmpty();
    }

    /** Nobody can tell but by the tags: the same packets go the same way, byte for byte, on ports and in VLANs. */
    @ParameterizedTest
    @MethodSource("tagging")
    void shouldDoInVlansWhatIsDoneOnPorts(final List<SubInterface> vlans) {
        final DirectorRig plain = rigs.open(VlanTest::busy);
        final DirectorRig armed = rigs.open(settings -> busy(settings).oneArmed(vlans.getFirst(), vlans.getLast()));
        final SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < RANDOM_PACKETS; i++) {
            final PacketBuilder[] clients = new PacketBuilder[random.nextInt(4)];
            final PacketBuilder[] servers = new PacketBuilder[random.nextInt(4)];
            final long seed = random.nextLong();
            for (final DirectorRig rig : List.of(plain, armed)) {
                final SplittableRandom same = new SplittableRandom(seed);
                Arrays.setAll(clients, j -> random(same, CLIENT, same.nextBoolean() ? VIP : SERVER));
                Arrays.setAll(servers, j -> random(same, SERVER, same.nextBoolean() ? CLIENT : "10.9.0.254"));
                rig.fromClient(clients);
                rig.fromReal(servers);
            }
            assertThat(sent(armed)).as("after %d", i).isEqualTo(sent(plain));
        }
        for (final DropReason reason : DropReason.values()) {
            assertThat(armed.drops(reason)).as(reason.label()).isEqualTo(plain.drops(reason));
        }
        assertThat(armed.count(WorkerCounter.FAST_PATH)).isEqualTo(plain.count(WorkerCounter.FAST_PATH)).isPositive();
        assertThat(armed.trunk().takeSent()).isEmpty();
    }

    @Test
    void shouldTranslateBothEndsBetweenVlans() {
        final DirectorRig rig = rigs.open(settings -> dual(settings).oneArmed(DEEP, SERVERS)
            .services(fullNat(tcp(VIP + ":80", "rr", SERVER + ":8080"), "10.9.0.200")));
        rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(4_000, 80, SYN));
        final Frame syn = rig.toRealServer();
        assertThat(syn.source()).isEqualTo("10.9.0.200");
        rig.fromReal(packet().ipv4(SERVER, "10.9.0.200").tcp(8_080, syn.sourcePort(), SYN | ACK));
        assertThat(rig.toClient().source()).isEqualTo(VIP);
    }

    private static RigSettings dual(final RigSettings settings) {
        return settings.services(tcp(VIP + ":80", "rr", SERVER + ":8080"))
            .client(dualPort("client", "10.0.0.1", null, 1_500, "10.0.0.254/24", "fd00::254/64"))
            .real(dualPort("real", null, null, 1_500, "10.9.0.254/16", "fd09::254/64"));
    }

    private static RigSettings busy(final RigSettings settings) {
        return settings.real(port("real", "10.9.0.254/16", null, 1_400)).services(
            tcp(VIP + ":80", "rr", SERVER + ":8080"), udp(VIP + ":53", "rr", SERVER + ":53"));
    }

    private static PacketBuilder random(final SplittableRandom random, final String from, final String to) {
        final PacketBuilder packet = packet().ipv4(from, to);
        final boolean server = from.equals(SERVER);
        final int client = 4_000 + random.nextInt(4);
        final PacketBuilder transport = switch (random.nextInt(6)) {
            case 0 -> server ? packet.tcp(8_080, client, SYN | ACK) : packet.tcp(client, 80, SYN);
            case 1, 2 -> server ? packet.tcp(8_080, client, ACK) : packet.tcp(client, 80, ACK | PSH);
            case 3 -> packet.icmp(8, 1, client);
            default -> server ? packet.udp(53, client) : packet.udp(client, 53);
        };
        return switch (random.nextInt(12)) {
            case 0 -> transport.payload(1_400 + random.nextInt(60));
            case 1 -> transport.ttl(1);
            case 2 -> transport.payload(64).fragment(0x2000);
            case 3 -> transport.options(1, 1, 1, 0);
            case 4 -> transport.trailer(20);
            case 5 -> transport.set(24, 0x5A);
            default -> transport.payload(random.nextInt(100));
        };
    }

    /** Without MAC addresses, which a port has of its own and a VLAN of its parent. */
    private static List<String> sent(final DirectorRig rig) {
        final List<String> sent = new ArrayList<>();
        rig.toClients().forEach(frame -> sent.add("to clients " + Arrays.toString(frame.packet())));
        rig.toReal().forEach(frame -> sent.add("to real servers " + Arrays.toString(frame.packet())));
        return sent;
    }

    private DirectorRig established(final SubInterface clients, final SubInterface servers) {
        final DirectorRig rig = rigs.open(settings -> settings.oneArmed(clients, servers)
            .services(tcp(VIP + ":80", "rr", SERVER + ":8080")));
        rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(4_000, 80, SYN));
        rig.fromReal(packet().ipv4(SERVER, CLIENT).tcp(8_080, 4_000, SYN | ACK));
        rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(4_000, 80, ACK), packet().ipv4(CLIENT, VIP).tcp(4_000, 80, ACK));
        rig.fromReal(fromServer(), fromServer());
        assertThat(rig.toReal()).hasSize(3);
        assertThat(rig.toClients()).hasSize(3);
        return rig;
    }

    private static PacketBuilder toService() {
        return packet().to(DirectorRig.CLIENT_MAC).ipv4(CLIENT, VIP).tcp(4_000, 80, ACK);
    }

    private static PacketBuilder fromServer() {
        return packet().to(DirectorRig.CLIENT_MAC).ipv4(SERVER, CLIENT).tcp(8_080, 4_000, ACK);
    }

    private static byte[] framed(final long to, final byte[] ip) {
        return concat(packet().to(to).from(DirectorRig.CLIENT_MAC).ipv4(CLIENT, VIP).bytes(), 14, ip);
    }

    private static byte[] concat(final byte[] head, final int length, final byte[] tail) {
        return concat(Arrays.copyOf(head, length), tail);
    }

    private static byte[] concat(final byte[]... parts) {
        byte[] all = {};
        for (final byte[] part : parts) {
            final byte[] longer = Arrays.copyOf(all, all.length + part.length);
            System.arraycopy(part, 0, longer, all.length, part.length);
            all = longer;
        }
        return all;
    }
}
