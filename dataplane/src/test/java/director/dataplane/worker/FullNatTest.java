/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

import static director.dataplane.testkit.PacketBuilder.ACK;
import static director.dataplane.testkit.PacketBuilder.FIN;
import static director.dataplane.testkit.PacketBuilder.PSH;
import static director.dataplane.testkit.PacketBuilder.RST;
import static director.dataplane.testkit.PacketBuilder.SYN;
import static director.dataplane.testkit.PacketBuilder.packet;
import static director.dataplane.testkit.Rigs.VIP;
import static director.dataplane.testkit.Settings.fullNat;
import static director.dataplane.testkit.Settings.tcp;
import static director.dataplane.testkit.Settings.tcpKey;
import static director.dataplane.testkit.Settings.udp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import director.dataplane.conductor.ServiceException;
import director.dataplane.configuration.AccessSettings;
import director.dataplane.configuration.LimitSettings;
import director.dataplane.configuration.LocalPortSettings;
import director.dataplane.configuration.Persistence;
import director.dataplane.configuration.ServicePolicy;
import director.dataplane.configuration.ServiceSettings;
import director.dataplane.configuration.Sysctl;
import director.dataplane.status.DropReason;
import director.dataplane.status.WorkerCounter;
import director.dataplane.testkit.DirectorRig;
import director.dataplane.testkit.Frame;
import director.dataplane.testkit.NaiveNat;
import director.dataplane.testkit.PacketBuilder;
import director.dataplane.testkit.Rigs;
import director.dataplane.testkit.Settings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Translation of both ends, byte by byte, and what becomes of local addresses and ports. */
class FullNatTest {
    private static final String CLIENT = "10.0.0.7";
    private static final String SERVER = "10.9.1.2";
    private static final String LOCAL = "10.9.0.200";

    @RegisterExtension
    final Rigs rigs = new Rigs();

