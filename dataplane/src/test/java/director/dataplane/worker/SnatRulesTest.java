/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

import static director.dataplane.testkit.PacketBuilder.ACK;
import static director.dataplane.testkit.PacketBuilder.FIN;
import static director.dataplane.testkit.PacketBuilder.SYN;
import static director.dataplane.testkit.PacketBuilder.packet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import director.dataplane.address.AddressRange;
import director.dataplane.address.IpPrefix;
import director.dataplane.conductor.Change;
import director.dataplane.configuration.LimitSettings;
import director.dataplane.configuration.LocalPortSettings;
import director.dataplane.configuration.PacketSettings;
import director.dataplane.configuration.SnatSettings;
import director.dataplane.configuration.SnatTimeouts;
import director.dataplane.localport.LocalPortCatalogue;
import director.dataplane.localport.PortKind;
import director.dataplane.status.DropReason;
import director.dataplane.status.WorkerCounter;
import director.dataplane.testkit.DirectorRig;
import director.dataplane.testkit.Frame;
import director.dataplane.testkit.Rigs;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rules of SNAT that limit, end and change, and what becomes of addresses and ports. */
class SnatRulesTest {
    private static final String HOST = "10.9.1.2";
    private static final String OTHER_HOST = "10.9.1.3";
    private static final String REMOTE = "192.0.2.80";
    private static final String ADDRESS = "10.0.0.200";
    private static final int ECHO_REQUEST = 8;
    private static final int ECHO_REPLY = 0;

    @RegisterExtension
    final Rigs rigs = new Rigs();

    @Test
    void shouldLimitConnectionsOfAHostAndOfAll() {
        final SnatSettings rule = new SnatSettings("internet", List.of(IpPrefix.parse("10.9.0.0/16")), "client",
            List.of(), List.of(AddressRange.parse(ADDRESS)), new SnatTimeouts(900, 120, 10, 10),
            new LimitSettings(5, 0, 0), new LimitSettings(3, 0, 0));
        final DirectorRig rig = rigs.open(settings -> settings.packets(snat(rule)));
        for (int i = 0; i < 4; i++) {
            rig.fromReal(packet().ipv4(HOST, REMOTE).udp(4_000 + i, 53));
            rig.fromReal(packet().ipv4(OTHER_HOST, REMOTE).udp(4_000 + i, 53));
        }
        assertThat(rig.toClients()).hasSize(5);
        assertThat(rig.drops(DropReason.CLIENT_CONNECTIONS)).isOne();
        assertThat(rig.drops(DropReason.SERVICE_CONNECTIONS)).isEqualTo(2);
        rig.pass(12_000, 500);
        assertThat(rig.connections().size()).isZero();
        for (int i = 0; i < 4; i++) {
            rig.fromReal(packet().ipv4(HOST, REMOTE).icmp(ECHO_REQUEST, i, 1));
        }
        assertThat(rig.toClients()).hasSize(3);
    }

