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
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import director.dataplane.address.IpAddress;
import director.dataplane.header.Ipv4;
import director.dataplane.service.ServiceTable;
import director.dataplane.status.DropReason;
import director.dataplane.testkit.DirectorRig;
import director.dataplane.testkit.Frame;
import director.dataplane.testkit.Rigs;
import director.dataplane.testkit.ScriptedScheduler;
import director.schedulers.BoundScheduler;
import director.schedulers.SchedulerException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A scheduler may be anybody's: whatever it does harms nothing but its service. */
class SchedulerFaultTest {
    private static final String CLIENT = "10.0.0.7";
    private static final String GOOD = "10.9.0.1";
    private static final String BAD = "10.9.0.2";

    @RegisterExtension
    final Rigs rigs = new Rigs();

    private final ScriptedScheduler bad = new ScriptedScheduler("bad");

    @Test
    void shouldCountAndGoOnWhenASchedulerThrows() {
        final DirectorRig rig = rig();
        bad.chooses(flow -> Math.toIntExact(flow.sourceLow() << 32));
        assertFault(rig);
        for (final Error thrown : new Error[] {
            new StackOverflowError(), new AssertionError("no"), new OutOfMemoryError("says the test")}) {
            bad.throwsInsteadOfChoosing(thrown);
            assertFault(rig);
        }
    }

    /** Numbers of nothing, of the other service's real server, and of no number at all. */
    @ParameterizedTest
    @ValueSource(ints = {-2, -3, Integer.MIN_VALUE, Integer.MAX_VALUE, 65_536, 65_535, 2, 0})
    void shouldCountAndGoOnWhenASchedulerAnswersNonsense(final int nonsense) {
        final DirectorRig rig = rig();
        bad.chooses(flow -> nonsense);
        assertFault(rig);
    }

