/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

import static director.dataplane.testkit.Ipv6Frames.ETHERNET;
import static director.dataplane.testkit.Ipv6Frames.TRANSPORT;
import static director.dataplane.testkit.Ipv6Frames.set;
import static director.dataplane.testkit.Ipv6Frames.toRealPort;
import static director.dataplane.testkit.PacketBuilder.ACK;
import static director.dataplane.testkit.PacketBuilder.FIN;
import static director.dataplane.testkit.PacketBuilder.PSH;
import static director.dataplane.testkit.PacketBuilder.RST;
import static director.dataplane.testkit.PacketBuilder.SYN;
import static org.assertj.core.api.Assertions.assertThat;

import director.dataplane.address.IpAddress;
import director.dataplane.configuration.ForwardingMethod;
import director.dataplane.configuration.Protocol;
import director.dataplane.configuration.ServiceSettings;
import director.dataplane.status.DropReason;
import director.dataplane.status.WorkerCounter;
import director.dataplane.testkit.Bytes;
import director.dataplane.testkit.DirectorRig;
import director.dataplane.testkit.Frame;
import director.dataplane.testkit.IpPackets;
import director.dataplane.testkit.Ipv6Frames;
import director.dataplane.testkit.Outcome;
import director.dataplane.testkit.Rigs;
import director.dataplane.testkit.Settings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Connections of IPv6 by every method in one burst: whichever path their packets take, the same leaves, and the same is
 * known afterwards. One of two directors forgets the ways to real servers before each packet, so that the general path
 * has to take it.
 */
class TwoPathsTest {
    private static final String SERVICE = "2001:db8::100";
    private static final List<String> SERVERS = List.of("2001:db8:9::71", "2001:db8:9::72");
    private static final List<String> CLIENTS = List.of("2001:db8::7", "2001:db8::8", "2001:db8::9");
    private static final String LOCAL = "2001:db8:9::200";
    private static final int[] FLAGS = {SYN, ACK, ACK, ACK, ACK | PSH, ACK | PSH, ACK | PSH, ACK | PSH, FIN | ACK, RST};
    private static final int CLIENT_PORTS = 12;
    private static final int FIRST_PORT = 80;
    private static final int SERVICES = 6;
    /** The first of the services that is one of UDP. */
    private static final int UDP_FROM = 4;
    private static final int MTU = 1_280;
    private static final int ROUNDS = 200;

