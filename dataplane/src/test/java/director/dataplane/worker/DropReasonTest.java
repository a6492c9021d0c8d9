/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

import static director.dataplane.testkit.PacketBuilder.ACK;
import static director.dataplane.testkit.PacketBuilder.SYN;
import static director.dataplane.testkit.PacketBuilder.packet;
import static director.dataplane.testkit.Rigs.VIP;
import static director.dataplane.testkit.Settings.dualPort;
import static director.dataplane.testkit.Settings.fullNat;
import static director.dataplane.testkit.Settings.port;
import static director.dataplane.testkit.Settings.real;
import static director.dataplane.testkit.Settings.realServer;
import static director.dataplane.testkit.Settings.tcp;
import static director.dataplane.testkit.Settings.tcpKey;
import static director.dataplane.testkit.Settings.udp;
import static org.assertj.core.api.Assertions.assertThat;

import director.dataplane.address.AddressRange;
import director.dataplane.address.IpAddress;
import director.dataplane.address.IpPrefix;
import director.dataplane.configuration.AccessControl;
import director.dataplane.configuration.AccessList;
import director.dataplane.configuration.AccessSettings;
import director.dataplane.configuration.AnswerPolicy;
import director.dataplane.configuration.ClientAddress;
import director.dataplane.configuration.ConnectionTimeouts;
import director.dataplane.configuration.ForwardPolicy;
import director.dataplane.configuration.HostSettings;
import director.dataplane.configuration.LimitSettings;
import director.dataplane.configuration.LocalPortSettings;
import director.dataplane.configuration.PacketSettings;
import director.dataplane.configuration.Protocol;
import director.dataplane.configuration.ServicePolicy;
import director.dataplane.configuration.ServiceSettings;
import director.dataplane.configuration.SnatSettings;
import director.dataplane.configuration.SubInterface;
import director.dataplane.configuration.Sysctl;
import director.dataplane.configuration.Sysctls;
import director.dataplane.status.DropReason;
import director.dataplane.status.WorkerCounter;
import director.dataplane.testkit.DirectorRig;
import director.dataplane.testkit.IpPackets;
import director.dataplane.testkit.PacketBuilder;
import director.dataplane.testkit.RigSettings;
import director.dataplane.testkit.Rigs;
import director.dataplane.testkit.ScriptedScheduler;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every reason to drop a packet, reached by a packet that has no other. */
class DropReasonTest {
    private static final String CLIENT = "10.0.0.7";
    private static final String REMOTE = "192.0.2.80";
    private static final String SERVER = "10.9.0.1";
    private static final LimitSettings ONE_CONNECTION = new LimitSettings(1, 0, 0);
    private static final LimitSettings ONE_A_SECOND = new LimitSettings(0, 1, 1);
    private static final Map<DropReason, Scenario> SCENARIOS = new EnumMap<>(DropReason.class);