    @Test
    void shouldRefuseConnectionsWhenAllPortsAreUsedAndTakeThemWhenSomeAreFree() {
        final DirectorRig rig = rigs.open(settings -> settings.packets(snat(rule()))
            .localPorts(new LocalPortSettings(5_000, 5_003, 60)));
        for (int i = 0; i < 5; i++) {
            rig.fromReal(packet().ipv4(HOST, REMOTE).udp(4_000 + i, 53));
            rig.fromReal(packet().ipv4(HOST, REMOTE).icmp(ECHO_REQUEST, 4_000 + i, 1));
        }
        assertThat(rig.toClients()).hasSize(8);
        assertThat(rig.drops(DropReason.SNAT_PORTS_EXHAUSTED)).isEqualTo(2);
        assertThat(rig.conductor().localPorts().services()).extracting(LocalPortCatalogue.Pool::service)
            .containsOnly("snat internet").hasSize(PortKind.values().length);
        rig.pass(TimeUnit.SECONDS.toMillis(301), 1_000);
        rig.fromReal(packet().ipv4(HOST, REMOTE).udp(4_000, 53));
        assertThat(rig.toClients()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void shouldLiveAsLongAsTheRuleSays(final int kind) {
        final SnatSettings rule = new SnatSettings("internet", List.of(IpPrefix.parse("10.9.0.0/16")), "client",
            List.of(), List.of(AddressRange.parse(ADDRESS)), new SnatTimeouts(1_000, 30, 20, 10), LimitSettings.NONE,
            LimitSettings.NONE);
        final DirectorRig rig = rigs.open(settings -> settings.packets(snat(rule)));
        final int seconds = switch (kind) {
            case 1 -> {
                established(rig, HOST, 4_000);
                yield 1_000;
            }
            case 2 -> {
                established(rig, HOST, 4_000);
                rig.fromReal(packet().ipv4(HOST, REMOTE).tcp(4_000, 443, FIN | ACK));
                yield 30;
            }
            case 3 -> {
                rig.fromReal(packet().ipv4(HOST, REMOTE).udp(4_000, 53));
                yield 20;
            }
            default -> {
                rig.fromReal(packet().ipv4(HOST, REMOTE).icmp(ECHO_REQUEST, 7, 1));
                yield 10;
            }
        };
        rig.pass(TimeUnit.SECONDS.toMillis(seconds) - 1_000, 1_000);
        assertThat(rig.connections().size()).isOne();
        rig.pass(2_000, 500);
        assertThat(rig.connections().size()).isZero();
    }

    @Test
    void shouldKeepConnectionsOfARuleThatIsNoMoreUntilTheyEnd() {
        final SnatSettings rule = new SnatSettings("internet", List.of(IpPrefix.parse("10.9.0.0/16")), "client",
            List.of(), List.of(AddressRange.parse(ADDRESS)), new SnatTimeouts(100, 30, 30, 30), LimitSettings.NONE,
            LimitSettings.NONE);
        final DirectorRig rig = rigs.open(settings -> settings.packets(snat(rule)));
        final int local = established(rig, HOST, 4_000);
        set(rig);
        rig.fromReal(packet().ipv4(HOST, REMOTE).tcp(4_000, 443, ACK));
        assertThat(rig.toClient().sourcePort()).isEqualTo(local);
        rig.fromClient(packet().ipv4(REMOTE, ADDRESS).tcp(443, local, ACK));
        assertThat(rig.toRealServer().destinationPort()).isEqualTo(4_000);
        rig.fromClient(packet().arpRequest("10.0.0.1", ADDRESS));
        assertThat(rig.toClient().arpSenderIp()).isEqualTo(ADDRESS);
        rig.fromReal(packet().ipv4(HOST, REMOTE).udp(4_000, 53));
        assertThat(rig.toClient().source()).isEqualTo(HOST);
        // With the rule, the counters of its connections come back; without, its address goes with the last one.
        set(rig, rule);
        set(rig);
        rig.pass(TimeUnit.SECONDS.toMillis(100 + 130), 2_000);
        assertThat(rig.connections().size()).isZero();
        rig.toClients();
        rig.fromClient(packet().arpRequest("10.0.0.1", ADDRESS));
        assertThat(rig.toClients()).isEmpty();
        assertThat(rig.conductor().snat().isEmpty()).isTrue();
    }

    @Test
    void shouldTakeOtherAddressesFromARuleThatChangesAndKeepConnectionsOnTheirs() {
        final DirectorRig rig = rig();
        final int local = established(rig, HOST, 4_000);
        set(rig, new SnatSettings("internet", List.of(IpPrefix.parse("10.9.0.0/16")), "client",
            List.of(AddressRange.parse("10.0.0.210-10.0.0.212"))));
        final Set<String> seen = new HashSet<>();
        for (int i = 0; i < 60; i++) {
            rig.fromReal(packet().ipv4(HOST, REMOTE).udp(5_000 + i, 53));
            seen.add(rig.toClient().source());
        }
        assertThat(seen).containsExactlyInAnyOrder("10.0.0.210", "10.0.0.211", "10.0.0.212");
        rig.fromReal(packet().ipv4(HOST, REMOTE).tcp(4_000, 443, ACK));
        final Frame old = rig.toClient();
        assertThat(old.source()).isEqualTo(ADDRESS);
        assertThat(old.sourcePort()).isEqualTo(local);
    }

    @Test
    void shouldRefuseARuleOfAnUnknownPortAndGoOnAsBefore() {
        final DirectorRig rig = rig();
        final var change = rig.proxy().apply(List.of(new Change.SetSnat(List.of(new SnatSettings("other",
            List.of(IpPrefix.parse("10.9.0.0/16")), "nowhere", List.of(AddressRange.parse("10.0.0.201")))))));
        rig.conductor().doWork();
        assertThatThrownBy(change::join).cause()
            .hasMessageContaining("there is no port nowhere for snat rule other: the ports are [client, real]");
        rig.fromReal(packet().ipv4(HOST, REMOTE).udp(4_000, 53));
        assertThat(rig.toClient().source()).isEqualTo(ADDRESS);
        assertThat(rig.conductor().snat().rules()).extracting(each -> each.settings().name())
            .containsExactly("internet");
    }

    @Test
    void shouldCountPacketsAndConnectionsOfARule() {
        final DirectorRig rig = rig();
        final int local = established(rig, HOST, 4_000);
        rig.fromReal(packet().ipv4(HOST, REMOTE).udp(4_000, 53).payload(72));
        rig.fromClient(packet().ipv4(REMOTE, ADDRESS).tcp(443, local, ACK).payload(60));
        final int number = rig.conductor().snat().rules().getFirst().number();
        assertThat(rig.destinations().packetsIn(number)).isEqualTo(3);
        assertThat(rig.destinations().bytesIn(number)).isEqualTo(40 + 40 + 100);
        assertThat(rig.destinations().packetsOut(number)).isEqualTo(2);
        assertThat(rig.destinations().bytesOut(number)).isEqualTo(40 + 100);
        assertThat(rig.destinations().active(number)).isOne();
        assertThat(rig.destinations().inactive(number)).isOne();
        assertThat(rig.count(WorkerCounter.SNAT_OPENED)).isEqualTo(2);
    }

    /** Random opens, ends, pauses and packets of both directions against a map of who has which address and port. */
    @Test
    void shouldGiveNoTwoConnectionsOneAddressAndPortAndLoseNone() {
        final DirectorRig rig = rigs.open(settings -> settings.localPorts(new LocalPortSettings(5_000, 5_039, 5))
            .packets(snat(new SnatSettings("internet", List.of(IpPrefix.parse("10.9.0.0/16")), "client", List.of(),
                List.of(AddressRange.parse("10.0.0.200-10.0.0.201")), new SnatTimeouts(600, 10, 600, 600),
                LimitSettings.NONE, LimitSettings.NONE))));
        final SplittableRandom random = new SplittableRandom(7);
        // By protocol and the host's port, address and port that the other end sees.
        final Map<String, String> model = new HashMap<>();
        for (int step = 0; step < 700; step++) {
            final boolean echo = random.nextBoolean();
            final int port = 1_000 + random.nextInt(200);
            final String key = echo + " " + port;
            rig.fromReal(echo ? packet().ipv4(HOST, REMOTE).icmp(ECHO_REQUEST, port, step)
                : packet().ipv4(HOST, REMOTE).udp(port, 53));
            final List<Frame> sent = rig.toClients();
            if (sent.isEmpty()) {
                assertThat(model).doesNotContainKey(key);
                assertThat(model.keySet().stream().filter(each -> each.startsWith(echo + " ")).count()).isEqualTo(80);
            } else {
                final int local = echo ? identifier(sent.getFirst()) : sent.getFirst().sourcePort();
                final String seen = sent.getFirst().source() + ":" + local;
                final String known = model.putIfAbsent(key, seen);
                assertThat(known == null || known.equals(seen)).isTrue();
                rig.fromClient(echo ? packet().ipv4(REMOTE, sent.getFirst().source()).icmp(ECHO_REPLY, local, step)
                    : packet().ipv4(REMOTE, sent.getFirst().source()).udp(53, local));
                final Frame reply = rig.toRealServer();
                assertThat(echo ? identifier(reply) : reply.destinationPort()).isEqualTo(port);
            }
            if (step % 350 == 349) {
                rig.pass(TimeUnit.SECONDS.toMillis(640), 4_000);
                assertThat(rig.connections().size()).isZero();
                model.clear();
            }
            assertThat(model.entrySet().stream().map(each -> each.getKey().substring(0, 4) + each.getValue())
                .distinct()).hasSize(model.size());
        }
        assertThat(rig.drops(DropReason.SNAT_PORTS_EXHAUSTED)).isPositive();
        rig.pass(TimeUnit.SECONDS.toMillis(640), 4_000);
        rig.conductor().localPorts().addresses().forEach(each -> assertThat(each.used()).isZero());
    }

    private DirectorRig rig() {
        return rigs.open(settings -> settings.packets(snat(rule())));
    }

    private static SnatSettings rule() {
        return new SnatSettings("internet", List.of(IpPrefix.parse("10.9.0.0/16")), "client",
            List.of(AddressRange.parse(ADDRESS)));
    }

    private static PacketSettings snat(final SnatSettings... rules) {
        return PacketSettings.INITIAL.withSnat(List.of(rules));
    }

    private static void set(final DirectorRig rig, final SnatSettings... rules) {
        rig.carryOut(rig.proxy().apply(List.of(new Change.SetSnat(Stream.of(rules).toList()))));
    }

    /** Opens a connection and answers its local port. */
    private static int established(final DirectorRig rig, final String host, final int port) {
        rig.fromReal(packet().ipv4(host, REMOTE).tcp(port, 443, SYN));
        final int local = rig.toClient().sourcePort();
        rig.fromClient(packet().ipv4(REMOTE, ADDRESS).tcp(443, local, SYN | ACK));
        rig.toRealServer();
        rig.fromReal(packet().ipv4(host, REMOTE).tcp(port, 443, ACK));
        rig.toClient();
        return local;
    }

    private static int identifier(final Frame frame) {
        final byte[] packet = frame.packet();
        return (packet[24] & 0xFF) << 8 | (packet[25] & 0xFF);
    }
}
