/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.conductor;

import static director.dataplane.service.Availability.INHIBITED;
import static director.dataplane.service.Availability.IN_SERVICE;
import static director.dataplane.service.Availability.OUT_OF_SERVICE;
import static director.dataplane.testkit.PacketBuilder.ACK;
import static director.dataplane.testkit.PacketBuilder.SYN;
import static director.dataplane.testkit.PacketBuilder.packet;
import static director.dataplane.testkit.Rigs.VIP;
import static director.dataplane.testkit.Settings.real;
import static director.dataplane.testkit.Settings.tcp;
import static director.dataplane.testkit.Settings.tcpKey;
import static org.assertj.core.api.Assertions.assertThat;

import director.dataplane.configuration.Persistence;
import director.dataplane.configuration.ServiceSettings;
import director.dataplane.configuration.Sysctl;
import director.dataplane.service.Availability;
import director.dataplane.service.RealServerKey;
import director.dataplane.service.ServiceAvailability;
import director.dataplane.service.ServiceKey;
import director.dataplane.status.DropReason;
import director.dataplane.testkit.DirectorRig;
import director.dataplane.testkit.Frame;
import director.dataplane.testkit.Rigs;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What real servers may get lies over what is configured. */
class AvailabilityTest {
    private static final String CLIENT = "10.0.0.7";
    private static final String A = "10.9.0.1";
    private static final String B = "10.9.0.2";
    private static final ServiceKey SERVICE = tcpKey(VIP + ":80");

    @RegisterExtension
    final Rigs rigs = new Rigs();

