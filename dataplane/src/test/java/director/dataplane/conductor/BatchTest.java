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
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import director.dataplane.address.IpPrefix;
import director.dataplane.configuration.AnswerPolicy;
import director.dataplane.configuration.ConnectionTimeouts;
import director.dataplane.configuration.ForwardPolicy;
import director.dataplane.configuration.HostSettings;
import director.dataplane.configuration.MarkRule;
import director.dataplane.configuration.MssClamp;
import director.dataplane.configuration.Sysctl;
import director.dataplane.service.ServiceKey;
import director.dataplane.snapshot.Snapshot;
import director.dataplane.status.DropReason;
import director.dataplane.testkit.DirectorRig;
import director.dataplane.testkit.RigSettings;
import director.dataplane.testkit.Rigs;
import director.dataplane.testkit.ScriptedScheduler;
import director.schedulers.SchedulerException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Many changes are one change: all of it or none. */
class BatchTest {
    private static final String CLIENT = "10.0.0.7";
    private static final String A = "10.9.0.1";
    private static final String B = "10.9.0.2";
    private static final String C = "10.9.0.3";
    private static final ServiceKey WEB = tcpKey(VIP + ":80");
    private static final ServiceKey OTHER = tcpKey(VIP + ":81");
    /** One of each kind; valid for {@link #rig}. */
    private static final List<Change> CHANGES = List.of(
        new Change.SetSysctl(Sysctl.SLOPPY_TCP, 1),
        new Change.AddService(tcp(VIP + ":90", "wlc", A + ":90", B + ":90")),
        new Change.EditRealServer(WEB, real(A + ":80*9")),
        new Change.AddRealServer(WEB, real(C + ":80*5")),
        new Change.DeleteRealServer(WEB, real(B + ":80")),
        new Change.EditService(tcp(VIP + ":81", "sh")),
        new Change.AddRealServer(tcpKey(VIP + ":90"), real(C + ":90")),
        new Change.SetTimeouts(new ConnectionTimeouts(10, 11, 12)),
        new Change.AddMarkRule(new MarkRule(7, false, null, null, null, null, 443, 443)),
        new Change.AddAddresses(IpPrefix.parse("10.0.0.77/32")),
        new Change.SetHost(new HostSettings(AnswerPolicy.DROP, ForwardPolicy.DROP, AnswerPolicy.DROP)),
        new Change.SetMssClamp(MssClamp.parse("1400")),
        new Change.Zero(WEB),
        new Change.DeleteService(OTHER),
        new Change.AddService(tcp(VIP + ":81", "wrr", A + ":81*2")));

    @RegisterExtension
    final Rigs rigs = new Rigs();

    private final List<RigSettings> made = new ArrayList<>();

    @Test
    void shouldCarryOutAllChangesOfABatchInOneSnapshot() {
        final DirectorRig rig = rig();
        final Snapshot before = snapshot(rig);
        rig.carryOut(rig.proxy().apply(CHANGES));
        final Snapshot after = snapshot(rig);
        assertThat(after.sequence()).isEqualTo(before.sequence() + 1);
        assertThat(after.sysctls().isOn(Sysctl.SLOPPY_TCP)).isTrue();
        assertThat(after.timeouts()).isEqualTo(new ConnectionTimeouts(10, 11, 12));
        assertThat(after.host().forwarding()).isEqualTo(ForwardPolicy.DROP);
        assertThat(after.mssClamp().bytes()).isEqualTo(1_400);
        assertThat(after.marks().isEmpty()).isFalse();
        assertThat(describe(rig)).containsExactly(
            "TCP 10.0.0.100:80 wrr 10.9.0.3:80*5 10.9.0.1:80*9",
            "TCP 10.0.0.100:90 wlc 10.9.0.3:90*1 10.9.0.2:90*1 10.9.0.1:90*1",
            "TCP 10.0.0.100:81 wrr 10.9.0.1:81*2");
        assertThat(rig.conductor().catalogue().services().getFirst().meter().totals().connections()).isZero();
        rig.pass(2_000, 500);
        assertThat(references("sh")).as("edited to and deleted in the same batch").isZero();
        assertThat(references("wrr")).isEqualTo(2);
    }