    @Test
    void shouldNotUseADestinationThatIsForgottenWhateverASchedulerAnswers() {
        final DirectorRig rig = rig();
        final int number = bad.destinations().number(0);
        bad.chooses(flow -> number);
        rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(999, 81, SYN));
        assertThat(rig.toRealServer().destination()).isEqualTo(BAD);
        rig.pass(70_000, 1_000);
        rig.carryOut(rig.proxy().deleteRealServer(tcpKey(VIP + ":81"), real(BAD + ":80")));
        rig.pass(3_000, 500);
        assertFault(rig);
    }

    @Test
    void shouldRefuseAServiceWhoseSchedulerFailsToBegin() {
        final DirectorRig rig = rigs.open(settings -> settings.scheduler(bad));
        bad.onInit(SchedulerFaultTest::fail);
        assertThatThrownBy(() -> rig.carryOut(rig.proxy().addService(tcp(VIP + ":80", "bad", GOOD + ":80"))))
            .hasCauseInstanceOf(SchedulerException.class).hasMessageContaining("init service failed");
        assertThat(rig.conductor().catalogue().services()).isEmpty();
    }

    @Test
    void shouldRefuseAChangeThatASchedulerFailsToTake() {
        final DirectorRig rig = rig();
        final int number = bad.destinations().number(0);
        bad.chooses(flow -> number);
        final Catalogue before = rig.conductor().catalogue();
        bad.onUpdate(SchedulerFaultTest::fail);
        for (final var change : List.of(
            rig.proxy().addRealServer(tcpKey(VIP + ":81"), real("10.9.0.3:80")),
            rig.proxy().editRealServer(tcpKey(VIP + ":81"), real(BAD + ":80*9")),
            rig.proxy().deleteRealServer(tcpKey(VIP + ":81"), real(BAD + ":80")),
            rig.proxy().addService(tcp(VIP + ":82", "bad", GOOD + ":80")))) {
            assertThatThrownBy(() -> rig.carryOut(change))
                .hasCauseInstanceOf(SchedulerException.class).hasMessageContaining("update service failed");
        }
        rig.pass(3_000, 500);
        assertThat(rig.conductor().catalogue()).isEqualTo(before);
        rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(2_000, 81, SYN));
        assertThat(rig.toRealServer().destination()).isEqualTo(BAD);
        rig.fromReal(packet().ipv4("10.9.0.3", CLIENT).tcp(80, 2_000, ACK));
        assertThat(rig.toClient().source()).isEqualTo("10.9.0.3");
    }

    @Test
    void shouldForgetAServiceWhoseSchedulerFailsToEnd() {
        final DirectorRig rig = rig();
        bad.onDone(SchedulerFaultTest::fail);
        rig.carryOut(rig.proxy().deleteService(tcpKey(VIP + ":81")));
        assertThatCode(() -> rig.pass(3_000, 500)).doesNotThrowAnyException();
        rig.fromReal(packet().ipv4(BAD, CLIENT).tcp(80, 2_000, ACK));
        assertThat(rig.toClient().source()).isEqualTo(BAD);
        rig.carryOut(rig.proxy().addService(tcp(VIP + ":81", "bad", BAD + ":80")));
        assertThatCode(rig::close).doesNotThrowAnyException();
    }

    @Test
    void shouldGoOnWhenASchedulerThrowsAsItHearsOfLoad() {
        final DirectorRig rig = rig();
        final int number = bad.destinations().number(0);
        bad.chooses(flow -> number);
        bad.onLoadChanged(SchedulerFaultTest::fail);
        rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(1_000, 81, SYN));
        assertThat(rig.toRealServer().destination()).isEqualTo(BAD);
        assertThat(rig.drops(DropReason.SCHEDULER_FAULT)).isZero();
    }

    @Test
    void shouldReportFaultsFromTheConductorAndNotFromThePacketPath() {
        final DirectorRig rig = rig();
        final IpAddress vip = IpAddress.parse(VIP);
        final ServiceTable services = Objects.requireNonNull(rig.conductor().published().get()).services();
        final BoundScheduler scheduler = Objects.requireNonNull(services.find(Ipv4.TCP, vip.wireHigh(), vip.wireLow(),
            Short.toUnsignedInt(Short.reverseBytes((short) 81)))).scheduler();
        bad.chooses(flow -> 4_711);
        assertFault(rig);
        bad.throwsInsteadOfChoosing(new AssertionError("no"));
        assertFault(rig);
        assertThat(scheduler.faults()).isEqualTo(2);

        rig.pass(1_000, 500);

        assertThat(scheduler.unreportedFault()).as("the conductor has logged it").isEmpty();
    }

    @Test
    @Timeout(30)
    void shouldForwardForEveryServiceWhileASchedulerWaitsInAnUpdate() throws InterruptedException {
        final DirectorRig rig = rig();
        final int number = bad.destinations().number(0);
        bad.chooses(flow -> number);
        final CountDownLatch waits = new CountDownLatch(1);
        final CountDownLatch goesOn = new CountDownLatch(1);
        bad.onUpdate(() -> {
            waits.countDown();
            await(goesOn);
        });
        final var change = rig.proxy().editRealServer(tcpKey(VIP + ":81"), real(BAD + ":80*9"));
        final Thread conductor = Thread.ofPlatform().start(() -> rig.conductor().doWork());
        waits.await();

        rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(1_000, 80, SYN), packet().ipv4(CLIENT, VIP).tcp(1_001, 81, SYN));

        assertThat(rig.toReal()).extracting(Frame::destination).containsExactlyInAnyOrder(GOOD, BAD);
        assertThat(change).isNotDone();
        goesOn.countDown();
        conductor.join();
        assertThat(change).isCompleted();
    }

    private static void await(final CountDownLatch latch) {
        try {
            latch.await();
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private DirectorRig rig() {
        return rigs.open(settings -> settings.scheduler(bad).services(
            tcp(VIP + ":80", "rr", GOOD + ":80"), tcp(VIP + ":81", "bad", BAD + ":80")));
    }

    private static void assertFault(final DirectorRig rig) {
        final long before = rig.drops(DropReason.SCHEDULER_FAULT);
        rig.fromClient(
            packet().ipv4(CLIENT, VIP).tcp(1_000, 80, SYN), packet().ipv4(CLIENT, VIP).tcp(1_001, 81, SYN),
            packet().ipv4(CLIENT, VIP).tcp(1_002, 80, SYN));
        assertThat(rig.drops(DropReason.SCHEDULER_FAULT)).isEqualTo(before + 1);
        assertThat(rig.toReal()).hasSize(2).allMatch(frame -> frame.destination().equals(GOOD));
    }

    private static void fail() {
        throw new AssertionError("the scheduler fails");
    }
}
