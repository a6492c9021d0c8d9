/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

import static director.dataplane.testkit.Ipv6Frames.ETHERNET;
import static director.dataplane.testkit.Ipv6Frames.TRANSPORT;
import static director.dataplane.testkit.Ipv6Frames.hop;
import static director.dataplane.testkit.Ipv6Frames.set;
import static director.dataplane.testkit.Ipv6Frames.tcp;
import static director.dataplane.testkit.Ipv6Frames.toRealPort;
import static director.dataplane.testkit.Ipv6Frames.udp;
import static director.dataplane.testkit.Ipv6Frames.withDestination;
import static director.dataplane.testkit.Ipv6Frames.withSource;
import static director.dataplane.testkit.PacketBuilder.ACK;
import static director.dataplane.testkit.PacketBuilder.PSH;
import static director.dataplane.testkit.PacketBuilder.SYN;
import static director.dataplane.testkit.PacketBuilder.packet;
import static org.assertj.core.api.Assertions.assertThat;

import director.dataplane.address.AddressRange;
import director.dataplane.address.IpAddress;
import director.dataplane.address.IpPrefix;
import director.dataplane.conductor.Change;
import director.dataplane.configuration.Protocol;
import director.dataplane.configuration.ServiceSettings;
import director.dataplane.configuration.SnatSettings;
import director.dataplane.status.DropReason;
import director.dataplane.status.WorkerCounter;
import director.dataplane.testkit.Bytes;
import director.dataplane.testkit.DirectorRig;
import director.dataplane.testkit.Frame;
import director.dataplane.testkit.NaiveNat;
import director.dataplane.testkit.PacketBuilder;
import director.dataplane.testkit.Rigs;
import director.dataplane.testkit.Settings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which packets of SNAT of IPv6 the fast path takes, and that they leave as they should, to the byte. */
class FastSnatIpv6Test {
    private static final String HOST = "2001:db8:9::77";
    private static final String REMOTE = "2001:db8::7";
    private static final String ADDRESS = "2001:db8::200";
    private static final String SERVICE = "2001:db8::100";
    private static final String HOST_IPV4 = "10.9.0.77";
    private static final String REMOTE_IPV4 = "10.0.0.7";
    private static final String ADDRESS_IPV4 = "10.0.0.200";
    private static final int CONNECTIONS = 8;

    @RegisterExtension
    final Rigs rigs = new Rigs();

    /** TCP and UDP in turn, in bursts in which a connection of a rule of IPv4 and one of a service take part. */
    @Test
    void shouldTakeTheFastPathInBothDirectionsAndRewriteTheSame() {
        final DirectorRig rig = rig();
        final int[] locals = open(rig);
        final int other = openIpv4(rig);
        openService(rig);
        final SplittableRandom random = new SplittableRandom(7);
        final long before = fast(rig);
        int sent = 0;
        for (int round = 0; round < 300; round++) {
            final List<String> toReal = new ArrayList<>();
            final List<String> toClients = new ArrayList<>();
            for (int i = random.nextInt(1, 32); i > 0; i--) {
                final int which = random.nextInt(CONNECTIONS + 2);
                if (random.nextBoolean()) {
                    toReal.add(inward(rig, which, which < CONNECTIONS ? locals[which] : other, random));
                } else {
                    toClients.add(outward(rig, which, which < CONNECTIONS ? locals[which] : other, random));
                }
                sent++;
            }
            rig.settle();
            assertThat(rig.toReal()).extracting(FastSnatIpv6Test::behind).containsExactlyElementsOf(toReal);
            assertThat(rig.toClients()).extracting(FastSnatIpv6Test::behind).containsExactlyElementsOf(toClients);
        }
        assertThat(fast(rig) - before).isEqualTo(sent);
    }

    /** Has a packet arrive from the other end, and answers what the host has to get. */
    private static String inward(
        final DirectorRig rig, final int which, final int local, final SplittableRandom random) {
        if (which == CONNECTIONS) {
            final PacketBuilder packet = packet().ipv4(REMOTE_IPV4, ADDRESS_IPV4).udp(53, local).payload(20);
            rig.client().arrive(packet.to(DirectorRig.CLIENT_MAC).bytes());
            return hex(NaiveNat.inbound(packet.bytes(), HOST_IPV4, 4_000));
        }
        final byte[] frame = shaped(which > CONNECTIONS ? tcp(REMOTE, 4_000, SERVICE, 80, ACK | PSH, 9)
            : answer(which, local, random.nextInt(1_200)), random);
        rig.client().arrive(frame.clone());
        return behind(withDestination(hop(frame), HOST, which > CONNECTIONS ? 8_080 : 4_000 + which));
    }