    @ParameterizedTest
    @MethodSource("director.dataplane.worker.NatTest#shapes")
    void shouldTranslateBothEndsOfTcpInBothDirections(final NatTest.UnaryPacket shape) {
        final DirectorRig rig = tcpRig();
        rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(4_000, 80, SYN));
        final Frame first = rig.toRealServer();
        assertThat(first.source()).isEqualTo(LOCAL);
        final int local = first.sourcePort();
        for (int i = 0; i < 8; i++) {
            final PacketBuilder in = shape.of(packet().ipv4(CLIENT, VIP).tcp(4_000, 80, ACK | PSH));
            rig.fromClient(in);
            assertThat(rig.toRealServer().packet())
                .isEqualTo(NaiveNat.both(in.bytes(), LOCAL, local, SERVER, 8_080));
            final PacketBuilder out = shape.of(packet().ipv4(SERVER, LOCAL).tcp(8_080, local, ACK | PSH));
            rig.fromReal(out);
            assertThat(rig.toClient().packet()).isEqualTo(NaiveNat.both(out.bytes(), VIP, 80, CLIENT, 4_000));
        }
    }

    @ParameterizedTest
    @MethodSource("director.dataplane.worker.NatTest#shapes")
    void shouldTranslateBothEndsOfUdpInBothDirections(final NatTest.UnaryPacket shape) {
        final DirectorRig rig = udpRig();
        rig.fromClient(packet().ipv4(CLIENT, VIP).udp(4_000, 53));
        final int local = rig.toRealServer().sourcePort();
        for (int i = 0; i < 4; i++) {
            final PacketBuilder in = shape.of(packet().ipv4(CLIENT, VIP).udp(4_000, 53));
            rig.fromClient(in);
            assertThat(rig.toRealServer().packet())
                .isEqualTo(NaiveNat.both(in.bytes(), LOCAL, local, SERVER, 5_353));
            final PacketBuilder out = shape.of(packet().ipv4(SERVER, LOCAL).udp(5_353, local));
            rig.fromReal(out);
            assertThat(rig.toClient().packet()).isEqualTo(NaiveNat.both(out.bytes(), VIP, 53, CLIENT, 4_000));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 7, 64, 1_471})
    void shouldGiveAUdpDatagramTheChecksumThatItLacks(final int payload) {
        final DirectorRig rig = udpRig();
        final PacketBuilder in = packet().ipv4(CLIENT, VIP).udp(4_000, 53).payload(payload).withoutChecksum();
        rig.fromClient(in);
        final Frame forwarded = rig.toRealServer();
        assertThat(forwarded.isChecksumRight()).isTrue();
        assertThat(forwarded.packet())
            .isEqualTo(NaiveNat.both(in.bytes(), LOCAL, forwarded.sourcePort(), SERVER, 5_353));
        final PacketBuilder out =
            packet().ipv4(SERVER, LOCAL).udp(5_353, forwarded.sourcePort()).payload(payload).withoutChecksum();
        rig.fromReal(out);
        assertThat(rig.toClient().packet()).isEqualTo(NaiveNat.both(out.bytes(), VIP, 53, CLIENT, 4_000));
    }

    /** A local address that no service got is that of another host. */
    @Test
    void shouldKnowNothingOfTheLocalAddressesOfAServiceThatWasRefused() {
        final DirectorRig rig = rigs.tcp("10.9.1.2:80");
        final ServiceSettings refused = fullNat(tcp(VIP + ":81", "rr", "10.9.1.2:81"), "10.9.0.77")
            .withPolicy(new ServicePolicy(LimitSettings.NONE, LimitSettings.NONE,
                new AccessSettings(List.of("unknown"), List.of())));
        assertThatThrownBy(() -> rig.carryOut(rig.proxy().addService(refused)))
            .hasMessageContaining("there is no access list unknown");
        assertThat(rig.conductor().localPorts().addresses()).isEmpty();
        rig.carryOut(rig.proxy().set(Sysctl.AM_DROPRATE, 99));
        rig.fromReal(packet().arpRequest("10.9.1.2", "10.9.0.77"));
        assertThat(rig.toReal()).isEmpty();
    }

    /** Requests and replies mixed, at one port, of connections that do and do not yet take the fast path. */
    @Test
    void shouldTakeTheFastPathInBothDirectionsAndRewriteTheSame() {
        final DirectorRig rig = rigs.open(settings -> settings
            .services(fullNat(tcp(VIP + ":80", "rr", SERVER + ":8080"), LOCAL)));
        final int[] locals = new int[8];
        for (int i = 0; i < locals.length; i++) {
            locals[i] = established(rig, 4_000 + i);
            rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(4_000 + i, 80, ACK));
            rig.fromReal(packet().ipv4(SERVER, LOCAL).tcp(8_080, locals[i], ACK));
            rig.toReal();
            rig.toClients();
        }
        final SplittableRandom random = new SplittableRandom(11);
        final long before = rig.count(WorkerCounter.FAST_PATH);
        long sent = 0;
        for (int round = 0; round < 500; round++) {
            final List<byte[]> toReal = new ArrayList<>();
            final List<byte[]> toClients = new ArrayList<>();
            for (int i = random.nextInt(1, 32); i > 0; i--) {
                final int which = random.nextInt(locals.length);
                final boolean reply = random.nextBoolean();
                final PacketBuilder packet = (reply
                    ? packet().ipv4(SERVER, LOCAL).tcp(8_080, locals[which], ACK | PSH)
                    : packet().ipv4(CLIENT, VIP).tcp(4_000 + which, 80, ACK | PSH))
                    .ttl(random.nextInt(2, 256)).payload(random.nextInt(8, 1_400));
                if (random.nextInt(4) == 0) {
                    packet.damageTransportChecksum(random.nextInt(1, 0xFFFF));
                }
                rig.client().arrive(packet.to(DirectorRig.CLIENT_MAC).bytes());
                sent++;
                if (reply) {
                    toClients.add(NaiveNat.both(packet.bytes(), VIP, 80, CLIENT, 4_000 + which));
                } else {
                    toReal.add(NaiveNat.both(packet.bytes(), LOCAL, locals[which], SERVER, 8_080));
                }
            }
            rig.settle();
            assertThat(rig.toReal()).extracting(Frame::packet).containsExactlyElementsOf(toReal);
            assertThat(rig.toClients()).extracting(Frame::packet).containsExactlyElementsOf(toClients);
        }
        assertThat(rig.count(WorkerCounter.FAST_PATH) - before).isEqualTo(sent);
    }

    @Test
    void shouldAnswerArpForLocalAddresses() {
        final DirectorRig rig = tcpRig();
        rig.fromReal(packet().arpRequest(SERVER, LOCAL));
        assertThat(rig.toRealServer().arpSenderIp()).isEqualTo(LOCAL);
    }

    @Test
    void shouldGiveNoTwoConnectionsOneLocalAddressAndPort() {
        final DirectorRig rig = rigs.open(settings -> settings.localPorts(ports(100, 60))
            .services(fullNat(tcp(VIP + ":80", "rr", SERVER + ":8080", "10.9.1.3:8080"), LOCAL, "10.9.0.201"),
                fullNat(tcp(VIP + ":81", "rr", SERVER + ":8080"), LOCAL)));
        final Set<String> seen = new HashSet<>();
        for (int i = 0; i < 60; i++) {
            rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(1_000 + i, 80, SYN));
            assertThat(seen.add(local(rig.toRealServer()))).isTrue();
            rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(1_000 + i, 81, SYN));
            final Frame other = rig.toRealServer();
            assertThat(other.source()).isEqualTo(LOCAL);
            assertThat(seen.add(local(other))).isTrue();
        }
        assertThat(seen).hasSize(120);
    }

    @Test
    void shouldRefuseConnectionsWhenAllPortsAreUsedAndTakeThemWhenSomeAreFree() {
        final DirectorRig rig = rigs.open(settings -> settings.localPorts(ports(8, 60))
            .services(fullNat(tcp(VIP + ":80", "rr", SERVER + ":8080"), LOCAL)));
        for (int i = 0; i < 8; i++) {
            rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(1_000 + i, 80, SYN));
            assertThat(rig.toReal()).hasSize(1);
        }
        rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(2_000, 80, SYN));
        assertThat(rig.toReal()).isEmpty();
        assertThat(rig.drops(DropReason.LOCAL_PORTS_EXHAUSTED)).isOne();
        assertThat(rig.connections().size()).isEqualTo(8);
        rig.pass(TimeUnit.SECONDS.toMillis(70), 500);
        assertThat(rig.connections().size()).isZero();
        rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(2_000, 80, SYN));
        assertThat(rig.toReal()).hasSize(1);
    }

    @Test
    void shouldNotUseAPortAgainBeforeTheRealServerHasForgottenIt() {
        final DirectorRig rig = rigs.open(settings -> settings.localPorts(ports(1, 60))
            .services(fullNat(tcp(VIP + ":80", "rr", SERVER + ":8080"), LOCAL)));
        final int local = established(rig, 4_000);
        rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(4_000, 80, RST | ACK));
        rig.toRealServer();
        // The connection is gone ten seconds after the reset, its port free sixty seconds after it.
        rig.pass(TimeUnit.SECONDS.toMillis(59), 500);
        assertThat(rig.connections().size()).isZero();
        rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(4_001, 80, SYN));
        assertThat(rig.toReal()).isEmpty();
        assertThat(rig.drops(DropReason.LOCAL_PORTS_EXHAUSTED)).isOne();
        rig.pass(TimeUnit.SECONDS.toMillis(15), 500);
        rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(4_001, 80, SYN));
        assertThat(rig.toRealServer().sourcePort()).isEqualTo(local);
    }

    @Test
    void shouldUseTheLocalAddressesOfThePortThatLeadsToTheRealServer() {
        final ServiceSettings service = fullNat(tcp(VIP + ":80", "rr", SERVER + ":8080"));
        final DirectorRig rig = rigs.open(settings -> settings.services(service)
            .real(Settings.port("real", "10.9.0.254/16", null, 1_500)
                .withLocalAddresses(fullNat(service, LOCAL).localAddresses())));
        rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(4_000, 80, SYN));
        assertThat(rig.toRealServer().source()).isEqualTo(LOCAL);
    }

    @Test
    void shouldRefuseAServiceWithoutLocalAddresses() {
        final DirectorRig rig = rigs.open(settings -> settings);
        final var change = rig.proxy().addService(fullNat(tcp(VIP + ":80", "rr", SERVER + ":8080")));
        rig.conductor().doWork();
        assertThatThrownBy(change::join).cause().isInstanceOf(ServiceException.class)
            .hasMessageContaining("real server 10.9.1.2:8080 of TCP 10.0.0.100:80 has no local address of IPv4");
    }

    @Test
    void shouldServeConnectionsOnAnAddressThatThePoolHasLost() {
        final ServiceSettings service = fullNat(tcp(VIP + ":80", "rr", SERVER + ":8080"), LOCAL);
        final DirectorRig rig = rigs.open(settings -> settings.services(service));
        final int local = established(rig, 4_000);
        rig.carryOut(rig.proxy().editService(fullNat(service, "10.9.0.201")));
        rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(4_000, 80, ACK));
        assertThat(local(rig.toRealServer())).isEqualTo(LOCAL + ":" + local);
        rig.fromReal(packet().ipv4(SERVER, LOCAL).tcp(8_080, local, ACK));
        assertThat(rig.toClient().destinationPort()).isEqualTo(4_000);
        rig.fromReal(packet().arpRequest(SERVER, LOCAL));
        assertThat(rig.toRealServer().arpSenderIp()).isEqualTo(LOCAL);
        for (int i = 0; i < 50; i++) {
            rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(5_000 + i, 80, SYN));
            assertThat(rig.toRealServer().source()).isEqualTo("10.9.0.201");
        }
    }

    @Test
    void shouldForgetAnAddressWhenItsLastConnectionIsOverAndItsPortsHaveRested() {
        final ServiceSettings service = fullNat(tcp(VIP + ":80", "rr", SERVER + ":8080"), LOCAL);
        final DirectorRig rig = rigs.open(settings -> settings.services(service));
        established(rig, 4_000);
        rig.carryOut(rig.proxy().editService(fullNat(service, "10.9.0.201")));
        rig.pass(TimeUnit.SECONDS.toMillis(900 + 70), 1_000);
        assertThat(rig.connections().size()).isZero();
        rig.toReal();
        rig.fromReal(packet().arpRequest(SERVER, LOCAL));
        assertThat(rig.toReal()).isEmpty();
    }

    @Test
    void shouldUseNoPortTwiceOfAnAddressThatIsTakenAwayAndGivenBack() {
        final ServiceSettings service = fullNat(tcp(VIP + ":80", "rr", SERVER + ":8080"), LOCAL);
        final DirectorRig rig = rigs.open(settings -> settings.localPorts(ports(2, 60)).services(service));
        final int first = established(rig, 4_000);
        rig.carryOut(rig.proxy().editService(fullNat(service, "10.9.0.201")));
        rig.pass(5_000, 1_000);
        rig.carryOut(rig.proxy().editService(service));
        rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(4_001, 80, SYN));
        assertThat(rig.toRealServer().sourcePort()).isNotEqualTo(first);
        rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(4_002, 80, SYN));
        assertThat(rig.drops(DropReason.LOCAL_PORTS_EXHAUSTED)).isOne();
    }

    @Test
    void shouldKeepClientsTogetherAsNatDoes() {
        final ServiceSettings plain =
            fullNat(tcp(VIP + ":80", "rr", SERVER + ":80", "10.9.1.3:80", "10.9.1.4:80"), LOCAL);
        final ServiceSettings service = new ServiceSettings(plain.protocol(), plain.address(), plain.port(), 0, "rr", 0,
            new Persistence(300, 32, null), false, 0, plain.timeouts(), plain.realServers())
            .withLocalAddresses(plain.localAddresses());
        final DirectorRig rig = rigs.open(settings -> settings.services(service));
        final Set<String> servers = new HashSet<>();
        final Set<String> locals = new HashSet<>();
        for (int i = 0; i < 20; i++) {
            rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(4_000 + i, 80, SYN));
            final Frame frame = rig.toRealServer();
            servers.add(frame.destination());
            locals.add(local(frame));
        }
        assertThat(servers).hasSize(1);
        assertThat(locals).hasSize(20);
    }

    @Test
    void shouldScheduleEveryDatagramOnItsOwnWithoutRunningOutOfPorts() {
        final ServiceSettings plain = fullNat(udp(VIP + ":53", "rr", SERVER + ":53", "10.9.1.3:53"), LOCAL);
        final ServiceSettings service = new ServiceSettings(plain.protocol(), plain.address(), plain.port(), 0, "rr", 0,
            null, true, 0, plain.timeouts(), plain.realServers())
            .withLocalAddresses(plain.localAddresses());
        final DirectorRig rig = rigs.open(settings -> settings.localPorts(ports(4, 60)).services(service));
        final Set<String> servers = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            rig.fromClient(packet().ipv4(CLIENT, VIP).udp(4_000, 53));
            final Frame frame = rig.toRealServer();
            servers.add(frame.destination());
            assertThat(frame.source()).isEqualTo(LOCAL);
            rig.settle();
        }
        assertThat(servers).containsExactlyInAnyOrder(SERVER, "10.9.1.3");
    }

    @Test
    void shouldTranslateAnErrorAboutWhatWasSentToTheRealServer() {
        final DirectorRig rig = tcpRig();
        final int local = established(rig, 4_000);
        final byte[] about = quoted(packet().ipv4(LOCAL, SERVER).tcp(local, 8_080, ACK));
        rig.fromReal(packet().ipv4("10.9.0.1", LOCAL).icmp(3, 0, 0).payload(about));
        final Frame error = rig.toClient();
        final PacketBuilder expected = packet().ipv4(VIP, CLIENT).ttl(63).icmp(3, 0, 0)
            .payload(quoted(packet().ipv4(CLIENT, VIP).tcp(4_000, 80, ACK), about));
        assertThat(error.packet()).isEqualTo(new Frame(expected.bytes()).packet());
    }

    @Test
    void shouldTranslateAnErrorAboutWhatWasSentToTheClient() {
        final DirectorRig rig = tcpRig();
        final int local = established(rig, 4_000);
        final byte[] about = quoted(packet().ipv4(VIP, CLIENT).tcp(80, 4_000, ACK));
        rig.fromClient(packet().ipv4("192.0.2.1", VIP).icmp(3, 0, 0).payload(about));
        final Frame error = rig.toRealServer();
        final PacketBuilder expected = packet().ipv4(LOCAL, SERVER).ttl(63).icmp(3, 0, 0)
            .payload(quoted(packet().ipv4(SERVER, LOCAL).tcp(8_080, local, ACK), about));
        assertThat(error.packet()).isEqualTo(new Frame(expected.bytes()).packet());
    }

    @Test
    void shouldResetWhatComesToALocalAddressWithoutAConnection() {
        final DirectorRig rig = tcpRig();
        rig.fromReal(packet().ipv4(SERVER, LOCAL).tcp(8_080, 5_000, ACK));
        final Frame reset = rig.toRealServer();
        assertThat(reset.source()).isEqualTo(LOCAL);
        assertThat(reset.destinationPort()).isEqualTo(8_080);
        assertThat(rig.drops(DropReason.NO_SERVICE)).isOne();
    }

    @Test
    void shouldTellTheRealServerThatAReplyIsTooLongForTheClientsNetwork() {
        final DirectorRig rig = rigs.open(settings -> settings
            .client(Settings.port("client", "10.0.0.254/24", "10.0.0.1", 1_000))
            .services(fullNat(tcp(VIP + ":80", "rr", SERVER + ":8080"), LOCAL)));
        final int local = established(rig, 4_000);
        rig.fromReal(packet().ipv4(SERVER, LOCAL).tcp(8_080, local, ACK).payload(1_200).fragment(0x4000));
        final Frame error = rig.toRealServer();
        assertThat(error.icmpType()).isEqualTo(3);
        assertThat(error.source()).isEqualTo(LOCAL);
        assertThat(error.destination()).isEqualTo(SERVER);
    }

    @Test
    void shouldTellTheClientOfARealServerThatDoesNotAnswerArp() {
        final DirectorRig rig = tcpRig();
        rig.silence(SERVER);
        final PacketBuilder syn = packet().ipv4(CLIENT, VIP).tcp(4_000, 80, SYN);
        rig.fromClient(syn);
        rig.pass(4_000, 250);
        final Frame error = rig.toClients().getFirst();
        assertThat(error.destination()).isEqualTo(CLIENT);
        assertThat(error.icmpType()).isEqualTo(3);
        // The error quotes what the client sent, but for the hop.
        assertThat(List.of(error.bytes()).getFirst()).endsWith(quotedEnd(syn));
    }

    @Test
    void shouldLoseNoPortOverManyConnections() {
        final DirectorRig rig = rigs.open(settings -> settings.localPorts(ports(500, 0))
            .services(fullNat(tcp(VIP + ":80", "rr", SERVER + ":8080"), LOCAL)));
        for (int round = 0; round < 20; round++) {
            for (int i = 0; i < 500; i++) {
                rig.client().arrive(packet().to(DirectorRig.CLIENT_MAC).ipv4(CLIENT, VIP).tcp(1_000 + i, 80, SYN)
                    .bytes());
            }
            rig.settle();
            assertThat(rig.toReal()).hasSize(500);
            for (int i = 0; i < 500; i++) {
                rig.client().arrive(packet().to(DirectorRig.CLIENT_MAC).ipv4(CLIENT, VIP)
                    .tcp(1_000 + i, 80, round % 2 == 0 ? RST : FIN).bytes());
            }
            rig.settle();
            rig.toReal();
            rig.pass(TimeUnit.SECONDS.toMillis(160), 1_000);
            assertThat(rig.connections().size()).isZero();
            rig.conductor().localPorts().addresses().forEach(each -> assertThat(each.used()).isZero());
        }
        assertThat(rig.drops(DropReason.LOCAL_PORTS_EXHAUSTED)).isZero();
    }

    @Test
    void shouldShowHowManyPortsAreUsed() {
        final DirectorRig rig = rigs.open(settings -> settings.localPorts(ports(10, 60))
            .services(fullNat(tcp(VIP + ":80", "rr", SERVER + ":8080"), LOCAL)));
        IntStream.range(0, 12).forEach(i -> rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(1_000 + i, 80, SYN)));
        assertThat(rig.conductor().localPorts().addresses()).singleElement().satisfies(each -> {
            assertThat(each.size()).isEqualTo(10);
            assertThat(each.used()).isEqualTo(10);
            assertThat(each.refused()).isEqualTo(2);
        });
        assertThat(rig.conductor().localPorts().services()).singleElement().satisfies(pool -> {
            assertThat(pool.service()).isEqualTo(tcpKey(VIP + ":80").toString());
            assertThat(pool.use()).isEqualTo(1);
        });
    }

    private DirectorRig tcpRig() {
        return rigs.open(settings -> settings.services(fullNat(tcp(VIP + ":80", "rr", SERVER + ":8080"), LOCAL)));
    }

    private DirectorRig udpRig() {
        return rigs.open(settings -> settings.services(fullNat(udp(VIP + ":53", "rr", SERVER + ":5353"), LOCAL)));
    }

    /** Opens a connection and answers its local port. */
    private static int established(final DirectorRig rig, final int port) {
        rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(port, 80, SYN));
        final int local = rig.toRealServer().sourcePort();
        rig.fromReal(packet().ipv4(SERVER, LOCAL).tcp(8_080, local, SYN | ACK));
        rig.toClient();
        rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(port, 80, ACK));
        rig.toRealServer();
        return local;
    }

    private static LocalPortSettings ports(final int count, final int delaySeconds) {
        return new LocalPortSettings(5_000, 5_000 + count - 1, delaySeconds);
    }

    private static String local(final Frame frame) {
        return frame.source() + ":" + frame.sourcePort();
    }

    private static byte[] quoted(final PacketBuilder packet) {
        return new Frame(packet.bytes()).packet();
    }

    /** Like another quote, but with its own IP header and ports: the quoted checksum of TCP stays. */
    private static byte[] quoted(final PacketBuilder packet, final byte[] other) {
        final byte[] quote = quoted(packet);
        System.arraycopy(other, 36, quote, 36, 2);
        return quote;
    }

    /** The transport header of a packet: IP header and hop are in front of it. */
    private static byte[] quotedEnd(final PacketBuilder packet) {
        final byte[] all = quoted(packet);
        return Arrays.copyOfRange(all, 20, all.length);
    }
}
