/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

import static director.dataplane.testkit.BothVersions.CLIENT_4;
import static director.dataplane.testkit.BothVersions.CLIENT_6;
import static director.dataplane.testkit.BothVersions.SERVER_4;
import static director.dataplane.testkit.BothVersions.SERVER_6;
import static director.dataplane.testkit.Ipv6Frames.ETHERNET;
import static director.dataplane.testkit.Ipv6Frames.TRANSPORT;
import static director.dataplane.testkit.Ipv6Frames.set;
import static director.dataplane.testkit.PacketBuilder.ACK;
import static director.dataplane.testkit.PacketBuilder.FIN;
import static director.dataplane.testkit.PacketBuilder.SYN;
import static director.dataplane.testkit.PacketBuilder.packet;
import static director.dataplane.testkit.Rigs.VIP;
import static org.assertj.core.api.Assertions.assertThat;

import director.dataplane.address.IpAddress;
import director.dataplane.address.IpPrefix;
import director.dataplane.configuration.AccessControl;
import director.dataplane.configuration.AccessList;
import director.dataplane.configuration.AccessSettings;
import director.dataplane.configuration.ClientAddress;
import director.dataplane.configuration.ForwardingMethod;
import director.dataplane.configuration.LimitSettings;
import director.dataplane.configuration.LocalPortSettings;
import director.dataplane.configuration.MarkRule;
import director.dataplane.configuration.MssClamp;
import director.dataplane.configuration.PacketSettings;
import director.dataplane.configuration.Persistence;
import director.dataplane.configuration.Protocol;
import director.dataplane.configuration.RealServerSettings;
import director.dataplane.configuration.ServicePolicy;
import director.dataplane.configuration.ServiceSettings;
import director.dataplane.configuration.Sysctl;
import director.dataplane.configuration.TunnelSettings;
import director.dataplane.status.DropReason;
import director.dataplane.status.WorkerCounter;
import director.dataplane.testkit.BothVersions;
import director.dataplane.testkit.Bytes;
import director.dataplane.testkit.DirectorRig;
import director.dataplane.testkit.Frame;
import director.dataplane.testkit.IpPackets;
import director.dataplane.testkit.Ipv6Frames;
import director.dataplane.testkit.LikeFrames;
import director.dataplane.testkit.Outcome;
import director.dataplane.testkit.Rigs;
import director.dataplane.testkit.Settings;
import director.dataplane.testkit.TcpSegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Connections of IPv6, between versions of IP, and of services of firewall marks that are opened on the fast path are
 * those that the general one would have opened.
 */
class OpeningsOfBothVersionsTest {
    private static final String LOCAL_4 = "10.9.0.200";
    private static final String LOCAL_6 = "2001:db8:9::200";
    private static final List<String> VIRTUAL = List.of("10.0.0.100", "2001:db8::100");
    private static final int NAT = 80;
    private static final int DIRECT = 81;
    private static final int FULL_NAT = 82;
    private static final int BRIDGED = 83;
    private static final int LIMITED = 84;
    private static final int UDP = 53;
    private static final int UDP_FULL_NAT = 54;
    private static final int UDP_BRIDGED = 55;
    private static final int PERSISTENT = 90;
    private static final int TOLD = 91;
    private static final int PROXIED = 92;
    private static final int TUNNELLED = 93;
    private static final int OTHER_TUNNEL = 94;
    private static final int UDP_TOLD = 56;
    private static final int[] PORTS = {NAT, DIRECT, FULL_NAT, BRIDGED, LIMITED, UDP, UDP_FULL_NAT, UDP_BRIDGED,
        UDP_TOLD, PERSISTENT, TOLD, PROXIED, TUNNELLED, OTHER_TUNNEL};
    /** Last parts of addresses that have marks, by mark, besides those of the services with an address. */
    private static final List<Integer> MARKED = List.of(102, 103, 104, 105);
    /** One in so many packets is dropped, so none here; but each has to be counted. */
    private static final int NEVER = Integer.MAX_VALUE;
    private static final int ROUNDS = 300;
    private static final int LOCAL_PORT = 5_000;
    private static final int REAL_SERVERS = 36;