    /** Has a packet arrive from the host, and answers what the other end has to get. */
    private static String outward(
        final DirectorRig rig, final int which, final int local, final SplittableRandom random) {
        if (which == CONNECTIONS) {
            final PacketBuilder packet = packet().ipv4(HOST_IPV4, REMOTE_IPV4).udp(4_000, 53).payload(20);
            rig.real().arrive(packet.to(DirectorRig.REAL_MAC).bytes());
            return hex(NaiveNat.outbound(packet.bytes(), ADDRESS_IPV4, local));
        }
        final byte[] frame = toRealPort(shaped(which > CONNECTIONS ? tcp(HOST, 8_080, REMOTE, 4_000, ACK | PSH, 9)
            : request(which, random.nextInt(1_200)), random));
        rig.real().arrive(frame.clone());
        return behind(which > CONNECTIONS ? withSource(hop(frame), SERVICE, 80)
            : withSource(hop(frame), ADDRESS, local));
    }

    /** A second director, whose connection is not steady yet, says what should become of each. */
    @ParameterizedTest
    @MethodSource("director.dataplane.worker.FastIpv6Test#special")
    void shouldLeaveEverythingElseToTheGeneralPath(final UnaryOperator<byte[]> shape) {
        final DirectorRig fast = rig();
        final DirectorRig general = rig();
        general.stayOnTheGeneralPath();
        final int local = established(fast);
        assertThat(handshake(general)).isEqualTo(local);
        for (final DirectorRig rig : List.of(fast, general)) {
            rig.framesFromReal(shape.apply(toRealPort(request(0, 7))));
            rig.framesFromClient(shape.apply(answer(0, local, 7)));
            assertThat(fast(rig)).isZero();
        }
        assertSame(fast, general);
    }

    /** Longer than the port at the other side takes, or just not. */
    @ParameterizedTest
    @ValueSource(ints = {1_340, 1_341, 1_440})
    void shouldAnswerWhatIsTooLongAsTheGeneralPathDoes(final int data) {
        final DirectorRig fast = rig();
        final DirectorRig general = rig();
        general.stayOnTheGeneralPath();
        final int local = established(fast);
        handshake(general);
        for (final DirectorRig rig : List.of(fast, general)) {
            rig.framesFromReal(toRealPort(request(0, data)));
            rig.framesFromClient(answer(0, local, data));
        }
        assertThat(fast(fast)).isEqualTo(data > 1_340 ? 0 : 2);
        assertSame(fast, general);
    }

    @Test
    void shouldCountWhatTheFastPathCarries() {
        final DirectorRig rig = rig();
        final int[] locals = open(rig);
        final int number = rig.conductor().snat().rules().stream().filter(rule -> rule.settings().ipv6())
            .findFirst().orElseThrow().number();
        final long in = rig.destinations().packetsIn(number);
        final long bytes = rig.destinations().bytesOut(number);
        rig.framesFromReal(toRealPort(request(0, 5)), toRealPort(request(1, 5)));
        rig.framesFromClient(answer(1, locals[1], 60));
        assertThat(rig.destinations().packetsIn(number) - in).isEqualTo(2);
        assertThat(rig.destinations().bytesOut(number) - bytes).isEqualTo(48 + 60);
        rig.toClients();
        rig.toReal();
    }

    @Test
    void shouldGoOnWithoutTheRule() {
        final DirectorRig rig = rig();
        final int[] locals = open(rig);
        rig.carryOut(rig.proxy().apply(List.of(new Change.SetSnat(List.of()))));
        for (int i = 0; i < 3; i++) {
            rig.framesFromReal(toRealPort(request(0, 5)), toRealPort(request(1, 5)));
            rig.framesFromClient(answer(0, locals[0], 5), answer(1, locals[1], 5));
            assertThat(rig.toClients()).extracting(FastSnatIpv6Test::sourcePort)
                .containsExactly(locals[0], locals[1]);
            assertThat(rig.toReal()).hasSize(2);
        }
    }

    private DirectorRig rig() {
        final DirectorRig rig = rigs.ipv6(1_400, REMOTE, HOST, new ServiceSettings(Protocol.TCP,
            IpAddress.parse(SERVICE), 80, "rr", 0, List.of(Settings.realServer(HOST, 8_080))));
        rig.carryOut(rig.proxy().apply(List.of(new Change.SetSnat(List.of(
            rule("old", "10.9.0.0/16", ADDRESS_IPV4), rule("new", "2001:db8:9::/64", ADDRESS))))));
        return rig;
    }

    private static SnatSettings rule(final String name, final String sources, final String address) {
        return new SnatSettings(
            name, List.of(IpPrefix.parse(sources)), "client", List.of(AddressRange.parse(address)));
    }