    @Test
    void shouldTakeEverythingBackWhateverTheChangeThatIsRefused() {
        final DirectorRig rig = rig();
        final DirectorRig undisturbed = rig();
        final Change refused = new Change.DeleteRealServer(WEB, real("10.9.9.9:80"));
        for (int position = 0; position <= CHANGES.size(); position++) {
            final List<Change> batch = new ArrayList<>(CHANGES);
            batch.add(position, refused);
            final Snapshot before = snapshot(rig);
            final Catalogue catalogue = rig.conductor().catalogue();
            final BatchException thrown = refusal(rig, batch);
            assertThat(thrown.index()).isEqualTo(position);
            assertThat(thrown.change()).isSameAs(refused);
            assertThat(thrown).hasMessage("change " + (position + 1) + " of 16: delete real server 10.9.9.9:80 of TCP "
                + "10.0.0.100:80: real server 10.9.9.9:80 of TCP 10.0.0.100:80 does not exist");
            assertThat(snapshot(rig)).as("published").isSameAs(before);
            assertThat(rig.conductor().catalogue()).isEqualTo(catalogue);
            assertThat(pick(rig, 2_000 + position)).as("the scheduler goes on where it was")
                .isEqualTo(pick(undisturbed, 2_000 + position));
        }
        rig.pass(2_000, 500);
        assertThat(List.of(references("wrr"), references("rr"), references("wlc"), references("sh")))
            .containsExactly(1, 1, 0, 0);
        rig.carryOut(rig.proxy().addRealServer(WEB, real(C + ":80")));
        assertThat(rig.conductor().catalogue().services().getFirst().realServers().getFirst().number())
            .as("numbers that were taken are free again").isEqualTo(3);
    }

