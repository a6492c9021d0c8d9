/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

import static director.dataplane.testkit.PacketBuilder.ACK;
import static director.dataplane.testkit.PacketBuilder.SYN;
import static director.dataplane.testkit.PacketBuilder.packet;
import static director.dataplane.testkit.Rigs.VIP;
import static director.dataplane.testkit.Settings.tcp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import director.dataplane.address.IpAddress;
import director.dataplane.address.IpPrefix;
import director.dataplane.conductor.ServiceException;
import director.dataplane.configuration.AnswerPolicy;
import director.dataplane.configuration.ConnectionTimeouts;
import director.dataplane.configuration.ForwardPolicy;
import director.dataplane.configuration.HostSettings;
import director.dataplane.configuration.MarkRule;
import director.dataplane.configuration.PacketSettings;
import director.dataplane.configuration.Protocol;
import director.dataplane.configuration.ServiceSettings;
import director.dataplane.configuration.Sysctl;
import director.dataplane.configuration.Sysctls;
import director.dataplane.status.DropReason;
import director.dataplane.status.WorkerCounter;
import director.dataplane.testkit.DirectorRig;
import director.dataplane.testkit.Frame;
import director.dataplane.testkit.PacketBuilder;
import director.dataplane.testkit.Rigs;
import director.dataplane.testkit.Settings;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a director is configured with beside services, seen from outside. */
class PacketSettingsTest {
    private static final String CLIENT = "10.0.0.7";
    private static final String SERVER = "10.9.0.1";
    private static final String ELSEWHERE = "10.9.0.77";
    private static final HostSettings QUIET_ABOUT_ITSELF =
        new HostSettings(AnswerPolicy.DROP, ForwardPolicy.FORWARD, AnswerPolicy.ANSWER);
    private static final HostSettings NO_ROUTER =
        new HostSettings(AnswerPolicy.ANSWER, ForwardPolicy.DROP, AnswerPolicy.ANSWER);
    private static final HostSettings QUIET_ROUTER =
        new HostSettings(AnswerPolicy.ANSWER, ForwardPolicy.FORWARD, AnswerPolicy.DROP);

    @RegisterExtension
    private final Rigs rigs = new Rigs();

    @Test
    void shouldRefuseWhatNobodyTakesUnlessTold() {
        final DirectorRig rig = rig(HostSettings.INITIAL);
        for (final PacketBuilder unwanted : unwanted()) {
            rig.fromClient(unwanted);
            assertThat(rig.toClient().destination()).isEqualTo(CLIENT);
        }
    }

    @Test
    void shouldKeepQuietAboutWhatNobodyTakesWhenTold() {
        final DirectorRig rig = rig(QUIET_ABOUT_ITSELF);
        rig.fromClient(unwanted());
        assertThat(rig.toClients()).isEmpty();
        assertThat(rig.drops(DropReason.NO_SERVICE)).isEqualTo(2);
        assertThat(rig.drops(DropReason.PROTOCOL_UNSUPPORTED)).isEqualTo(2);
    }

