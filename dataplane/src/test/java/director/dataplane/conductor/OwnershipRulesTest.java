/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.conductor;

import static director.dataplane.testkit.Settings.real;
import static director.dataplane.testkit.Settings.tcp;
import static director.dataplane.testkit.Settings.tcpKey;
import static org.assertj.core.api.Assertions.assertThat;

import director.bindings.HeapMemory;
import director.dataplane.address.IpAddress;
import director.dataplane.configuration.ForwardingMethod;
import director.dataplane.configuration.Persistence;
import director.dataplane.configuration.Protocol;
import director.dataplane.configuration.RealServerSettings;
import director.dataplane.configuration.ServiceSettings;
import director.dataplane.ownership.Ownership;
import director.dataplane.testkit.ManualClock;
import director.dataplane.testkit.Settings;
import director.dataplane.worker.WorkerTables;
import director.schedulers.SchedulerRegistry;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** By what rules the packets of services belong to workers, while services change. */
class OwnershipRulesTest {
    private static final String ONE = "10.0.0.100:80";
    private static final String TWO = "10.0.0.101:80";
    private static final String A = "10.9.0.1";
    private static final String B = "10.9.0.2";
    private static final String C = "10.9.0.3";

    private final ManualClock clock = new ManualClock(1);
    private final List<WorkerTables> tables = WorkerTables.of(3, new HeapMemory(), 1_000, 1, 1);
    private final Conductor conductor = new Conductor(new ConductorSettings(SchedulerRegistry.load(), List.of(
        Settings.port("client", "10.0.0.254/24", "10.0.0.1", 1_500)), tables.getFirst().load(),
        tables.getFirst().thresholds(), tables.getFirst().limits(), clock), List.of());

    @AfterEach
    void close() {
        conductor.onClose();
        tables.forEach(WorkerTables::close);
    }

    @Test
    void shouldGoByPortsAsLongAsNobodyKeepsClientsTogether() {
        add(tcp(ONE, "rr", A + ":80"));
        assertThat(ownership()).isSameAs(Ownership.PLAIN);
    }

    @Test
    void shouldGoByTheNetworkOfClientsThatAServiceKeepsTogether() {
        add(persistent(tcp(ONE, "rr", A + ":80"), 24));
        add(tcp(TWO, "rr", B + ":80"));
        assertThat(rule("10.0.0.100")).isEqualTo(24);
        assertThat(rule(A)).isEqualTo(24);
        assertThat(rule("10.0.0.101")).isEqualTo(-1);
        assertThat(rule(B)).isEqualTo(-1);
        assertThat(formers(A)).isEmpty();
    }

    /** The way back knows the real server only. */
    @Test
    void shouldGiveServicesThatShareARealServerTheCoarsestOfTheirRules() {
        add(persistent(tcp(ONE, "rr", A + ":80", B + ":80"), 32));
        add(tcp(TWO, "rr", B + ":80", C + ":80"));
        add(persistent(tcp("10.0.0.102:80", "rr", C + ":80"), 16));
        for (final String end : List.of("10.0.0.100", "10.0.0.101", "10.0.0.102", A, B, C)) {
            assertThat(rule(end)).as(end).isEqualTo(16);
        }
    }

    @Test
    void shouldNotCareForRealServersWhosePacketsDoNotComeBackHere() {
        final RealServerSettings direct =
            new RealServerSettings(IpAddress.parse(A), 80, 1, ForwardingMethod.DIRECT_ROUTING);
        add(persistent(with(tcp(ONE, "rr"), direct), 24));
        add(tcp(TWO, "rr", A + ":80"));
        assertThat(rule("10.0.0.100")).isEqualTo(24);
        assertThat(rule("10.0.0.101")).isEqualTo(-1);
        assertThat(rule(A)).isEqualTo(-1);
    }