    /** A real server is deleted by the first change and comes back with the second: its connections never notice. */
    @Test
    void shouldKeepConnectionsOfWhatIsDeletedAndAddedInOneBatch() {
        final DirectorRig rig = rigs.tcp(A + ":80");
        rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(1_000, 80, SYN));
        assertThat(rig.toRealServer().destination()).isEqualTo(A);
        rig.carryOut(rig.proxy().apply(List.of(new Change.DeleteService(WEB),
            new Change.AddService(tcp(VIP + ":80", "wlc", B + ":80", A + ":80")))));
        rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(1_000, 80, ACK));
        assertThat(rig.toRealServer().destination()).isEqualTo(A);
    }

    @Test
    void shouldTellASchedulerOnceOfAllChangesOfItsService() {
        final ScriptedScheduler scripted = new ScriptedScheduler("scripted");
        final AtomicInteger updates = new AtomicInteger();
        final DirectorRig rig =
            rigs.open(settings -> settings.scheduler(scripted).services(tcp(VIP + ":80", "scripted", A + ":80")));
        scripted.onUpdate(updates::incrementAndGet);
        rig.carryOut(rig.proxy().apply(List.of(new Change.AddRealServer(WEB, real(B + ":80")),
            new Change.EditRealServer(WEB, real(B + ":80*3")), new Change.AddRealServer(WEB, real(C + ":80")),
            new Change.DeleteRealServer(WEB, real(A + ":80")))));
        assertThat(updates).hasValue(1);
        assertThat(scripted.destinations().size()).isEqualTo(2);
        rig.carryOut(rig.proxy().apply(List.of(new Change.SetSysctl(Sysctl.SLOPPY_TCP, 1))));
        assertThat(updates).as("nothing of the service has changed").hasValue(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rr", "wrr", "wlc", "sh", "mh", "lblc"})
    void shouldCarryOutTenThousandAdditionsInWellUnderASecond(final String scheduler) {
        final DirectorRig rig = rigs.open(settings -> settings.services(tcp(VIP + ":80", scheduler)));
        final List<Change> additions = IntStream.range(0, 10_000).<Change>mapToObj(i ->
            new Change.AddRealServer(WEB, real("10.9." + (1 + i / 250) + "." + (1 + i % 250) + ":80*" + (1 + i % 9))))
            .toList();
        final List<Change> deletions = additions.stream().<Change>map(each ->
            new Change.DeleteRealServer(WEB, ((Change.AddRealServer) each).realServer())).toList();
        long best = Long.MAX_VALUE;
        for (int round = 0; round < 3; round++) {
            final long startNs = System.nanoTime();
            rig.carryOut(rig.proxy().apply(additions));
            best = Math.min(best, System.nanoTime() - startNs);
            assertThat(rig.conductor().catalogue().services().getFirst().realServers()).hasSize(10_000);
            rig.carryOut(rig.proxy().apply(deletions));
            rig.pass(2_000, 1_000);
        }
        assertThat(TimeUnit.NANOSECONDS.toMillis(best)).as("ms").isLessThan(500);
    }

    @Test
    void shouldCarryOutTenThousandServicesInWellUnderASecond() {
        final DirectorRig rig = rigs.open(settings -> settings);
        final List<Change> additions = IntStream.range(0, 10_000).<Change>mapToObj(i ->
            new Change.AddService(tcp(VIP + ":" + (1_000 + i), "wrr", A + ":80", B + ":80*2"))).toList();
        final long startNs = System.nanoTime();
        rig.carryOut(rig.proxy().apply(additions));
        final long tookNs = System.nanoTime() - startNs;
        assertThat(rig.conductor().catalogue().services()).hasSize(10_000);
        assertThat(TimeUnit.NANOSECONDS.toMillis(tookNs)).as("ms").isLessThan(2_000);
    }

    /** Every batch moves a service, a sysctl, a timeout and a weight on by one; whoever looks finds them together. */
    @Test
    void shouldNeverShowHalfABatchToWhoeverReadsSnapshotsMeanwhile() throws InterruptedException {
        final DirectorRig rig = rigs.open(settings -> settings);
        rig.carryOut(rig.proxy().apply(generation(0)));
        final AtomicReference<@Nullable String> torn = new AtomicReference<>();
        final CountDownLatch seen = new CountDownLatch(50);
        final Thread reader = new Thread(() -> {
            int last = -1;
            while (!Thread.currentThread().isInterrupted() && torn.get() == null) {
                final Snapshot snapshot = snapshot(rig);
                final int now = snapshot.timeouts().tcpSeconds() - 1;
                if (!isWhole(snapshot, now)) {
                    torn.set("generation " + now + ": " + snapshot);
                }
                if (now != last) {
                    seen.countDown();
                    last = now;
                }
            }
        });
        reader.start();
        try {
            for (int i = 1; i < 50_000 && seen.getCount() > 0; i++) {
                rig.carryOut(rig.proxy().apply(generation(i)));
                if (i % 100 == 0) {
                    rig.pass(2_000, 1_000);
                }
            }
        } finally {
            reader.interrupt();
            reader.join();
        }
        assertThat(torn).hasNullValue();
        assertThat(seen.getCount()).as("generations not seen").isZero();
    }

    /** The scheduler knows the new real server a moment before the worker does. */
    @Test
    void shouldForwardToARealServerThatASchedulerChoosesBeforeItsSnapshotIsPublished() {
        final ScriptedScheduler first = new ScriptedScheduler("first");
        final ScriptedScheduler second = new ScriptedScheduler("second");
        final DirectorRig rig = rig(first, second);
        second.onUpdate(() -> rig.fromClient(
            packet().ipv4(CLIENT, VIP).tcp(1_000, 80, SYN), packet().ipv4(CLIENT, VIP).tcp(1_000, 80, ACK)));
        rig.carryOut(rig.proxy().apply(List.of(new Change.AddRealServer(WEB, real(B + ":80")),
            new Change.AddRealServer(OTHER, real(B + ":81")))));
        assertThat(rig.toReal()).hasSize(2).allMatch(frame -> frame.destination().equals(B));
        assertThat(rig.drops(DropReason.SCHEDULER_FAULT)).isZero();
        rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(1_000, 80, ACK));
        assertThat(rig.toRealServer().destination()).isEqualTo(B);
    }

    @Test
    void shouldTakeBackWhatASchedulerWasToldWhenALaterOneRefusesAndKeepNumbersThatAConnectionUses() {
        final ScriptedScheduler first = new ScriptedScheduler("first");
        final ScriptedScheduler second = new ScriptedScheduler("second");
        final DirectorRig rig = rig(first, second);
        final Catalogue before = rig.conductor().catalogue();
        second.onUpdate(() -> {
            rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(1_000, 80, SYN));
            assertThat(rig.toRealServer().destination()).isEqualTo(B);
            throw new AssertionError("the scheduler fails");
        });
        final BatchException thrown = refusal(rig, List.of(new Change.AddRealServer(WEB, real(B + ":80")),
            new Change.SetSysctl(Sysctl.SLOPPY_TCP, 1), new Change.AddRealServer(OTHER, real(B + ":81"))));
        assertThat(thrown.index()).isEqualTo(2);
        assertThat(thrown.reason()).isInstanceOf(SchedulerException.class).hasMessageContaining("the scheduler fails");
        assertThat(rig.conductor().catalogue()).isEqualTo(before);
        assertThat(snapshot(rig).sysctls().isOn(Sysctl.SLOPPY_TCP)).isFalse();
        assertThat(first.destinations().size()).isEqualTo(1);
        rig.pass(3_000, 500);
        rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(1_000, 80, ACK));
        assertThat(rig.toReal()).as("of a real server that is no more").isEmpty();
        rig.carryOut(rig.proxy().addRealServer(WEB, real(C + ":80")));
        rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(1_000, 80, ACK));
        assertThat(rig.toReal()).as("its number is nobody else's while the connection lives").isEmpty();
        rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(1_001, 80, SYN));
        assertThat(rig.toRealServer().destination()).isEqualTo(C);
    }

    @Test
    void shouldSaveASchedulerFromAChangeThatAnotherOneRefuses() {
        final ScriptedScheduler bad = new ScriptedScheduler("bad");
        final DirectorRig rig = rigs.open(settings -> settings.scheduler(bad).services(
            tcp(VIP + ":80", "wrr", A + ":80*5", B + ":80*2"), tcp(VIP + ":81", "bad", A + ":81")));
        final DirectorRig undisturbed = rigs.open(
            settings -> settings.services(tcp(VIP + ":80", "wrr", A + ":80*5", B + ":80*2")));
        bad.onUpdate(() -> {
            throw new AssertionError("no");
        });
        for (int port = 1_000; port < 1_014; port++) {
            refusal(rig, List.of(new Change.EditRealServer(WEB, real(A + ":80*7")),
                new Change.AddRealServer(OTHER, real(B + ":81"))));
            assertThat(pick(rig, port)).isEqualTo(pick(undisturbed, port));
        }
    }

    private static List<Change> generation(final int number) {
        final List<Change> changes = new ArrayList<>();
        if (number > 0) {
            changes.add(new Change.DeleteService(tcpKey(VIP + ":" + number)));
        }
        changes.add(new Change.SetSysctl(Sysctl.AMEMTHRESH, number));
        changes.add(new Change.AddService(tcp(VIP + ":" + (number + 1), "rr", A + ":80")));
        changes.add(new Change.SetTimeouts(new ConnectionTimeouts(number + 1, 1, 1)));
        return changes;
    }

    private static boolean isWhole(final Snapshot snapshot, final int generation) {
        final int port = generation + 1;
        final int wire = (port & 0xFF) << Byte.SIZE | port >>> Byte.SIZE;
        final var address = WEB.address();
        final var service = snapshot.services().find(6, address.wireHigh(), address.wireLow(), wire);
        final int before = (generation & 0xFF) << Byte.SIZE | generation >>> Byte.SIZE;
        return service != null && service.key().port() == port
            && snapshot.sysctls().get(Sysctl.AMEMTHRESH) == generation
            && (generation == 0 || snapshot.services().find(6, address.wireHigh(), address.wireLow(), before) == null);
    }

    private DirectorRig rig(final ScriptedScheduler first, final ScriptedScheduler second) {
        first.chooses(flow -> first.destinations().number(0));
        return rigs.open(settings -> settings.scheduler(first).scheduler(second).services(
            tcp(VIP + ":80", "first", A + ":80"), tcp(VIP + ":81", "second", A + ":81")));
    }

    private DirectorRig rig() {
        return rigs.open(settings -> {
            made.clear();
            made.add(settings);
            return settings.services(
                tcp(VIP + ":80", "wrr", A + ":80*3", B + ":80*2"), tcp(VIP + ":81", "rr", A + ":81"));
        });
    }

    private int references(final String scheduler) {
        return made.getFirst().registry().registrations().stream()
            .filter(registration -> registration.name().equals(scheduler)).findFirst().orElseThrow().references();
    }

    private static BatchException refusal(final DirectorRig rig, final List<Change> batch) {
        final CompletionException thrown =
            catchThrowableOfType(CompletionException.class, () -> rig.carryOut(rig.proxy().apply(batch)));
        assertThat(thrown).as("is refused").isNotNull();
        assertThat(thrown.getCause()).isInstanceOf(BatchException.class);
        return Objects.requireNonNull((BatchException) thrown.getCause());
    }

    private static Snapshot snapshot(final DirectorRig rig) {
        return rig.conductor().published().getAcquire();
    }

    private static List<String> describe(final DirectorRig rig) {
        final Snapshot snapshot = snapshot(rig);
        return rig.conductor().catalogue().services().stream().map(service -> {
            final var key = service.key();
            final int wire = (key.port() & 0xFF) << Byte.SIZE | key.port() >>> Byte.SIZE;
            final var seen = snapshot.services().find(6, key.address().wireHigh(), key.address().wireLow(), wire);
            final String scheduler = List.of("wrr", "wlc", "sh", "rr").stream()
                .filter(name -> seen != null && seen.scheduler().isOf(name, 0)).findFirst().orElse("none");
            return key + " " + scheduler + service.realServers().stream()
                .map(each -> " " + each.settings().endpoint() + "*" + each.settings().weight())
                .reduce("", String::concat);
        }).toList();
    }

    private static List<String> pick(final DirectorRig rig, final int port) {
        rig.fromClient(packet().ipv4(CLIENT, VIP).tcp(port, 80, SYN));
        return rig.toReal().stream().map(frame -> frame.destination()).toList();
    }
}
