/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

import static director.dataplane.testkit.PacketBuilder.ACK;
import static director.dataplane.testkit.PacketBuilder.RST;
import static director.dataplane.testkit.PacketBuilder.SYN;
import static director.dataplane.testkit.PacketBuilder.packet;
import static director.dataplane.testkit.Rigs.VIP;
import static director.dataplane.testkit.Settings.fullNat;
import static director.dataplane.testkit.Settings.real;
import static director.dataplane.testkit.Settings.tcp;
import static director.dataplane.testkit.Settings.tcpKey;
import static director.dataplane.testkit.Settings.udp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import director.dataplane.address.IpAddress;
import director.dataplane.address.IpPrefix;
import director.dataplane.conductor.Change;
import director.dataplane.configuration.AccessControl;
import director.dataplane.configuration.AccessList;
import director.dataplane.configuration.AccessSettings;
import director.dataplane.configuration.LimitSettings;
import director.dataplane.configuration.LocalPortSettings;
import director.dataplane.configuration.PacketSettings;
import director.dataplane.configuration.Persistence;
import director.dataplane.configuration.Protocol;
import director.dataplane.configuration.ServicePolicy;
import director.dataplane.configuration.ServiceSettings;
import director.dataplane.policy.Refusal;
import director.dataplane.policy.Refusals;
import director.dataplane.policy.ServiceUse;
import director.dataplane.status.DropReason;
import director.dataplane.testkit.DirectorRig;
import director.dataplane.testkit.Rigs;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Who may open connections, and how many. */
class PolicyTest {
    private static final String CLIENT = "10.0.0.7";
    private static final String OTHER = "10.0.0.8";
    private static final String SERVER = "10.9.0.1";
    private static final LimitSettings NONE = LimitSettings.NONE;

    @RegisterExtension
    final Rigs rigs = new Rigs();
    private int port = 1_000;