    @RegisterExtension
    final Rigs rigs = new Rigs();

    static Stream<Named<UnaryOperator<byte[]>>> special() {
        return Stream.of(
            Named.of("one hop left", frame -> set(frame, ETHERNET + 7, 1)),
            Named.of("an extension header", frame -> set(frame, ETHERNET + 6, 0)),
            Named.of("another station", frame -> set(frame, 5, 0x77)),
            Named.of("an ACK besides", frame -> set(frame, TRANSPORT + 13, SYN | ACK)),
            Named.of("a FIN besides", frame -> set(frame, TRANSPORT + 13, SYN | FIN)),
            Named.of("a short TCP header", frame -> set(frame, TRANSPORT + 12, 0x40)),
            Named.of("no service's port", frame -> set(frame, TRANSPORT + 3, 0x77)),
            Named.of("a version that is none", frame -> set(frame, ETHERNET, 0x50)),
            Named.of("a byte too much", frame -> Arrays.copyOf(frame, frame.length + 1)),
            Named.of("a source that stands for one of IPv4", frame -> mapped(frame, ETHERNET + 8, CLIENT_4)),
            Named.of("a destination that stands for one of IPv4",
                frame -> mapped(frame, ETHERNET + 24, VIRTUAL.getFirst())));
    }

    private static byte[] mapped(final byte[] frame, final int at, final String address) {
        Arrays.fill(frame, at, at + 10, (byte) 0);
        Arrays.fill(frame, at + 10, at + 12, (byte) 0xFF);
        final String[] bytes = address.split("\\.", -1);
        for (int i = 0; i < bytes.length; i++) {
            frame[at + 12 + i] = (byte) Integer.parseInt(bytes[i]);
        }
        return Ipv6Frames.sum(frame);
    }

    @ParameterizedTest
    @MethodSource("special")
    void shouldLeaveOtherPacketsToTheGeneralPath(final UnaryOperator<byte[]> shape) {
        final DirectorRig rig = rig(false, MssClamp.OFF);
        BothVersions.introduce(rig);
        rig.client().arrive(shape.apply(syn(VIRTUAL.getLast(), NAT, 4_000, 30)));
        rig.settle();
        assertThat(opened(rig)).isZero();
        rig.toReal();
        rig.toClients();
    }

    /** RFC 7915 has packets become longer by 20 bytes, whichever way they take. */
    @Test
    void shouldLowerTheSegmentSizeOfEverySynThatGoesFromIpv4ToIpv6() {
        final DirectorRig rig = rigs.open(settings -> settings
            .client(Settings.dualPort("client", "10.0.0.1", null, 1_500, "10.0.0.254/24", "2001:db8::fe/64"))
            .real(Settings.dualPort("real", null, null, 1_500, "10.9.0.254/16", "2001:db8:9::fe/64"))
            .services(Settings.fullNat(new ServiceSettings(Protocol.TCP, IpAddress.parse(VIP), 80, "rr", 0,
                List.of(Settings.realServer("2001:db8:9::77", 8_080))), "2001:db8:9::200")));
        rig.real().arrive(IpPackets.solicitation(
            Bytes.macOf("10.9.1.2"), "2001:db8:9::77", DirectorRig.REAL_MAC, "2001:db8:9::fe"));
        rig.settle();
        rig.toReal();
        for (int i = 0; i < 6; i++) {
            rig.client().arrive(TcpSegment.of("10.0.0.7", 4_000 + i, VIP, 80, 99, 0, SYN, "")
                .withOptions(2, 4, 1_460 >> 8, 1_460 & 0xFF).frame(DirectorRig.CLIENT_MAC));
            rig.settle();
            assertThat(TcpSegment.read(rig.toRealServer()).option(2)).as("connection %d", i)
                .containsExactly(1_440 >> 8, (byte) 1_440);
        }
    }