    static {
        fromClient(DropReason.FRAME_TRUNCATED, syn().length(33));
        fromClient(DropReason.OTHER_STATION, syn().to(DirectorRig.REAL_MAC));
        fromClient(DropReason.ETHERTYPE_UNSUPPORTED, syn().type(0x88CC));
        fromClient(DropReason.IPV4_MALFORMED, syn().setInHeader(0, 0x65));
        fromClient(DropReason.IPV4_CHECKSUM, syn().set(PacketBuilder.ETHERNET + 10, 0));
        fromClient(DropReason.FRAGMENT_MALFORMED, piece(0x1FFF, 20));
        fromClient(DropReason.FRAGMENT_ECN, piece(0x2000, 16), piece(2, 8).setInHeader(1, 3));
        fromClient(DropReason.FRAGMENT_OVERLAP, piece(0x2000, 16), piece(0x2001, 16));
        fromClient(DropReason.FRAGMENT_DUPLICATE, piece(0x2000, 16), piece(0x2000, 16));
        fromClient(DropReason.FRAGMENT_LIMIT,
            IntStream.range(0, 65).mapToObj(i -> piece(0x2000 + i, 8)).toArray(PacketBuilder[]::new));
        put(DropReason.PACKET_TOO_LONG, DropReasonTest::plain, rig -> {
            final byte[][] segments = new byte[40][2_000];
            System.arraycopy(syn().to(DirectorRig.CLIENT_MAC).bytes(), 0, segments[0], 0, 54);
            rig.client().arriveInSegments(segments);
            rig.settle();
        });
        put(DropReason.MBUFS_EXHAUSTED, settings -> settings.mbufs(1)
            .services(udp(VIP + ":53", "rr", SERVER + ":53")), rig -> {
                rig.fromReal(packet().arpRequest(SERVER, "10.9.0.254"));
                rig.fromClient(packet().ipv4(CLIENT, VIP).udp(1_000, 53).payload(1_600));
            });
        fromClient(DropReason.IPV6_MALFORMED, syn().type(0x86DD));
        put(DropReason.IPV6_MAPPED_ADDRESS, DropReasonTest::plain, rig -> arrive(rig,
            "02000000000102420a00000786dd600000000000114000000000000000000000ffff0a000007"
                + "fd000000000000000000000000000254"));
        fromClient(DropReason.TRANSPORT_MALFORMED, syn().set(PacketBuilder.ETHERNET + 32, 4 << 4));
        fromClient(DropReason.PROTOCOL_UNSUPPORTED, packet().ipv4(CLIENT, VIP).protocol(47));
        fromClient(DropReason.NO_SERVICE, packet().ipv4(CLIENT, VIP).tcp(1_000, 81, SYN));
        fromClient(DropReason.NOT_LOCAL, packet().ipv4(CLIENT, "224.0.0.5").udp(1_000, 80));
        fromClient(DropReason.NO_CONNECTION, packet().ipv4(CLIENT, VIP).tcp(1_000, 80, ACK));
        put(DropReason.NO_DESTINATION, settings -> settings.services(tcp(VIP + ":80", "rr", SERVER + ":80*0")),
            rig -> rig.fromClient(syn()));
        put(DropReason.CONNECTION_TABLE_FULL, settings -> plain(settings).maxConnections(1),
            rig -> rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(1_001, 80, SYN), syn()));
        put(DropReason.LOCAL_PORTS_EXHAUSTED, settings -> settings.localPorts(new LocalPortSettings(5_000, 5_000, 60))
            .services(fullNat(tcp(VIP + ":80", "rr", SERVER + ":80"), "10.9.0.200")),
            rig -> rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(1_001, 80, SYN), syn()));
        put(DropReason.SNAT_PORTS_EXHAUSTED, settings -> snat(settings)
            .localPorts(new LocalPortSettings(5_000, 5_000, 60)), rig -> rig.fromReal(
                packet().ipv4(SERVER, REMOTE).udp(1_001, 53), packet().ipv4(SERVER, REMOTE).udp(1_002, 53)));
        put(DropReason.SNAT_UNTRANSLATABLE, DropReasonTest::snat,
            rig -> rig.fromReal(packet().ipv4(SERVER, REMOTE).protocol(47)));
        put(DropReason.SNAT_NO_CONNECTION, DropReasonTest::snat,
            rig -> rig.fromReal(packet().ipv4(SERVER, REMOTE).tcp(1_001, 443, ACK)));
        put(DropReason.OUT_OF_SEQUENCE, settings -> settings
            .services(fullNat(tcp(VIP + ":80", "rr", SERVER + ":80"), "10.9.0.200")
                .withClientAddress(new ClientAddress(ClientAddress.Form.PROXY_V2))),
            rig -> rig.fromClient(syn(), packet().ipv4(CLIENT, VIP).tcp(1_000, 80, ACK)));
        fromClient(DropReason.TTL_EXCEEDED, syn().ttl(1));
        put(DropReason.NO_ROUTE, settings -> settings.services(tcp(VIP + ":80", "rr", "192.0.2.1:80"))
            .client(port("client", "10.0.0.254/24", null, 1_500)), rig -> rig.fromClient(syn()));
        put(DropReason.MTU_EXCEEDED, settings -> plain(settings).real(port("real", "10.9.0.254/16", null, 500)),
            rig -> rig.fromClient(syn().payload(461).fragment(0x4000)));
        put(DropReason.NEIGHBOUR_QUEUE_FULL, DropReasonTest::plain, rig -> {
            rig.silence(SERVER);
            for (int i = 0; i < 65; i++) {
                rig.fromClient(syn());
            }
        });
        put(DropReason.NEIGHBOUR_UNREACHABLE, DropReasonTest::plain, rig -> {
            rig.silence(SERVER);
            rig.fromClient(syn());
            rig.pass(5_000, 100);
        });
        put(DropReason.NEIGHBOUR_TABLE_FULL, settings -> plain(settings).maxNeighbours(1), rig -> {
            rig.fromClient(syn());
            rig.fromReal(packet().ipv4(SERVER, CLIENT).tcp(80, 1_000, SYN | ACK));
        });
        put(DropReason.TX_FULL, DropReasonTest::plain, rig -> {
            rig.fromClient(syn());
            rig.real().room(0);
            rig.fromClient(syn());
        });
        put(DropReason.DESTINATION_UNAVAILABLE, DropReasonTest::plain, rig -> {
            rig.fromClient(syn());
            rig.carryOut(rig.proxy().deleteRealServer(tcpKey(VIP + ":80"), real(SERVER + ":80")));
            rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(1_000, 80, ACK));
        });
        fromClient(DropReason.ARP_MALFORMED, packet().arpRequest(CLIENT, VIP).set(PacketBuilder.ETHERNET, 1));
        fromClient(DropReason.ICMP_UNSUPPORTED, packet().ipv4(CLIENT, VIP).icmp(13, 1, 1));
        fromClient(DropReason.ICMP_CHECKSUM, packet().ipv4(CLIENT, VIP).icmp(8, 1, 1).damageTransportChecksum(9));
        fromClient(DropReason.IPV4_OPTIONS_MALFORMED, syn().options(7, 1, 4, 0));
        fromClient(DropReason.MARTIAN, packet().ipv4("127.0.0.1", VIP).tcp(4_000, 80, SYN));
        fromClient(DropReason.SOURCE_ROUTED, syn().options(131, 3, 4, 0));
        put(DropReason.STRAY_REPLY, DropReasonTest::plain, rig -> {
            rig.carryOut(rig.proxy().set(Sysctl.NAT_ICMP_SEND, 1));
            rig.fromReal(packet().ipv4(SERVER, CLIENT).tcp(80, 1_000, SYN | ACK));
        });
        put(DropReason.KERNEL_RATE, DropReasonTest::toKernel, rig -> {
            rig.fromClient(refused());
            rig.fromClient(refused());
        });
        put(DropReason.KERNEL_FULL, DropReasonTest::toKernel, rig -> {
            rig.clientKernel().room(0);
            rig.fromClient(refused());
        });
        put(DropReason.HANDOVER_FULL, settings -> plain(settings).idlePeer(), rig -> {
            // Some clients are this worker's and some the other's, which has room for one packet.
            for (int port = 1_000; rig.count(WorkerCounter.HANDED_OVER) + rig.drops(DropReason.HANDOVER_FULL) < 2;
                port++) {
                rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(port, 80, SYN));
            }
        });
        put(DropReason.STOPPED, DropReasonTest::plain, rig -> {
            rig.silence(SERVER);
            rig.fromClient(syn());
            rig.stop();
        });
        put(DropReason.SCHEDULER_FAULT, settings -> settings.scheduler(faulty())
            .services(tcp(VIP + ":80", "faulty", SERVER + ":80")), rig -> rig.fromClient(syn()));
        put(DropReason.NEIGHBOUR_DISCOVERY_MALFORMED, DropReasonTest::plain, rig -> arrive(rig,
            "3333ff00025402420a00000786dd6000000000203afefd000000000000000000000000000007ff0200000000000000000001ff0002"
                + "5487006ea500000000fd000000000000000000000000000254010102420a000007"));
        put(DropReason.ROUTER_DISCOVERY, DropReasonTest::plain, rig -> arrive(rig,
            "33330000000202420a00000786dd6000000000083afffe800000000000000000000000000001ff0200000000000000000000000000"
                + "0285007d3600000000"));
        put(DropReason.FLOOD, DropReasonTest::plain, rig -> {
            rig.carryOut(rig.proxy().set(Sysctl.DROP_PACKET, 3));
            rig.carryOut(rig.proxy().set(Sysctl.AM_DROPRATE, 1));
            rig.pass(1_100, 100);
            rig.fromClient(syn());
        });
        put(DropReason.CLIENT_DENIED, settings -> plain(settings).packets(PacketSettings.INITIAL.withAccess(
            new AccessControl(List.of(new AccessList("all", List.of(IpPrefix.parse("10.0.0.0/8")), null, List.of())),
                new AccessSettings(List.of(), List.of("all"))))), rig -> rig.fromClient(syn()));
        limited(DropReason.CLIENT_CONNECTIONS, LimitSettings.NONE, ONE_CONNECTION, LimitSettings.NONE);
        limited(DropReason.CLIENT_RATE, LimitSettings.NONE, ONE_A_SECOND, LimitSettings.NONE);
        limited(DropReason.SERVICE_CONNECTIONS, ONE_CONNECTION, LimitSettings.NONE, LimitSettings.NONE);
        limited(DropReason.SERVICE_RATE, ONE_A_SECOND, LimitSettings.NONE, LimitSettings.NONE);
        limited(DropReason.REAL_SERVER_CONNECTIONS, LimitSettings.NONE, LimitSettings.NONE, ONE_CONNECTION);
        limited(DropReason.REAL_SERVER_RATE, LimitSettings.NONE, LimitSettings.NONE, ONE_A_SECOND);
        fromClient(DropReason.VLAN_UNKNOWN, syn().type(0x8100));
        put(DropReason.VLAN_NO_ROOM, settings -> plain(settings)
            .oneArmed(new SubInterface("trunk", 100, 0), new SubInterface("trunk", 200, 30)), rig -> {
                rig.trunk().headroom(0);
                rig.fromClient(syn());
            });
        put(DropReason.ICMP_UNTRANSLATABLE, settings -> settings.localPorts(new LocalPortSettings(5_000, 5_000, 60))
            .client(dualPort("client", "10.0.0.1", "fd00::1", 1_500, "10.0.0.254/24", "fd00::254/64"))
            .services(fullNat(new ServiceSettings(Protocol.UDP, IpAddress.parse("fd00::100"), 53, "rr", 0,
                List.of(realServer(SERVER, 53))), "10.9.0.200")), rig -> {
                    arrive(rig, "02000000000102420a00000786dd"
                        + HexFormat.of().formatHex(IpPackets.udp("fd00::7", 1_000, "fd00::100", 53, 10, false)));
                    final byte[] request = Arrays.copyOfRange(rig.toRealServer().packet(), 0, 28);
                    // A source quench.
                    rig.fromReal(packet().ipv4(SERVER, "10.9.0.200").icmp(4, 0, 0).payload(request));
                });
        put(DropReason.NO_CALL_ID, settings -> settings.services(SipPersistenceTest.service()),
            rig -> rig.fromClient(packet().ipv4(CLIENT, VIP).udp(5_060, 5_060)));
    }

    @RegisterExtension
    final Rigs rigs = new Rigs();

    @ParameterizedTest
    @EnumSource(DropReason.class)
    void shouldCountOneDropUnderItsReasonAndNoneUnderOthers(final DropReason reason) {
        final Scenario scenario =
            Objects.requireNonNull(SCENARIOS.get(reason), "no packet here is dropped for " + reason + ": add one");
        final DirectorRig rig = rigs.open(scenario.settings);
        scenario.steps.accept(rig);
        for (final DropReason each : DropReason.values()) {
            assertThat(rig.drops(each)).as(each.label()).isEqualTo(each == reason ? 1 : 0);
        }
    }

    @Test
    void shouldNameReasonsAsOperatorsWillReadThem() {
        assertThat(DropReason.values()).hasSize(DropReason.count())
            .allSatisfy(reason -> {
                assertThat(reason.label()).isEqualTo(reason.name().toLowerCase(Locale.ROOT).replace('_', '-'));
                assertThat(reason.help()).isNotBlank();
            });
        assertThat(DropReason.values()).extracting(DropReason::id).doesNotHaveDuplicates();
    }

    private static void fromClient(final DropReason reason, final PacketBuilder... packets) {
        put(reason, DropReasonTest::plain, rig -> rig.fromClient(packets));
    }

    private static void put(
        final DropReason reason, final UnaryOperator<RigSettings> settings, final Consumer<DirectorRig> steps) {
        SCENARIOS.put(reason, new Scenario(settings, steps));
    }

    private static RigSettings plain(final RigSettings settings) {
        return settings.services(tcp(VIP + ":80", "rr", SERVER + ":80"));
    }

    private static RigSettings snat(final RigSettings settings) {
        return settings.packets(PacketSettings.INITIAL.withSnat(List.of(new SnatSettings("internet",
            List.of(IpPrefix.parse("10.9.0.0/16")), "client", List.of(AddressRange.parse("10.0.0.200"))))));
    }

    /** A second connection is one too many. */
    private static void limited(
        final DropReason reason, final LimitSettings service, final LimitSettings client,
        final LimitSettings realServer) {
        final ServiceSettings settings = tcp(VIP + ":80", "rr")
            .withRealServers(List.of(real(SERVER + ":80").withLimits(realServer)))
            .withPolicy(new ServicePolicy(service, client, AccessSettings.NONE));
        put(reason, rig -> rig.services(settings),
            rig -> rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(1_001, 80, SYN), syn()));
    }

    /** The kernel gets what no service takes, one packet a second. */
    private static RigSettings toKernel(final RigSettings settings) {
        return plain(settings).kernel().packets(new PacketSettings(List.of(), Sysctls.INITIAL,
            ConnectionTimeouts.INITIAL,
            new HostSettings(AnswerPolicy.KERNEL, ForwardPolicy.FORWARD, AnswerPolicy.ANSWER, 1)));
    }

    private static PacketBuilder refused() {
        return packet().ipv4(CLIENT, VIP).tcp(1_000, 81, SYN);
    }

    /** A fragment of a datagram that is no TCP, UDP nor ICMP. */
    private static PacketBuilder piece(final int flagsAndOffset, final int bytes) {
        return packet().ipv4(CLIENT, VIP).protocol(253).fragment(flagsAndOffset).payload(bytes);
    }

    private static PacketBuilder syn() {
        return packet().ipv4(CLIENT, VIP).tcp(1_000, 80, SYN);
    }

    private static void arrive(final DirectorRig rig, final String frame) {
        rig.client().arrive(HexFormat.of().parseHex(frame));
        rig.settle();
    }

    private static ScriptedScheduler faulty() {
        final ScriptedScheduler scheduler = new ScriptedScheduler("faulty");
        scheduler.throwsInsteadOfChoosing(new AssertionError("as the test wants it"));
        return scheduler;
    }

    /** A director, and what happens to it. */
    private record Scenario(UnaryOperator<RigSettings> settings, Consumer<DirectorRig> steps) {
    }
}
