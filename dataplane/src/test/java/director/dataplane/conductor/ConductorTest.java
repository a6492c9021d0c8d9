/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.conductor;

import static director.dataplane.testkit.PacketBuilder.ACK;
import static director.dataplane.testkit.PacketBuilder.SYN;
import static director.dataplane.testkit.PacketBuilder.packet;
import static director.dataplane.testkit.Rigs.VIP;
import static director.dataplane.testkit.Settings.real;
import static director.dataplane.testkit.Settings.tcp;
import static director.dataplane.testkit.Settings.tcpKey;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import director.dataplane.conductor.Catalogue.Entry;
import director.dataplane.configuration.Sysctl;
import director.dataplane.service.ServiceKey;
import director.dataplane.status.DropReason;
import director.dataplane.status.WorkerCounter;
import director.dataplane.testkit.DirectorRig;
import director.dataplane.testkit.RigSettings;
import director.dataplane.testkit.Rigs;
import director.schedulers.SchedulerException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Services change while packets flow. */
class ConductorTest {
    private static final String CLIENT = "10.0.0.7";
    private static final String A = "10.9.0.1";
    private static final String B = "10.9.0.2";
    private static final ServiceKey SERVICE = tcpKey(VIP + ":80");

    @RegisterExtension
    final Rigs rigs = new Rigs();

    @Test
    void shouldServeAServiceFromTheMomentItIsAddedUntilItIsDeleted() {
        final DirectorRig rig = rigs.open(settings -> settings);
        assertThat(pick(rig, 1_000)).isEmpty();
        rig.carryOut(rig.proxy().addService(tcp(VIP + ":80", "rr", A + ":80")));
        assertThat(pick(rig, 1_001)).containsExactly(A);
        rig.carryOut(rig.proxy().deleteService(SERVICE));
        assertThat(pick(rig, 1_001)).isEmpty();
        assertThat(rig.toClients()).as("forwarded as by any router").hasSize(2)
            .allMatch(frame -> frame.destination().equals(VIP));
    }

    @Test
    void shouldUseARealServerFromTheMomentItIsAddedUntilItIsDeleted() {
        final DirectorRig rig = rigs.tcp(A + ":80");
        rig.carryOut(rig.proxy().addRealServer(SERVICE, real(B + ":80")));
        assertThat(List.of(pick(rig, 1_000), pick(rig, 1_001))).containsExactlyInAnyOrder(List.of(A), List.of(B));
        rig.carryOut(rig.proxy().deleteRealServer(SERVICE, real(A + ":80")));
        assertThat(List.of(pick(rig, 1_002), pick(rig, 1_003))).containsExactly(List.of(B), List.of(B));
        rig.carryOut(rig.proxy().deleteRealServer(SERVICE, real(B + ":80")));
        assertThat(pick(rig, 1_004)).isEmpty();
        assertThat(rig.drops(DropReason.NO_DESTINATION)).isEqualTo(1);
    }