    @Test
    void shouldTellTheClientWhatIsTooLong() {
        final DirectorRig rig = rig(false, MssClamp.OFF);
        BothVersions.introduce(rig);
        rig.client().arrive(syn(VIRTUAL.getLast(), NAT, 4_000, BothVersions.MTU - 59));
        rig.settle();
        assertThat(opened(rig)).isEqualTo(1);
        assertThat(rig.toReal()).isEmpty();
        assertThat(rig.toClients()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"80, false", "81, false", "82, false", "83, false", "84, false", "91, false", "92, false", "93, false",
        "94, false", "53, true", "54, true", "55, true", "56, true"})
    void shouldTakeEveryMethodOfIpv6(final int port, final boolean udp) {
        for (final boolean marks : new boolean[] {false, true}) {
            final DirectorRig rig = rig(marks, MssClamp.OFF);
            BothVersions.introduce(rig);
            for (int i = 0; i < 4; i++) {
                rig.client().arrive(udp ? Ipv6Frames.udp(CLIENT_6, 4_000 + i, VIRTUAL.getLast(), port, 30)
                    : syn(VIRTUAL.getLast(), port, 4_000 + i, 0));
            }
            rig.settle();
            assertThat(opened(rig)).as("with marks: %s", marks).isEqualTo(4);
            assertThat(rig.toReal()).hasSize(4);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {102, 103, 104, 105})
    void shouldTakeServicesOfMarksByEveryMethod(final int last) {
        final DirectorRig rig = rig(true, MssClamp.OFF);
        BothVersions.introduce(rig);
        for (int i = 0; i < 4; i++) {
            rig.client().arrive(syn("2001:db8::" + last, 7_000 + i, 4_000 + i, 0));
            rig.client().arrive(packet().to(DirectorRig.CLIENT_MAC)
                .ipv4(CLIENT_4, "10.0.0." + last).tcp(4_000 + i, 7_000 + i, SYN).bytes());
        }
        rig.settle();
        assertThat(opened(rig)).isEqualTo(8);
        final List<Frame> out = rig.toReal();
        assertThat(out).hasSize(8);
        assertThat(out.stream().map(Frame::bytes).map(BothVersions::port))
            .containsExactlyInAnyOrder(7_000, 7_000, 7_001, 7_001, 7_002, 7_002, 7_003, 7_003);
    }

    @ParameterizedTest
    @CsvSource({"1, false, off", "2, false, off", "3, true, off", "4, true, off", "5, false, path", "6, true, 1300"})
    void shouldDoWhatTheGeneralPathDoes(final long seed, final boolean marks, final String clamp) {
        final SplittableRandom random = new SplittableRandom(seed);
        final BothVersions both = new BothVersions(random);
        final DirectorRig fast = rig(marks, MssClamp.parse(clamp));
        final DirectorRig general = rig(marks, MssClamp.parse(clamp));
        // Both see the same of it; only one of them has a reason to look at each packet.
        general.carryOut(general.proxy().set(Sysctl.AM_DROPRATE, NEVER));
        general.carryOut(general.proxy().set(Sysctl.DROP_PACKET, 3));
        final List<byte[]> answerable = new ArrayList<>();
        pass(fast, general, 1_100);
        for (int round = 0; round < ROUNDS; round++) {
            final boolean clients = answerable.isEmpty() || random.nextInt(4) > 0;
            final List<byte[]> burst = Stream.generate(() -> clients ? request(both, random, marks)
                : reply(both, answerable.get(random.nextInt(answerable.size()))))
                .limit(random.nextInt(1, 60)).toList();
            for (final DirectorRig rig : List.of(fast, general)) {
                BothVersions.introduce(rig);
                burst.forEach(frame -> (clients ? rig.client() : rig.real()).arrive(frame.clone()));
                rig.settle();
            }
            final List<Frame> out = fast.toReal();
            assertThat(LikeFrames.of(out)).isEqualTo(LikeFrames.of(general.toReal()));
            assertThat(LikeFrames.of(fast.toClients())).isEqualTo(LikeFrames.of(general.toClients()));
            out.stream().map(Frame::bytes).filter(BothVersions::isAnswerable).forEach(answerable::add);
            if (round % 10 == 0) {
                assertThat(Outcome.connections(fast)).isEqualTo(Outcome.connections(general));
            }
            pass(fast, general, random.nextInt(1, 3_000));
        }
        assertThat(Outcome.connections(fast)).isEqualTo(Outcome.connections(general)).isNotEmpty();
        assertThat(Outcome.counters(fast, REAL_SERVERS)).isEqualTo(Outcome.counters(general, REAL_SERVERS));
        assertThat(opened(fast)).isGreaterThan(1_000);
        assertThat(opened(general)).isZero();
        assertThat(List.of(DropReason.CLIENT_CONNECTIONS, DropReason.CLIENT_DENIED, DropReason.IPV6_MAPPED_ADDRESS))
            .allMatch(reason -> fast.drops(reason) > 0);
    }

    private static void pass(final DirectorRig fast, final DirectorRig general, final int milliseconds) {
        fast.pass(milliseconds, 500);
        general.pass(milliseconds, 500);
    }

    private static byte[] request(final BothVersions both, final SplittableRandom random, final boolean marks) {
        final boolean ipv6 = random.nextInt(3) > 0;
        final int port = PORTS[random.nextInt(PORTS.length)];
        final boolean marked = marks && random.nextInt(3) == 0;
        final String to = marked
            ? (ipv6 ? "2001:db8::" : "10.0.0.") + MARKED.get(random.nextInt(MARKED.size())) : VIRTUAL.get(ipv6 ? 1 : 0);
        final int from = 4_000 + random.nextInt(400);
        final String allowed = ipv6 ? CLIENT_6 : CLIENT_4;
        final String client = random.nextInt(10) == 0 ? allowed.replace("7", "9") : allowed;
        if (ipv6 && random.nextInt(4) == 0) {
            final byte[] frame = Ipv6Frames.tcp(client, from, to, port, SYN, random.nextInt(50));
            return random.nextInt(20) == 0 ? mapped(frame, ETHERNET + 8, CLIENT_4) : frame;
        }
        return both.request(isUdp(port), client, from, to, port);
    }

    private static byte[] syn(final String to, final int port, final int from, final int data) {
        return Ipv6Frames.tcp(CLIENT_6, from, to, port, SYN, data);
    }

    private static boolean isUdp(final int port) {
        return port >= UDP && port <= UDP_TOLD;
    }

    private static byte[] reply(final BothVersions both, final byte[] frame) {
        return both.reply(isUdp(BothVersions.port(frame)), frame);
    }

    private static long opened(final DirectorRig rig) {
        return rig.count(WorkerCounter.FAST_OPENINGS);
    }

    private DirectorRig rig(final boolean marks, final MssClamp clamp) {
        final List<ServiceSettings> services = new ArrayList<>();
        for (final String virtual : VIRTUAL) {
            final boolean ipv6 = virtual.contains(":");
            final String server = ipv6 ? SERVER_6 : SERVER_4;
            final String other = ipv6 ? SERVER_4 : SERVER_6;
            services.add(service(Protocol.TCP, virtual, NAT, server, ForwardingMethod.NAT));
            services.add(service(Protocol.TCP, virtual, DIRECT, server, ForwardingMethod.DIRECT_ROUTING));
            services.add(local(service(Protocol.TCP, virtual, FULL_NAT, server, ForwardingMethod.FULL_NAT)));
            services.add(local(service(Protocol.TCP, virtual, BRIDGED, other, ForwardingMethod.FULL_NAT)));
            services.add(service(Protocol.TCP, virtual, LIMITED, server, ForwardingMethod.NAT).withPolicy(
                new ServicePolicy(LimitSettings.NONE, new LimitSettings(4, 0, 0),
                    new AccessSettings(List.of(), List.of("bad")))));
            services.add(service(Protocol.UDP, virtual, UDP, server, ForwardingMethod.NAT));
            services.add(local(service(Protocol.UDP, virtual, UDP_FULL_NAT, server, ForwardingMethod.FULL_NAT)));
            services.add(local(service(Protocol.UDP, virtual, UDP_BRIDGED, other, ForwardingMethod.FULL_NAT)));
            services.add(service(Protocol.TCP, virtual, PERSISTENT, server, ForwardingMethod.NAT,
                new Persistence(600, ipv6 ? 128 : 32, null)));
            services.add(local(service(Protocol.TCP, virtual, TOLD, server, ForwardingMethod.FULL_NAT))
                .withClientAddress(new ClientAddress(ClientAddress.Form.TOA)));
            services.add(local(service(Protocol.TCP, virtual, PROXIED, server, ForwardingMethod.FULL_NAT))
                .withClientAddress(new ClientAddress(ClientAddress.Form.PROXY_V2)));
            services.add(local(service(Protocol.UDP, virtual, UDP_TOLD, server, ForwardingMethod.FULL_NAT))
                .withClientAddress(new ClientAddress(ClientAddress.Form.UOA)));
            services.add(through(virtual, TUNNELLED, server, TunnelSettings.IPIP));
            services.add(through(virtual, OTHER_TUNNEL, other,
                new TunnelSettings(TunnelSettings.Type.GUE, 6_080, TunnelSettings.Checksum.FULL)));
        }
        final List<MarkRule> rules = new ArrayList<>();
        if (marks) {
            IntStream.range(0, 2).forEach(version -> {
                MARKED.forEach(mark -> rules.add(mark(mark, version == 1)));
                services.addAll(marked(version == 1));
            });
        }
        final AccessControl control = new AccessControl(List.of(new AccessList("bad",
            List.of(IpPrefix.parse("10.0.0.9"), IpPrefix.parse("2001:db8::9")), null, List.of())),
            AccessSettings.NONE);
        return rigs.open(settings -> BothVersions.ports(settings)
            .localPorts(new LocalPortSettings(LOCAL_PORT, LOCAL_PORT + 9_999, 3_600))
            .packets(PacketSettings.INITIAL.withAccess(control).withMarks(rules).withMssClamp(clamp))
            .services(services.toArray(ServiceSettings[]::new)));
    }

    private static List<ServiceSettings> marked(final boolean ipv6) {
        final String server = ipv6 ? SERVER_6 : SERVER_4;
        return List.of(marked(MARKED.get(0), ipv6, server, ForwardingMethod.NAT),
            marked(MARKED.get(1), ipv6, server, ForwardingMethod.DIRECT_ROUTING),
            local(marked(MARKED.get(2), ipv6, server, ForwardingMethod.FULL_NAT)),
            local(marked(MARKED.get(3), ipv6, ipv6 ? SERVER_4 : SERVER_6, ForwardingMethod.FULL_NAT)));
    }

    private static MarkRule mark(final int mark, final boolean ipv6) {
        final IpPrefix prefix = IpPrefix.parse(ipv6 ? "2001:db8::" + mark + "/128" : "10.0.0." + mark + "/32");
        return new MarkRule(mark, ipv6, null, null, null, prefix, 0, MarkRule.LAST_PORT);
    }

    /** The real server gets each packet at the port that the client chose. */
    private static ServiceSettings marked(
        final int mark, final boolean ipv6, final String server, final ForwardingMethod method) {
        return new ServiceSettings(Protocol.TCP, ipv6 ? IpAddress.ANY6 : IpAddress.ANY, 0, mark, "rr", 0,
            null, false, List.of(new RealServerSettings(IpAddress.parse(server), 0, 1, method)));
    }

    private static ServiceSettings through(
        final String virtual, final int port, final String server, final TunnelSettings kind) {
        return new ServiceSettings(Protocol.TCP, IpAddress.parse(virtual), port, "rr", 0, List.of(
            new RealServerSettings(IpAddress.parse(server), port, 1, ForwardingMethod.TUNNEL, kind, 0, 0)));
    }

    private static ServiceSettings local(final ServiceSettings service) {
        final boolean ipv6 = service.realServers().getFirst().address().ipv6();
        return Settings.fullNat(service, ipv6 ? LOCAL_6 : LOCAL_4);
    }

    private static ServiceSettings service(final Protocol protocol, final String virtual, final int port,
        final String server, final ForwardingMethod method) {
        return service(protocol, virtual, port, server, method, null);
    }

    private static ServiceSettings service(final Protocol protocol, final String virtual, final int port,
        final String server, final ForwardingMethod method, final @Nullable Persistence persistence) {
        return new ServiceSettings(protocol, IpAddress.parse(virtual), port, 0, "rr", 0, persistence, false,
            List.of(new RealServerSettings(IpAddress.parse(server), port, 1, method)));
    }
}