    @Test
    void shouldAnswerEchoAndForConnectionsThoughRefusalsAreDropped() {
        final DirectorRig rig = rig(QUIET_ABOUT_ITSELF);
        rig.fromClient(packet().ipv4(CLIENT, VIP).icmp(8, 1, 1));
        assertThat(rig.toClient().icmpType()).isZero();
        rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(1_000, 80, SYN).ttl(1));
        assertThat(rig.toClient().icmpType()).isEqualTo(11);
    }

    @Test
    void shouldSpeakForAServiceWithoutRealServersThoughRefusalsAreDropped() {
        final DirectorRig rig = rigs.open(settings -> settings.packets(with(QUIET_ABOUT_ITSELF))
            .services(tcp(VIP + ":80", "rr")));
        rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(1_000, 80, SYN));
        assertThat(rig.toClient().icmpType()).isEqualTo(3);
    }

    @Test
    void shouldForwardForOthersUnlessTold() {
        final DirectorRig rig = rig(HostSettings.INITIAL);
        rig.fromClient(packet().ipv4(CLIENT, ELSEWHERE).udp(1_000, 9_999).ttl(9));
        final Frame forwarded = rig.toRealServer();
        assertThat(forwarded.destination()).isEqualTo(ELSEWHERE);
        assertThat(forwarded.ttl()).isEqualTo(8);
    }

    @Test
    void shouldNotForwardForOthersWhenTold() {
        final DirectorRig rig = rig(NO_ROUTER);
        rig.fromClient(packet().ipv4(CLIENT, ELSEWHERE).udp(1_000, 9_999),
            packet().ipv4(CLIENT, ELSEWHERE).icmp(8, 1, 1), packet().ipv4(CLIENT, ELSEWHERE).udp(1_000, 9_999).ttl(1));
        rig.fromReal(packet().ipv4(SERVER, CLIENT).tcp(8_080, 1_000, ACK));
        assertThat(rig.toReal()).isEmpty();
        assertThat(rig.toClients()).isEmpty();
        assertThat(rig.drops(DropReason.NOT_LOCAL)).isEqualTo(4);
    }

    @Test
    void shouldForwardForConnectionsThoughForOthersItDoesNot() {
        final DirectorRig rig = rig(NO_ROUTER);
        rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(1_000, 80, SYN));
        assertThat(rig.toRealServer().destination()).isEqualTo(SERVER);
        rig.fromReal(packet().ipv4(SERVER, CLIENT).tcp(80, 1_000, SYN | ACK));
        assertThat(rig.toClient().source()).isEqualTo(VIP);
    }

    @Test
    void shouldTellSendersWhyNothingWasForwardedUnlessTold() {
        final DirectorRig rig = router(HostSettings.INITIAL);
        rig.fromClient(packet().ipv4(CLIENT, ELSEWHERE).udp(1_000, 9_999).ttl(1));
        assertThat(rig.toClient().icmpType()).isEqualTo(11);
        rig.fromClient(tooBig());
        assertThat(rig.toClient().icmpType()).isEqualTo(3);
        rig.fromClient(packet().ipv4(CLIENT, "192.0.2.1").udp(1_000, 9_999));
        assertThat(rig.toClient().icmpType()).isEqualTo(3);
    }

    @Test
    void shouldKeepQuietAboutWhatCannotBeForwardedWhenTold() {
        final DirectorRig rig = router(QUIET_ROUTER);
        rig.fromClient(packet().ipv4(CLIENT, ELSEWHERE).udp(1_000, 9_999).ttl(1), tooBig(),
            packet().ipv4(CLIENT, "192.0.2.1").udp(1_000, 9_999));
        assertThat(rig.toClients()).isEmpty();
        assertThat(rig.toReal()).isEmpty();
        assertThat(rig.drops(DropReason.TTL_EXCEEDED)).isEqualTo(1);
        assertThat(rig.drops(DropReason.MTU_EXCEEDED)).isEqualTo(1);
        assertThat(rig.drops(DropReason.NO_ROUTE)).isEqualTo(1);
    }

    @Test
    void shouldTellRealServersOfConnectionsThoughErrorsAreDropped() {
        final DirectorRig rig = rig(QUIET_ROUTER);
        rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(1_000, 80, SYN));
        rig.toReal();
        rig.fromReal(packet().ipv4(SERVER, CLIENT).tcp(80, 1_000, SYN | ACK).ttl(1));
        assertThat(rig.toRealServer().icmpType()).isEqualTo(11);
    }

    @Test
    void shouldMarkByTheLastRuleThatMatchesFromTheStart() {
        final DirectorRig rig = rigs.open(settings -> settings
            .services(marked(5, SERVER), marked(6, "10.9.0.2"))
            .packets(new PacketSettings(List.of(mark(5, null, 0, 65_535), mark(6, "client", 8_000, 8_099),
                mark(5, "real", 0, 65_535)), Sysctls.INITIAL, ConnectionTimeouts.INITIAL, HostSettings.INITIAL)));
        rig.fromClient(packet().ipv4(CLIENT, "10.0.0.200").tcp(1_000, 7_999, SYN));
        assertThat(rig.toRealServer().destination()).isEqualTo(SERVER);
        rig.fromClient(packet().ipv4(CLIENT, "10.0.0.200").tcp(1_000, 8_000, SYN));
        assertThat(rig.toRealServer().destination()).isEqualTo("10.9.0.2");
    }

    @Test
    void shouldNotStartWithAMarkAtAPortThatDoesNotExist() {
        assertThatThrownBy(() -> rigs.open(settings -> settings.packets(new PacketSettings(
            List.of(mark(5, "uplink", 0, 65_535)), Sysctls.INITIAL, ConnectionTimeouts.INITIAL,
            HostSettings.INITIAL))))
            .isInstanceOf(ServiceException.class).hasMessageContaining("there is no port uplink");
    }

    @Test
    void shouldHaveTheSysctlsFromTheStart() {
        final DirectorRig rig = rigs.open(settings -> settings.services(tcp(VIP + ":80", "rr", SERVER + ":80"))
            .packets(new PacketSettings(List.of(), Sysctls.INITIAL.with(Sysctl.SLOPPY_TCP, 1),
                ConnectionTimeouts.INITIAL, HostSettings.INITIAL)));
        rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(1_000, 80, ACK));
        assertThat(rig.toRealServer().destination()).isEqualTo(SERVER);
    }

    @Test
    void shouldHaveTheTimeoutsFromTheStart() {
        final DirectorRig rig = rigs.open(settings -> settings
            .services(Settings.udp(VIP + ":53", "rr", SERVER + ":53"))
            .packets(new PacketSettings(List.of(), Sysctls.INITIAL, new ConnectionTimeouts(900, 120, 10),
                HostSettings.INITIAL)));
        rig.fromClient(packet().ipv4(CLIENT, VIP).udp(1_000, 53));
        rig.pass(9_000, 500);
        assertThat(rig.connections().size()).isEqualTo(1);
        rig.pass(2_000, 500);
        assertThat(rig.connections().size()).isZero();
        assertThat(rig.count(WorkerCounter.TRANSMITTED)).isPositive();
    }

    private DirectorRig rig(final HostSettings host) {
        return rigs.open(settings ->
            settings.services(tcp(VIP + ":80", "rr", SERVER + ":80")).packets(with(host)));
    }

    /** Without a default route, and with a short way to the real servers. */
    private DirectorRig router(final HostSettings host) {
        return rigs.open(settings -> settings.packets(with(host))
            .client(Settings.port("client", "10.0.0.254/24", null, 1_500))
            .real(Settings.port("real", "10.9.0.254/16", null, 600)));
    }

    private static PacketSettings with(final HostSettings host) {
        return new PacketSettings(List.of(), Sysctls.INITIAL, ConnectionTimeouts.INITIAL, host);
    }

    /** TCP and UDP to ports without service, and two protocols that nobody here speaks. */
    private static PacketBuilder[] unwanted() {
        return new PacketBuilder[] {
            packet().ipv4(CLIENT, VIP).tcp(1_000, 81, SYN),
            packet().ipv4(CLIENT, VIP).udp(1_000, 81),
            packet().ipv4(CLIENT, VIP).protocol(47),
            packet().ipv4(CLIENT, VIP).protocol(58),
        };
    }

    private static PacketBuilder tooBig() {
        return packet().ipv4(CLIENT, ELSEWHERE).fragment(0x4000).udp(1_000, 9_999).payload(1_000);
    }

    private static ServiceSettings marked(final int mark, final String realServer) {
        return new ServiceSettings(Protocol.TCP, IpAddress.ANY, 0, mark, "rr", 0, null, false,
            List.of(Settings.real(realServer + ":0")));
    }

    private static MarkRule mark(
        final int mark, final @Nullable String port, final int firstPort, final int lastPort) {
        return new MarkRule(mark, false, port, Protocol.TCP, null, IpPrefix.parse("10.0.0.200"), firstPort, lastPort);
    }
}