    @Test
    void shouldLetAServiceHaveConnectionsAgainWhenSomeAreOver() {
        final DirectorRig rig = open(limited(new LimitSettings(2, 0, 0), NONE));
        assertThat(opens(rig, CLIENT)).isTrue();
        assertThat(opens(rig, CLIENT)).isTrue();
        assertThat(opens(rig, OTHER)).isFalse();
        assertThat(use(rig).state().connections()).isEqualTo(2);
        rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(port - 2, 80, RST));
        rig.pass(30_000, 500);
        assertThat(opens(rig, OTHER)).isTrue();
        rig.pass(120_000, 500);
        assertThat(use(rig).state().connections()).isZero();
    }

    @Test
    void shouldGoOnCarryingWhatIsOpenWhenLimitsAreReached() {
        final DirectorRig rig = open(limited(new LimitSettings(1, 1, 1), new LimitSettings(1, 1, 1)));
        rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(1_000, 80, SYN));
        rig.toRealServer();
        rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(1_001, 80, SYN));
        for (int i = 0; i < 10; i++) {
            rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(1_000, 80, ACK));
            rig.toRealServer();
        }
        assertThat(rig.drops(DropReason.CLIENT_CONNECTIONS)).isEqualTo(1);
    }

    @Test
    void shouldLimitTheRateOfAServiceAfterABurst() {
        final DirectorRig rig = open(limited(new LimitSettings(0, 10, 3), NONE));
        assertThat(opened(rig, CLIENT, 5)).isEqualTo(3);
        rig.pass(200, 10);
        assertThat(opened(rig, OTHER, 5)).isEqualTo(2);
        assertThat(rig.drops(DropReason.SERVICE_RATE)).isEqualTo(5);
    }

    /** A client that is refused takes nothing from the others. */
    @Test
    void shouldNotLetAGreedyClientTakeTheRateOfTheService() {
        final DirectorRig rig = open(limited(new LimitSettings(0, 10, 10), new LimitSettings(0, 1, 2)));
        assertThat(opened(rig, CLIENT, 100)).isEqualTo(2);
        assertThat(opens(rig, OTHER)).isTrue();
        assertThat(use(rig).refusals().count(Refusal.CLIENT_RATE)).isEqualTo(98);
    }

    @Test
    void shouldTellWhomAServiceRefusedAndWhy() {
        final DirectorRig rig = open(limited(new LimitSettings(2, 0, 0), new LimitSettings(1, 0, 0)));
        opened(rig, CLIENT, 4);
        opens(rig, OTHER);
        opens(rig, "10.0.0.9");
        final Refusals refusals = use(rig).refusals();
        assertThat(refusals.count(Refusal.CLIENT_CONNECTIONS)).isEqualTo(3);
        assertThat(refusals.count(Refusal.SERVICE_CONNECTIONS)).isEqualTo(1);
        assertThat(refusals.last())
            .isEqualTo(new Refusals.Last(IpAddress.parse("10.0.0.9"), Refusal.SERVICE_CONNECTIONS));
    }

    @Test
    void shouldRefuseSilentlySoThatNobodyIsAnsweredWhoForgesAnAddress() {
        final DirectorRig rig = open(limited(new LimitSettings(1, 0, 0), NONE));
        opened(rig, CLIENT, 3);
        rig.toReal();
        assertThat(rig.toClients()).isEmpty();
    }

    @Test
    void shouldCountWhatLeadsToARealServerThatIsLimited() {
        final DirectorRig rig = open(tcp(VIP + ":80", "rr").withRealServers(List.of(
            real(SERVER + ":80").withLimits(new LimitSettings(1, 0, 0)), real("10.9.0.2:80"))));
        assertThat(opened(rig, CLIENT, 8)).isEqualTo(5);
        assertThat(rig.drops(DropReason.REAL_SERVER_CONNECTIONS)).isEqualTo(3);
        rig.pass(120_000, 500);
        assertThat(opened(rig, CLIENT, 2)).isEqualTo(2);
    }

    /** Thresholds do not keep persistent clients away, limits do, and no template is made in vain. */
    @Test
    void shouldLimitPersistentClientsToo() {
        final ServiceSettings plain = tcp(VIP + ":80", "rr");
        final DirectorRig rig = open(new ServiceSettings(plain.protocol(), plain.address(), 80, 0, "rr", 0,
            new Persistence(300, 32, null), false,
            List.of(real(SERVER + ":80").withLimits(new LimitSettings(2, 0, 0)))));
        assertThat(opened(rig, CLIENT, 3)).isEqualTo(2);
        assertThat(opens(rig, OTHER)).isFalse();
        assertThat(rig.connections().size()).as("two connections and one template").isEqualTo(3);
    }

    @Test
    void shouldGiveBackWhatAConnectionTookThatDidNotComeAbout() {
        final DirectorRig rig = rigs.open(settings -> settings.localPorts(new LocalPortSettings(5_000, 5_000, 60))
            .services(fullNat(limited(new LimitSettings(5, 0, 0), new LimitSettings(5, 0, 0)), "10.9.0.200")));
        assertThat(opened(rig, CLIENT, 9)).isEqualTo(1);
        assertThat(rig.drops(DropReason.LOCAL_PORTS_EXHAUSTED)).isEqualTo(8);
        assertThat(use(rig).state().connections()).isEqualTo(1);
    }

    @Test
    void shouldCountEveryDatagramOfOnePacketSchedulingAgainstTheRateAlone() {
        final ServiceSettings plain = udp(VIP + ":53", "rr", SERVER + ":53");
        final DirectorRig rig = open(new ServiceSettings(Protocol.UDP, plain.address(), 53, 0, "rr", 0, null, true,
            plain.realServers()).withPolicy(new ServicePolicy(new LimitSettings(1, 0, 0), new LimitSettings(1, 0, 0),
                AccessSettings.NONE)));
        for (int i = 0; i < 20; i++) {
            rig.fromClient(packet().ipv4(CLIENT, VIP).udp(1_000, 53));
            rig.toRealServer();
        }
        assertThat(use(rig).state().connections()).isZero();
    }

    @Test
    void shouldApplyOtherLimitsAtOnceAndForgetNothing() {
        final DirectorRig rig = open(limited(new LimitSettings(3, 0, 0), NONE));
        assertThat(opened(rig, CLIENT, 9)).isEqualTo(3);
        rig.carryOut(rig.proxy().editService(limited(new LimitSettings(5, 0, 0), NONE)));
        assertThat(opened(rig, CLIENT, 9)).isEqualTo(2);
        rig.carryOut(rig.proxy().editService(limited(NONE, NONE)));
        assertThat(opened(rig, CLIENT, 9)).isEqualTo(9);
        rig.carryOut(rig.proxy().editService(limited(new LimitSettings(6, 0, 0), NONE)));
        assertThat(opened(rig, CLIENT, 9)).as("those that began without a limit do not count").isEqualTo(1);
    }

    @Test
    void shouldRememberTheConnectionsOfAServiceThatComesBack() {
        final ServiceSettings service = limited(new LimitSettings(3, 0, 0), new LimitSettings(2, 0, 0));
        final DirectorRig rig = open(service);
        assertThat(opened(rig, CLIENT, 3)).isEqualTo(2);
        rig.carryOut(rig.proxy().deleteService(tcpKey(VIP + ":80")));
        rig.pass(3_000, 500);
        rig.carryOut(rig.proxy().addService(service));
        assertThat(opened(rig, CLIENT, 3)).isZero();
        assertThat(opened(rig, OTHER, 3)).isEqualTo(1);
        rig.carryOut(rig.proxy().deleteService(tcpKey(VIP + ":80")));
        rig.pass(120_000, 500);
        rig.carryOut(rig.proxy().addService(service));
        assertThat(opened(rig, CLIENT, 3)).as("when its connections are over").isEqualTo(2);
    }

    @Test
    void shouldDenyFromTheNextSnapshotOnAndKeepWhatIsOpen() {
        final DirectorRig rig = open(limited(NONE, NONE));
        rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(1_000, 80, SYN));
        rig.toRealServer();
        access(rig, List.of(), List.of("bad"), "10.0.0.7");
        rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(1_001, 80, SYN));
        assertThat(rig.toReal()).isEmpty();
        assertThat(rig.drops(DropReason.CLIENT_DENIED)).isEqualTo(1);
        assertThat(opens(rig, OTHER)).isTrue();
        rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(1_000, 80, ACK));
        rig.toRealServer();
        access(rig, List.of(), List.of("bad"));
        assertThat(opens(rig, CLIENT)).isTrue();
        access(rig, List.of("bad"), List.of(), "10.0.0.8");
        assertThat(opens(rig, CLIENT)).isFalse();
        assertThat(opens(rig, OTHER)).isTrue();
    }

    @Test
    void shouldGoByWhatHoldsForAllAndByWhatHoldsForTheService() {
        final AccessControl control = new AccessControl(
            List.of(list("common", "10.0.0.8"), list("mine", "10.0.0.7"), list("some", "10.0.0.8/30")),
            new AccessSettings(List.of(), List.of("common")));
        final DirectorRig rig = rigs.open(settings -> settings.packets(PacketSettings.INITIAL.withAccess(control))
            .services(limited(NONE, NONE), tcp(VIP + ":81", "rr", SERVER + ":81").withPolicy(
                new ServicePolicy(NONE, NONE, new AccessSettings(List.of("some"), List.of("mine"))))));
        assertThat(opens(rig, CLIENT)).isTrue();
        assertThat(opens(rig, OTHER)).isFalse();
        for (final String client : List.of(CLIENT, OTHER, "10.0.0.9", "10.0.0.20")) {
            rig.fromClient(packet().ipv4(client, VIP).tcp(1_000, 81, SYN));
            assertThat(rig.toReal().isEmpty()).as(client).isEqualTo(!client.equals("10.0.0.9"));
        }
    }

    @Test
    void shouldRefuseAChangeThatNamesAListThatDoesNotExistAndKeepWhatWas() {
        final DirectorRig rig = open(limited(NONE, NONE));
        access(rig, List.of(), List.of("bad"), "10.0.0.7");
        assertThatThrownBy(() -> rig.carryOut(rig.proxy().apply(List.of(new Change.SetAccess(
            new AccessControl(List.of(), new AccessSettings(List.of(), List.of("good"))))))))
            .hasMessageContaining("there is no access list good");
        assertThat(opens(rig, CLIENT)).isFalse();
        assertThat(opens(rig, OTHER)).isTrue();
    }

    private DirectorRig open(final ServiceSettings service) {
        return rigs.open(settings -> settings.services(service));
    }

    private static ServiceSettings limited(final LimitSettings service, final LimitSettings client) {
        return tcp(VIP + ":80", "rr", SERVER + ":80")
            .withPolicy(new ServicePolicy(service, client, AccessSettings.NONE));
    }

    private static void access(
        final DirectorRig rig, final List<String> allow, final List<String> deny, final String... prefixes) {
        rig.carryOut(rig.proxy().apply(List.of(new Change.SetAccess(
            new AccessControl(List.of(list("bad", prefixes)), new AccessSettings(allow, deny))))));
    }

    private static AccessList list(final String name, final String... prefixes) {
        return new AccessList(
            name, List.of(), "/etc/list", Arrays.stream(prefixes).map(IpPrefix::parse).toList());
    }

    private static ServiceUse use(final DirectorRig rig) {
        return rig.conductor().catalogue().services().getFirst().use();
    }

    /** Whether a client that begins from another port gets to a real server. */
    private boolean opens(final DirectorRig rig, final String client) {
        return opened(rig, client, 1) == 1;
    }

    private int opened(final DirectorRig rig, final String client, final int times) {
        int count = 0;
        for (int i = 0; i < times; i++) {
            rig.fromClient(packet().ipv4(client, VIP).tcp(port++, 80, SYN));
            count += rig.toReal().size();
        }
        return count;
    }
}