    /** As Linux does it: replies go on, and the real server gets its connections back when it comes back. */
    @Test
    void shouldHoldWhatClientsSendToADeletedRealServerUntilItComesBack() {
        final DirectorRig rig = rigs.tcp(A + ":80");
        assertThat(pick(rig, 1_000)).containsExactly(A);
        rig.carryOut(rig.proxy().deleteRealServer(SERVICE, real(A + ":80")));
        rig.carryOut(rig.proxy().addRealServer(SERVICE, real(B + ":80")));
        for (int second = 0; second < 10; second++) {
            rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(1_000, 80, ACK));
            assertThat(rig.toReal()).isEmpty();
            rig.fromReal(packet().ipv4(A, CLIENT).tcp(80, 1_000, ACK));
            assertThat(rig.toClient().source()).isEqualTo(VIP);
            rig.pass(1_000, 500);
        }
        assertThat(rig.drops(DropReason.DESTINATION_UNAVAILABLE)).isEqualTo(10);
        final int number = rig.conductor().published().getAcquire().destinations().length;
        rig.carryOut(rig.proxy().addRealServer(SERVICE, real(A + ":80")));
        assertThat(rig.conductor().published().getAcquire().destinations()).hasSize(number);
        rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(1_000, 80, ACK));
        assertThat(rig.toRealServer().destination()).isEqualTo(A);
        assertThat(rig.count(WorkerCounter.CONNECTIONS_OPENED)).isEqualTo(1);
    }

    @Test
    void shouldEndConnectionsOfADeletedRealServerIfToldTo() {
        final DirectorRig rig = rigs.tcp(A + ":80");
        rig.carryOut(rig.proxy().set(Sysctl.EXPIRE_NODEST_CONN, 1));
        assertThat(pick(rig, 1_000)).containsExactly(A);
        rig.carryOut(rig.proxy().deleteRealServer(SERVICE, real(A + ":80")));
        rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(1_000, 80, ACK));
        assertThat(rig.toClient().source()).as("reset").isEqualTo(VIP);
        assertThat(rig.drops(DropReason.NO_CONNECTION)).isEqualTo(1);
        rig.pass(10, 10);
        assertThat(rig.connections().size()).isZero();
    }

    @Test
    void shouldSwitchTheSchedulerAndNothingElseWhenAServiceIsEdited() {
        final List<RigSettings> made = new ArrayList<>();
        final DirectorRig rig = rigs.open(settings -> {
            made.add(settings);
            return settings.services(tcp(VIP + ":80", "rr", A + ":80*3", B + ":80*1"));
        });
        assertThat(picks(rig, 1_000, 4)).containsExactly(B, A, B, A);
        rig.carryOut(rig.proxy().editService(tcp(VIP + ":80", "wrr")));
        assertThat(picks(rig, 2_000, 8)).containsExactlyInAnyOrder(A, A, A, A, A, A, B, B);
        rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(1_000, 80, ACK));
        assertThat(rig.toRealServer().destination()).isEqualTo(B);
        rig.pass(2_000, 500);
        assertThat(references(made, "rr")).isZero();
        assertThat(references(made, "wrr")).isEqualTo(1);
        assertRefused(rig, rig.proxy().editService(tcp(VIP + ":81", "rr")), ServiceException.class,
            "service TCP 10.0.0.100:81 does not exist");
        assertRefused(rig, rig.proxy().editService(tcp(VIP + ":80", "lifo")), SchedulerException.class,
            "unknown scheduler");
    }

    @Test
    void shouldNotReuseTheNumberOfARealServerWhileAConnectionUsesItAndDoSoAfter() {
        final DirectorRig rig = rigs.tcp(A + ":80");
        final int number = realServer(rig, 0).number();
        assertThat(pick(rig, 1_000)).containsExactly(A);
        rig.carryOut(rig.proxy().deleteRealServer(SERVICE, real(A + ":80")));
        rig.pass(5_000, 500);
        rig.carryOut(rig.proxy().addRealServer(SERVICE, real(B + ":80")));
        assertThat(realServer(rig, 0).number()).isNotEqualTo(number);
        rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(1_000, 80, ACK));
        assertThat(rig.toReal()).isEmpty();
        assertThat(rig.drops(DropReason.DESTINATION_UNAVAILABLE)).isEqualTo(1);
        rig.pass(70_000, 500);
        assertThat(rig.connections().size()).isZero();
        rig.carryOut(rig.proxy().addRealServer(SERVICE, real("10.9.0.3:80")));
        assertThat(realServer(rig, 0).number()).isEqualTo(number);
        assertThat(rig.destinations().opened(number)).isZero();
        assertThat(List.of(pick(rig, 1_001), pick(rig, 1_002)))
            .containsExactlyInAnyOrder(List.of("10.9.0.3"), List.of(B));
        // What the deleted real server sends belongs to nothing any more.
        rig.fromReal(packet().ipv4(A, CLIENT).tcp(80, 1_000, ACK));
        assertThat(rig.toClient().source()).isEqualTo(A);
    }

    /** A worker that is late may still open a connection to it. */
    @Test
    void shouldNotReuseTheNumberOfARealServerBeforeTheWorkerKnowsThatItIsGone() {
        final DirectorRig rig = rigs.tcp(A + ":80");
        final int number = realServer(rig, 0).number();
        final CompletableFuture<?> deleted = rig.proxy().deleteRealServer(SERVICE, real(A + ":80"));
        for (int second = 0; second < 5; second++) {
            rig.clock().advanceMillis(1_000);
            rig.conductor().doWork();
        }
        assertThat(deleted).isCompleted();
        final CompletableFuture<?> added = rig.proxy().addRealServer(SERVICE, real(B + ":80"));
        rig.conductor().doWork();
        assertThat(added).isCompleted();
        assertThat(realServer(rig, 0).number()).isNotEqualTo(number);
        rig.pass(3_000, 500);
        rig.carryOut(rig.proxy().addRealServer(SERVICE, real("10.9.0.3:80")));
        assertThat(realServer(rig, 0).number()).isEqualTo(number);
    }

    /** As Linux does it: what a service leaves behind belongs to the real server, and revives with it. */
    @Test
    void shouldReviveConnectionsOfADeletedServiceWhenServiceAndRealServerComeBack() {
        final DirectorRig rig = rigs.tcp(A + ":80");
        assertThat(pick(rig, 1_000)).containsExactly(A);
        rig.carryOut(rig.proxy().deleteService(SERVICE));
        rig.fromReal(packet().ipv4(A, CLIENT).tcp(80, 1_000, SYN | ACK));
        assertThat(rig.toClient().source()).as("without any service nothing is translated").isEqualTo(A);
        rig.pass(3_000, 500);
        rig.carryOut(rig.proxy().addService(tcp(VIP + ":80", "rr", B + ":80")));
        rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(1_000, 80, ACK));
        assertThat(rig.toReal()).isEmpty();
        assertThat(pick(rig, 1_001)).containsExactly(B);
        rig.carryOut(rig.proxy().addRealServer(SERVICE, real(A + ":80")));
        rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(1_000, 80, ACK));
        assertThat(rig.toRealServer().destination()).isEqualTo(A);
    }

    @Test
    void shouldShareTheAddressOfARealServerBetweenServices() {
        final DirectorRig rig = rigs.open(settings -> settings.services(
            tcp(VIP + ":80", "rr", A + ":80"), tcp(VIP + ":81", "rr", A + ":80")));
        rig.fromClient(
            packet().ipv4(CLIENT, VIP).tcp(1_000, 80, SYN), packet().ipv4(CLIENT, VIP).tcp(1_001, 81, SYN));
        rig.carryOut(rig.proxy().deleteService(tcpKey(VIP + ":81")));
        rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(1_001, 81, ACK));
        rig.pass(70_000, 1_000);
        rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(1_000, 80, SYN));
        rig.fromReal(packet().ipv4(A, CLIENT).tcp(80, 1_000, SYN | ACK));
        assertThat(rig.toClient().sourcePort()).isEqualTo(80);
    }

    @Test
    void shouldRefuseWhatCannotBeAndChangeNothing() {
        final DirectorRig rig = rigs.tcp(A + ":80");
        final Catalogue before = rig.conductor().catalogue();
        assertRefused(rig, rig.proxy().addService(tcp(VIP + ":80", "rr")), ServiceException.class,
            "service TCP 10.0.0.100:80 exists already");
        assertRefused(rig, rig.proxy().addService(tcp(VIP + ":81", "lifo")), SchedulerException.class,
            "unknown scheduler \"lifo\": registered are ");
        assertRefused(rig, rig.proxy().deleteService(tcpKey(VIP + ":81")), ServiceException.class,
            "service TCP 10.0.0.100:81 does not exist");
        assertRefused(rig, rig.proxy().addRealServer(SERVICE, real(A + ":80*5")), ServiceException.class,
            "real server 10.9.0.1:80 of TCP 10.0.0.100:80 exists already");
        assertRefused(rig, rig.proxy().addRealServer(tcpKey(VIP + ":81"), real(A + ":80")), ServiceException.class,
            "service TCP 10.0.0.100:81 does not exist");
        assertRefused(rig, rig.proxy().editRealServer(SERVICE, real(B + ":80")), ServiceException.class,
            "real server 10.9.0.2:80 of TCP 10.0.0.100:80 does not exist");
        assertRefused(rig, rig.proxy().deleteRealServer(SERVICE, real(A + ":81")), ServiceException.class,
            "real server 10.9.0.1:81 of TCP 10.0.0.100:80 does not exist");
        assertThat(rig.conductor().catalogue()).isEqualTo(before);
        assertThat(pick(rig, 1_000)).containsExactly(A);
    }

    @Test
    void shouldLeaveNothingBehindOfAServiceOneOfWhoseRealServersIsRefused() {
        final DirectorRig rig = rigs.open(settings -> settings);
        assertRefused(rig, rig.proxy().addService(tcp(VIP + ":80", "rr", A + ":80", B + ":80", A + ":80")),
            ServiceException.class, "real server 10.9.0.1:80 of TCP 10.0.0.100:80 exists already");
        rig.pass(3_000, 500);
        assertThat(rig.conductor().catalogue().services()).isEmpty();
        rig.fromReal(packet().ipv4(A, CLIENT).tcp(80, 1_000, ACK));
        assertThat(rig.toClient().source()).isEqualTo(A);
        rig.carryOut(rig.proxy().addService(tcp(VIP + ":80", "rr", A + ":80")));
        assertThat(realServer(rig, 0).number()).isZero();
        assertThat(pick(rig, 1_000)).containsExactly(A);
    }

    @Test
    void shouldGiveSchedulersBack() {
        final List<RigSettings> made = new ArrayList<>();
        final DirectorRig rig = rigs.open(settings -> {
            made.add(settings);
            return settings.services(tcp(VIP + ":80", "rr", A + ":80"), tcp(VIP + ":81", "wrr", A + ":80"));
        });
        assertThat(references(made, "rr")).isEqualTo(1);
        assertRefused(rig, rig.proxy().addService(tcp(VIP + ":82", "rr", A + ":80", A + ":80")),
            ServiceException.class, "exists already");
        rig.pass(2_000, 500);
        assertThat(references(made, "rr")).isEqualTo(1);
        rig.carryOut(rig.proxy().deleteService(SERVICE));
        rig.pass(2_000, 500);
        assertThat(references(made, "rr")).isZero();
        assertThat(references(made, "wrr")).isEqualTo(1);
        rig.close();
        assertThat(references(made, "wrr")).isZero();
    }

    @Test
    void shouldCarryOutTenThousandChangesInBoundedMemory() {
        final DirectorRig rig = rigs.tcp(A + ":80");
        final int before = rig.memory().taken();
        int most = 0;
        int greatest = 0;
        for (int i = 0; i < 2_500; i++) {
            rig.carryOut(rig.proxy().addRealServer(SERVICE, real(B + ":80")));
            rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(i, 80, SYN));
            rig.carryOut(rig.proxy().addService(tcp(VIP + ":81", "wrr", B + ":81")));
            rig.carryOut(rig.proxy().deleteService(tcpKey(VIP + ":81")));
            greatest = Math.max(greatest, realServer(rig, 0).number());
            rig.carryOut(rig.proxy().deleteRealServer(SERVICE, real(B + ":80")));
            rig.pass(100, 100);
            most = Math.max(most, rig.memory().taken());
        }
        assertThat(most - before).isLessThan(10);
        assertThat(greatest).as("number of a real server").isLessThan(10);
        assertThat(realServer(rig, 0).number()).isZero();
        rig.toReal();
        assertThat(pick(rig, 60_000)).containsExactly(A);
    }

    @Test
    void shouldRefuseMoreChangesThanCanWait() {
        final DirectorRig rig = rigs.open(settings -> settings);
        final List<CompletableFuture<?>> waiting = new ArrayList<>();
        for (int i = 0; i < 1_024; i++) {
            waiting.add(rig.proxy().addService(tcp(VIP + ":" + (i + 1), "rr")));
        }
        final CompletableFuture<?> late = rig.proxy().addService(tcp(VIP + ":9999", "rr"));
        assertThatThrownBy(late::join).hasRootCauseMessage(
            "more than 1024 changes wait for the conductor: try again later");
        for (int i = 0; i < 64; i++) {
            rig.conductor().doWork();
            rig.work();
        }
        assertThat(waiting).allSatisfy(change -> assertThat(change).isCompleted());
        assertThat(rig.conductor().catalogue().services()).hasSize(1_024);
    }

    @Test
    void shouldRefuseChangesOnceItHasStopped() {
        final DirectorRig rig = rigs.open(settings -> settings);
        final CompletableFuture<?> before = rig.proxy().addService(tcp(VIP + ":80", "rr"));
        rig.close();
        final CompletableFuture<?> after = rig.proxy().deleteService(SERVICE);
        assertThatThrownBy(before::join).hasRootCauseMessage("the director has stopped");
        assertThatThrownBy(after::join).hasRootCauseMessage("the director has stopped");
    }

    private static void assertRefused(
        final DirectorRig rig, final CompletableFuture<?> change, final Class<?> type, final String message) {
        assertThatThrownBy(() -> rig.carryOut(change)).cause().isInstanceOf(type).hasMessageContaining(message);
    }

    private static int references(final List<RigSettings> made, final String scheduler) {
        return made.getFirst().registry().registrations().stream()
            .filter(registration -> registration.name().equals(scheduler)).findFirst().orElseThrow().references();
    }

    private static Entry realServer(final DirectorRig rig, final int index) {
        return rig.conductor().catalogue().services().getFirst().realServers().get(index);
    }

    private static List<String> picks(final DirectorRig rig, final int port, final int count) {
        return IntStream.range(0, count).mapToObj(i -> pick(rig, port + i).getFirst()).toList();
    }

    private static List<String> pick(final DirectorRig rig, final int port) {
        rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(port, 80, SYN));
        return rig.toReal().stream().map(frame -> frame.destination()).toList();
    }
}