    @Test
    void shouldKeepCallsOfSipAtOneWorker() {
        add(new ServiceSettings(Protocol.UDP, IpAddress.parse("10.0.0.100"), 5_060, 0,
            "rr", 0, new Persistence(60, 32, "sip"), true, List.of(real(A + ":5060"))));
        assertThat(rule("10.0.0.100")).isZero();
        assertThat(rule(A)).isZero();
    }

    @Test
    void shouldRememberTheFormerRuleOfWhatWasInUse() {
        add(tcp(ONE, "rr", A + ":80"));
        edit(persistent(tcp(ONE, "rr"), 32));
        assertThat(rule(A)).isEqualTo(32);
        assertThat(formers(A)).containsExactly(Ownership.BY_PORT);
        assertThat(formers("10.0.0.100")).containsExactly(Ownership.BY_PORT);
        edit(persistent(tcp(ONE, "rr"), 24));
        assertThat(rule(A)).isEqualTo(24);
        assertThat(formers(A)).containsExactly(Ownership.BY_PORT, Ownership.byPrefix(false, 32));
        carryOut(conductor.proxy().addRealServer(tcpKey(ONE), real(B + ":80")));
        assertThat(rule(B)).isEqualTo(24);
        assertThat(formers(B)).as("of a real server that is new").isEmpty();
    }

    /** A finer rule would only make more connections strangers to their workers. */
    @Test
    void shouldKeepACoarseRuleUntilItsEndsAreGone() {
        add(persistent(tcp(ONE, "rr", A + ":80"), 24));
        edit(tcp(ONE, "rr"));
        assertThat(rule(A)).isEqualTo(24);
        assertThat(formers(A)).isEmpty();
        carryOut(conductor.proxy().deleteService(tcpKey(ONE)));
        clock.advanceMillis(2_000);
        conductor.doWork();
        conductor.doWork();
        add(tcp(ONE, "rr", A + ":80"));
        assertThat(ownership()).isSameAs(Ownership.PLAIN);
    }

    @Test
    void shouldChangeNothingWhenABatchIsRefused() {
        add(tcp(ONE, "rr", A + ":80"));
        final CompletableFuture<?> refused = conductor.proxy().apply(List.of(
            new Change.EditService(persistent(tcp(ONE, "rr"), 24)), new Change.DeleteService(tcpKey(TWO))));
        conductor.doWork();
        assertThat(refused).isCompletedExceptionally();
        assertThat(ownership()).isSameAs(Ownership.PLAIN);
    }

    private void add(final ServiceSettings service) {
        carryOut(conductor.proxy().addService(service));
    }

    private void edit(final ServiceSettings service) {
        carryOut(conductor.proxy().editService(service));
    }

    private void carryOut(final CompletableFuture<?> change) {
        conductor.doWork();
        change.join();
    }

    private Ownership ownership() {
        return Objects.requireNonNull(conductor.published().get()).ownership();
    }

    /** The length of the prefix, or -1 for address and port. */
    private int rule(final String end) {
        final IpAddress address = IpAddress.parse(end);
        final int rule = ownership().rule(address.wireHigh(), address.wireLow());
        return rule == Ownership.BY_PORT ? -1 : Ownership.length(rule);
    }

    private int[] formers(final String end) {
        final IpAddress address = IpAddress.parse(end);
        return ownership().formers(address.wireHigh(), address.wireLow());
    }

    private static ServiceSettings persistent(final ServiceSettings service, final int length) {
        return new ServiceSettings(service.protocol(), service.address(), service.port(), service.mark(),
            service.scheduler(), service.schedulerFlags(), new Persistence(60, length, null), service.onePacket(),
            service.realServers());
    }

    private static ServiceSettings with(final ServiceSettings service, final RealServerSettings realServer) {
        return new ServiceSettings(service.protocol(), service.address(), service.port(), service.mark(),
            service.scheduler(), service.schedulerFlags(), service.persistence(), service.onePacket(),
            List.of(realServer));
    }
}