    @ParameterizedTest
    @ValueSource(strings = {"rr", "wrr", "lc", "wlc", "sed", "nq"})
    void shouldGiveNewConnectionsToThoseInServiceAloneAndKeepTheOthers(final String scheduler) {
        final DirectorRig rig = rigs.open(settings -> settings.services(
            tcp(VIP + ":80", scheduler, A + ":80*1", B + ":80*1")));
        final String before = picks(rig, 1_000, 40);
        assertThat(before).contains("A", "B");
        for (final Availability out : List.of(OUT_OF_SERVICE, INHIBITED)) {
            tell(rig, Map.of(A, out), IN_SERVICE);
            assertThat(picks(rig, out == INHIBITED ? 2_100 : 2_000, 40)).isEqualTo("B".repeat(40));
            for (int i = 0; i < 40; i++) {
                rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(1_000 + i, 80, ACK));
                assertThat(name(rig.toRealServer())).isEqualTo(before.substring(i, i + 1));
            }
        }
        tell(rig, Map.of(), IN_SERVICE);
        assertThat(picks(rig, 3_000, 40)).contains("A");
    }

    @Test
    void shouldRefuseClientsWhenNobodyIsInService() {
        final DirectorRig rig = rigs.tcp(A + ":80", B + ":80");
        tell(rig, Map.of(), OUT_OF_SERVICE);
        rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(1_000, 80, SYN));

        assertThat(rig.toClient().icmpType()).as("unreachable").isEqualTo(3);
        assertThat(rig.drops(DropReason.NO_DESTINATION)).isEqualTo(1);
    }

    @Test
    void shouldUseTheWeightThatTheOperatorHasSetMeanwhile() {
        final DirectorRig rig = rigs.open(settings -> settings.services(
            tcp(VIP + ":80", "wrr", A + ":80*1", B + ":80*1")));
        for (final Availability out : List.of(OUT_OF_SERVICE, INHIBITED)) {
            rig.carryOut(rig.proxy().editRealServer(SERVICE, real(A + ":80*1")));
            tell(rig, Map.of(A, out), IN_SERVICE);
            rig.carryOut(rig.proxy().editRealServer(SERVICE, real(A + ":80*3")));
            assertThat(picks(rig, out == INHIBITED ? 1_100 : 1_000, 8)).isEqualTo("B".repeat(8));
            assertThat(entry(rig, A).settings().weight()).isEqualTo(3);
            assertThat(entry(rig, A).availability()).isEqualTo(out);
            tell(rig, Map.of(), IN_SERVICE);
            assertThat(picks(rig, out == INHIBITED ? 2_100 : 2_000, 8).chars().filter(each -> each == 'A')).hasSize(6);
        }
    }

    @Test
    void shouldHoldForRealServersAndServicesThatAreAddedLater() {
        final DirectorRig rig = rigs.open(settings -> settings);
        tell(rig, Map.of(A, IN_SERVICE), OUT_OF_SERVICE);
        rig.carryOut(rig.proxy().addService(tcp(VIP + ":80", "rr", A + ":80")));
        rig.carryOut(rig.proxy().addRealServer(SERVICE, real(B + ":80")));
        assertThat(picks(rig, 1_000, 4)).isEqualTo("AAAA");

        rig.carryOut(rig.proxy().deleteService(SERVICE));
        rig.carryOut(rig.proxy().addService(tcp(VIP + ":80", "rr", A + ":80", B + ":80")));
        assertThat(picks(rig, 2_000, 4)).isEqualTo("AAAA");
        tell(rig, Map.of(), IN_SERVICE);
        assertThat(picks(rig, 3_000, 4)).contains("A", "B");
    }

    @Test
    void shouldBeginWithWhatIsSetInTheSameBatch() {
        final DirectorRig rig = rigs.open(settings -> settings);
        rig.carryOut(rig.proxy().apply(List.of(
            new Change.AddService(tcp(VIP + ":80", "rr", A + ":80", B + ":80")),
            new Change.SetAvailability(SERVICE, availability(Map.of(A, OUT_OF_SERVICE), IN_SERVICE)))));

        assertThat(picks(rig, 1_000, 4)).isEqualTo("BBBB");
    }

    @Test
    void shouldSwitchTheSchedulerWithoutWhoIsOutOfService() {
        final DirectorRig rig = rigs.tcp(A + ":80", B + ":80");
        tell(rig, Map.of(A, OUT_OF_SERVICE), IN_SERVICE);
        rig.carryOut(rig.proxy().editService(tcp(VIP + ":80", "wlc")));

        assertThat(picks(rig, 1_000, 4)).isEqualTo("BBBB");
        tell(rig, Map.of(), IN_SERVICE);
        assertThat(picks(rig, 2_000, 4)).as("the least loaded").isEqualTo("AAAA");
    }

    @Test
    void shouldChooseAnewForPersistentClientsOfWhoIsOutOfServiceButNotOfWhoIsInhibited() {
        final DirectorRig rig = rigs.open(settings -> settings.services(new ServiceSettings(
            tcp(VIP + ":80", "rr").protocol(), tcp(VIP + ":80", "rr").address(), 80, 0, "rr", 0,
            new Persistence(100, 32, null), false, List.of(real(A + ":80"), real(B + ":80")))));
        assertThat(picks(rig, 1_000, 3)).isEqualTo("BBB");
        tell(rig, Map.of(B, INHIBITED), IN_SERVICE);
        assertThat(picks(rig, 2_000, 3)).isEqualTo("BBB");
        tell(rig, Map.of(B, OUT_OF_SERVICE), IN_SERVICE);
        assertThat(picks(rig, 3_000, 3)).isEqualTo("AAA");
    }

    @Test
    void shouldEndConnectionsOfWhoIsOutOfServiceIfConnectionsOfTheRemovedAreToEnd() {
        final DirectorRig rig = rigs.tcp(A + ":80");
        rig.carryOut(rig.proxy().set(Sysctl.EXPIRE_NODEST_CONN, 1));
        picks(rig, 1_000, 5);
        assertThat(rig.connections().size()).isEqualTo(5);
        tell(rig, Map.of(A, INHIBITED), IN_SERVICE);
        rig.pass(100, 10);
        assertThat(rig.connections().size()).isEqualTo(5);
        tell(rig, Map.of(A, OUT_OF_SERVICE), IN_SERVICE);
        rig.pass(100, 10);
        assertThat(rig.connections().size()).isZero();
    }

    private static void tell(
        final DirectorRig rig, final Map<String, Availability> realServers, final Availability others) {
        rig.carryOut(rig.proxy().apply(List.of(
            new Change.SetAvailability(SERVICE, availability(realServers, others)))));
    }

    private static ServiceAvailability availability(
        final Map<String, Availability> realServers, final Availability others) {
        return new ServiceAvailability(realServers.entrySet().stream().collect(java.util.stream.Collectors.toMap(
            entry -> RealServerKey.of(real(entry.getKey() + ":80")), Map.Entry::getValue)), others);
    }

    private static Catalogue.Entry entry(final DirectorRig rig, final String address) {
        return rig.conductor().catalogue().services().getFirst().realServers().stream()
            .filter(entry -> entry.settings().address().toString().equals(address)).findFirst().orElseThrow();
    }

    private static String picks(final DirectorRig rig, final int firstPort, final int count) {
        final StringBuilder picks = new StringBuilder();
        for (int i = 0; i < count; i++) {
            rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(firstPort + i, 80, SYN));
            picks.append(name(rig.toRealServer()));
        }
        return picks.toString();
    }

    private static String name(final Frame frame) {
        return frame.destination().equals(A) ? "A" : "B";
    }
}