    @RegisterExtension
    final Rigs rigs = new Rigs();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void shouldDoTheSame(final long seed) {
        final SplittableRandom random = new SplittableRandom(seed);
        final DirectorRig fast = rig();
        final DirectorRig general = rig();
        final List<byte[]> answerable = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            introduce(fast);
            introduce(general);
            final boolean clients = answerable.isEmpty() || random.nextBoolean();
            final List<byte[]> burst = Stream.generate(() -> shaped(clients ? request(random)
                : reply(answerable.get(random.nextInt(answerable.size())), random), random))
                .limit(random.nextInt(1, 40)).toList();
            burst.forEach(frame -> arrive(fast, frame, clients));
            fast.settle();
            for (final byte[] frame : burst) {
                general.forgetWays();
                arrive(general, frame, clients);
                general.settle();
            }
            final List<Frame> toReal = fast.toReal();
            assertThat(frames(toReal)).isEqualTo(frames(general.toReal()));
            assertThat(frames(fast.toClients())).isEqualTo(frames(general.toClients()));
            toReal.stream().map(Frame::bytes).filter(TwoPathsTest::isAnswerable).forEach(answerable::add);
            final int milliseconds = random.nextInt(1, 3_000);
            fast.pass(milliseconds, 500);
            general.pass(milliseconds, 500);
            if (round % 10 == 0) {
                assertThat(Outcome.connections(fast)).isEqualTo(Outcome.connections(general));
            }
        }
        assertThat(Outcome.connections(fast)).isEqualTo(Outcome.connections(general)).isNotEmpty();
        assertCounters(fast, general);
        assertThat(general.count(WorkerCounter.FAST_PATH)).isZero();
        assertThat(fast.count(WorkerCounter.FAST_PATH)).isGreaterThan(ROUNDS * 5);
    }

    private static void assertCounters(final DirectorRig fast, final DirectorRig general) {
        for (final WorkerCounter counter : WorkerCounter.values()) {
            if (counter != WorkerCounter.FAST_PATH && counter != WorkerCounter.FAST_OPENINGS) {
                assertThat(fast.count(counter)).as("%s", counter).isEqualTo(general.count(counter));
            }
        }
        for (final DropReason reason : DropReason.values()) {
            assertThat(fast.drops(reason)).as("%s", reason).isEqualTo(general.drops(reason));
        }
        for (int number = 0; number < 2 * SERVICES; number++) {
            assertThat(fast.destinations().totals(number)).isEqualTo(general.destinations().totals(number));
            assertThat(fast.destinations().active(number)).isEqualTo(general.destinations().active(number));
            assertThat(fast.destinations().inactive(number)).isEqualTo(general.destinations().inactive(number));
        }
    }

    private static byte[] request(final SplittableRandom random) {
        return packet(random, CLIENTS.get(random.nextInt(CLIENTS.size())), 4_000 + random.nextInt(CLIENT_PORTS),
            SERVICE, FIRST_PORT + random.nextInt(SERVICES), false);
    }

    /** To a packet that a real server got. */
    private static byte[] reply(final byte[] frame, final SplittableRandom random) {
        final byte[] packet = Arrays.copyOfRange(frame, ETHERNET, frame.length);
        return toRealPort(packet(random, IpPackets.destination(packet), Bytes.uint16(frame, TRANSPORT + 2),
            IpPackets.source(packet), Bytes.uint16(frame, TRANSPORT), true));
    }

    private static byte[] packet(final SplittableRandom random, final String from, final int sourcePort,
        final String to, final int port, final boolean reply) {
        final int data = random.nextInt(random.nextInt(10) == 0 ? MTU : 100);
        if ((reply ? sourcePort : port) % 10 >= UDP_FROM) {
            return Ipv6Frames.udp(from, sourcePort, to, port, data);
        }
        final int flags = FLAGS[random.nextInt(FLAGS.length)];
        return Ipv6Frames.tcp(from, sourcePort, to, port, reply && flags == SYN ? SYN | ACK : flags, data);
    }

    /** Hops, traffic class, flow label and a wrong checksum now and then. */
    private static byte[] shaped(final byte[] frame, final SplittableRandom random) {
        set(frame, ETHERNET + 7, random.nextInt(20) == 0 ? random.nextInt(3) : random.nextInt(2, 256));
        set(frame, ETHERNET, 0x60 | random.nextInt(16));
        set(frame, ETHERNET + 1, random.nextInt(256));
        return random.nextInt(5) == 0 ? set(frame, TRANSPORT + (frame[ETHERNET + 6] == Ipv6Frames.TCP ? 16 : 6),
            random.nextInt(256)) : frame;
    }

    /** Direct routing has no replies that come through the director. */
    private static boolean isAnswerable(final byte[] frame) {
        return frame[ETHERNET + 6] != IpPackets.ICMPV6
            && !IpPackets.destination(Arrays.copyOfRange(frame, ETHERNET, frame.length)).equals(SERVICE);
    }

    private DirectorRig rig() {
        final ServiceSettings direct = service(Protocol.TCP, 2);
        final ServiceSettings mixed = service(Protocol.TCP, 3);
        return rigs.open(settings -> settings
            .client(Settings.dualPort("client", "10.0.0.1", null, MTU, "10.0.0.254/24", "2001:db8::fe/64"))
            .real(Settings.dualPort("real", null, null, MTU, "10.9.0.254/16", "2001:db8:9::fe/64"))
            .services(
                Settings.fullNat(service(Protocol.TCP, 0), LOCAL),
                service(Protocol.TCP, 1),
                direct.withRealServers(direct.realServers().stream()
                    .map(server -> server.withForwarding(ForwardingMethod.DIRECT_ROUTING)).toList()),
                Settings.fullNat(mixed, LOCAL).withRealServers(List.of(
                    mixed.realServers().getFirst().withForwarding(ForwardingMethod.FULL_NAT),
                    mixed.realServers().getLast())),
                Settings.fullNat(service(Protocol.UDP, UDP_FROM), LOCAL),
                service(Protocol.UDP, UDP_FROM + 1)));
    }

    private static ServiceSettings service(final Protocol protocol, final int number) {
        return new ServiceSettings(protocol, IpAddress.parse(SERVICE), FIRST_PORT + number, "rr", 0,
            SERVERS.stream().map(server -> Settings.realServer(server, 8_000 + FIRST_PORT + number)).toList());
    }

    private static void introduce(final DirectorRig rig) {
        CLIENTS.forEach(client -> rig.client().arrive(IpPackets.solicitation(
            Bytes.macOf("10.0.0." + client.charAt(client.length() - 1)), client, DirectorRig.CLIENT_MAC,
            "2001:db8::fe")));
        SERVERS.forEach(server -> rig.real().arrive(IpPackets.solicitation(
            Bytes.macOf("10.9.0." + server.charAt(server.length() - 1)), server, DirectorRig.REAL_MAC,
            "2001:db8:9::fe")));
        rig.settle();
        rig.toClients();
        rig.toReal();
    }

    private static void arrive(final DirectorRig rig, final byte[] frame, final boolean clients) {
        (clients ? rig.client() : rig.real()).arrive(frame.clone());
    }

    private static List<String> frames(final List<Frame> frames) {
        return frames.stream().map(frame -> HexFormat.of().formatHex(frame.bytes())).toList();
    }
}