    /** Connections, of TCP and UDP in turn, that the fast path has. Answers their local ports. */
    private static int[] open(final DirectorRig rig) {
        final int[] locals = new int[CONNECTIONS];
        for (int i = 0; i < CONNECTIONS; i++) {
            rig.framesFromReal(toRealPort(i % 2 == 0 ? tcp(HOST, 4_000 + i, REMOTE, 443, SYN, 0) : request(i, 0)));
            locals[i] = sourcePort(rig.toClient());
            rig.framesFromClient(i % 2 == 0 ? tcp(REMOTE, 443, ADDRESS, locals[i], SYN | ACK, 0)
                : answer(i, locals[i], 0));
            for (int again = 0; again < 3; again++) {
                rig.framesFromReal(toRealPort(request(i, 1)));
                rig.framesFromClient(answer(i, locals[i], 1));
            }
            rig.toClients();
            rig.toReal();
        }
        return locals;
    }

    private static int openIpv4(final DirectorRig rig) {
        int local = 0;
        for (int i = 0; i < 3; i++) {
            rig.fromReal(packet().ipv4(HOST_IPV4, REMOTE_IPV4).udp(4_000, 53));
            local = rig.toClient().sourcePort();
            rig.fromClient(packet().ipv4(REMOTE_IPV4, ADDRESS_IPV4).udp(53, local));
        }
        rig.toReal();
        return local;
    }

    private static void openService(final DirectorRig rig) {
        rig.framesFromClient(tcp(REMOTE, 4_000, SERVICE, 80, SYN, 0));
        rig.framesFromReal(toRealPort(tcp(HOST, 8_080, REMOTE, 4_000, SYN | ACK, 0)));
        for (int i = 0; i < 3; i++) {
            rig.framesFromClient(tcp(REMOTE, 4_000, SERVICE, 80, ACK, 0));
            rig.framesFromReal(toRealPort(tcp(HOST, 8_080, REMOTE, 4_000, ACK, 0)));
        }
        rig.toClients();
        rig.toReal();
    }

    /** A connection of TCP whose next packets take the fast path, in both directions. Answers its local port. */
    private static int established(final DirectorRig rig) {
        final int local = handshake(rig);
        rig.framesFromClient(answer(0, local, 7));
        return settled(rig, local);
    }

    private static int handshake(final DirectorRig rig) {
        rig.framesFromReal(toRealPort(tcp(HOST, 4_000, REMOTE, 443, SYN, 0)));
        final int local = sourcePort(rig.toClient());
        rig.framesFromClient(tcp(REMOTE, 443, ADDRESS, local, SYN | ACK, 0));
        rig.framesFromReal(toRealPort(tcp(HOST, 4_000, REMOTE, 443, ACK, 0)));
        return settled(rig, local);
    }

    private static int settled(final DirectorRig rig, final int local) {
        rig.toReal();
        rig.toClients();
        assertThat(fast(rig)).isZero();
        return local;
    }

    private static byte[] request(final int which, final int data) {
        return which % 2 == 0 ? tcp(HOST, 4_000 + which, REMOTE, 443, ACK | PSH, data)
            : udp(HOST, 4_000 + which, REMOTE, 53, data);
    }

    private static byte[] answer(final int which, final int local, final int data) {
        return which % 2 == 0 ? tcp(REMOTE, 443, ADDRESS, local, ACK | PSH, data)
            : udp(REMOTE, 53, ADDRESS, local, data);
    }

    /** Hops and traffic class, and of TCP a wrong checksum now and then. */
    private static byte[] shaped(final byte[] frame, final SplittableRandom random) {
        set(frame, ETHERNET + 7, random.nextInt(2, 256));
        set(frame, ETHERNET, 0x60 | random.nextInt(16));
        return frame[ETHERNET + 6] == 6 && random.nextInt(4) == 0
            ? set(frame, TRANSPORT + 16, frame[TRANSPORT + 16] ^ 0x55) : frame;
    }

    private static long fast(final DirectorRig rig) {
        return rig.count(WorkerCounter.FAST_PATH);
    }

    private static int sourcePort(final Frame frame) {
        return Bytes.uint16(frame.bytes(), TRANSPORT);
    }

    private static void assertSame(final DirectorRig fast, final DirectorRig general) {
        assertThat(frames(fast.toReal())).isEqualTo(frames(general.toReal()));
        assertThat(frames(fast.toClients())).isEqualTo(frames(general.toClients()));
        for (final DropReason reason : DropReason.values()) {
            assertThat(fast.drops(reason)).as(reason.name()).isEqualTo(general.drops(reason));
        }
    }

    private static List<String> frames(final List<Frame> frames) {
        return frames.stream().map(frame -> hex(frame.bytes())).toList();
    }

    private static String behind(final Frame frame) {
        return behind(frame.bytes());
    }

    private static String behind(final byte[] frame) {
        return hex(Arrays.copyOfRange(frame, ETHERNET, frame.length));
    }

    private static String hex(final byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
