/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.health;

import static director.dataplane.service.Availability.IN_SERVICE;
import static director.dataplane.service.Availability.OUT_OF_SERVICE;
import static org.assertj.core.api.Assertions.assertThat;

import director.dataplane.Counter;
import director.dataplane.address.IpAddress;
import director.dataplane.configuration.Protocol;
import director.dataplane.service.Availability;
import director.dataplane.service.RealServerKey;
import director.dataplane.service.ServiceAvailability;
import director.dataplane.service.ServiceKey;
import director.management.health.probe.Deadline;
import director.management.health.probe.Probe;
import director.management.health.probe.ProbeException;
import director.management.health.probe.Target;
import director.management.health.settings.CheckSettings;
import director.management.health.settings.FailureAction;
import director.management.health.settings.FlapSettings;
import director.management.health.settings.HealthSettings;
import director.management.health.settings.NotifySettings;
import director.management.health.settings.QuorumSettings;
import director.management.health.settings.RealServerHealth;
import director.management.health.settings.ServiceHealth;
import director.management.health.settings.TcpSettings;
import director.management.health.settings.Timing;
import director.management.health.state.Verdict;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Time is moved by hand, and attempts end at once unless a test says otherwise. */
class HealthMonitorTest {
    private static final ServiceKey SERVICE = new ServiceKey(Protocol.TCP, IpAddress.parse("10.0.0.100"), 80);
    private static final RealServerKey A = realServer(1);
    private static final RealServerKey B = realServer(2);

    private final ManualTimer timer = new ManualTimer();
    private final FakeChecked director = new FakeChecked();
    private final Set<RealServerKey> dead = new HashSet<>();
    private final List<String> attempts = new ArrayList<>();
    private final List<String> events = new ArrayList<>();
    private Timing timing = new Timing(1_000, 100, 0, 50, 2, 3, 0);
    /** How long each attempt takes. */
    private long attemptMs;
    private @Nullable HealthMonitor monitor;

    @BeforeEach
    void addRealServers() {
        director.realServers(SERVICE, weights(A, 1, B, 2));
    }

    @Test
    void shouldTakeOutWhoFailsAndBringBackWhoRecovers() {
        start();
        timer.passMs(0);
        assertAvailable(IN_SERVICE, IN_SERVICE);

        dead.add(A);
        timer.passMs(2_999);
        assertAvailable(IN_SERVICE, IN_SERVICE);
        timer.passMs(1);
        assertAvailable(OUT_OF_SERVICE, IN_SERVICE);
        assertThat(events).last().isEqualTo("real server 10.9.0.1:80 of TCP 10.0.0.100:80 is down: dead");

        dead.clear();
        timer.passMs(2_000);
        assertAvailable(IN_SERVICE, IN_SERVICE);
        assertThat(events).last().isEqualTo("real server 10.9.0.1:80 of TCP 10.0.0.100:80 is up");
    }

    @Test
    void shouldHaveEverybodyOutOfServiceBeforeTheFirstCheck() {
        assertThat(HealthMonitor.initially(settings(SERVICE)).get(SERVICE))
            .isEqualTo(new ServiceAvailability(Map.of(), OUT_OF_SERVICE));
        timing = new Timing(1_000, 100, 0, 50, 2, 3, 5_000);
        start();

        assertAvailable(OUT_OF_SERVICE, OUT_OF_SERVICE);
        timer.passMs(5_000);
        assertAvailable(IN_SERVICE, IN_SERVICE);
    }

    @Test
    void shouldSpreadTheFirstChecksOverTheWarmUp() {
        timing = new Timing(1_000, 100, 0, 0, 1, 1, Timing.AUTOMATIC);
        final Map<RealServerKey, Integer> many = new LinkedHashMap<>();
        for (int i = 1; i <= 200; i++) {
            many.put(realServer(i), 1);
        }
        director.realServers(SERVICE, many);
        start();
        timer.passMs(999);

        assertThat(attempts).hasSize(200);
        for (int quarter = 0; quarter < 4; quarter++) {
            final long from = quarter * 250L;
            assertThat(attempts.stream().mapToLong(HealthMonitorTest::ms).filter(at -> at >= from && at < from + 250))
                .hasSizeBetween(25, 75);
        }
    }

    @Test
    void shouldNotDriftWhenItIsLate() {
        director.realServers(SERVICE, weights(A, 1));
        start();
        timer.passMs(1_000);
        timer.stallMs(1_300);
        timer.passMs(0);
        timer.passMs(2_000);

        assertThat(attempts).containsExactly("0 10.9.0.1", "1000 10.9.0.1", "2300 10.9.0.1", "3000 10.9.0.1",
            "4000 10.9.0.1");
        assertThat(check().lateMicros()).isEqualTo(300_000);
    }

    @Test
    void shouldNotBeginACheckThatIsStillUnderWay() {
        director.realServers(SERVICE, weights(A, 1));
        attemptMs = 2_500;
        start();
        timer.passMs(4_000);

        assertThat(attempts).containsExactly("0 10.9.0.1", "3000 10.9.0.1");
        assertThat(check().skipped()).isEqualTo(3);
        assertThat(check().done()).isOne();
        assertThat(check().lastMicros()).isEqualTo(2_500_000);
    }

    @Test
    void shouldTryAgainAfterADelayBeforeACheckHasFailed() {
        director.realServers(SERVICE, weights(A, 1));
        timing = new Timing(1_000, 100, 2, 50, 1, 1, 0);
        dead.add(A);
        start();
        timer.passMs(60);
        assertThat(check().done()).isZero();
        timer.passMs(60);

        assertThat(attempts).containsExactly("0 10.9.0.1", "50 10.9.0.1", "100 10.9.0.1");
        assertThat(check().done()).isOne();
        assertThat(check().failed()).isOne();
        assertThat(check().lastError()).isEqualTo("dead");
        assertAvailable(OUT_OF_SERVICE);
    }

    @Test
    void shouldCheckWhomTheOperatorAddsAndForgetWhomHeDeletes() {
        start();
        timer.passMs(0);
        director.realServers(SERVICE, weights(B, 2, realServer(3), 1));
        timer.passMs(1_000);

        assertThat(told().realServers()).containsOnlyKeys(B, realServer(3));
        assertThat(told().of(realServer(3))).isEqualTo(IN_SERVICE);
        attempts.clear();
        timer.passMs(1_000);
        assertThat(attempts).noneMatch(attempt -> attempt.endsWith(" 10.9.0.1"));
    }

    @Test
    void shouldKeepWhatIsKnownWhenItIsToCheckInAnotherWay() {
        start();
        dead.add(A);
        timer.passMs(3_000);
        assertAvailable(OUT_OF_SERVICE, IN_SERVICE);
        events.clear();
        timing = new Timing(60_000, 100, 0, 50, 1, 1, 60_000);
        monitor().apply(settings(SERVICE));

        assertAvailable(OUT_OF_SERVICE, IN_SERVICE);
        timer.passMs(60_000);
        assertAvailable(OUT_OF_SERVICE, IN_SERVICE);
        assertThat(events).isEmpty();
        dead.clear();
        timer.passMs(60_000);
        assertAvailable(IN_SERVICE, IN_SERVICE);
    }

    @Test
    void shouldNotBeginAnewWhenNothingHasChanged() {
        start();
        timer.passMs(500);
        monitor().apply(settings(SERVICE));
        final ServiceHealth same = settings(SERVICE).services().getFirst();
        monitor().apply(new HealthSettings(10, List.of(new ServiceHealth(SERVICE, same.checks(), same.initiallyUp(),
            same.onFailure(), same.notification(), same.quorum(), same.flapping(),
            List.of(RealServerHealth.of(A), RealServerHealth.of(B))))));
        timer.passMs(500);

        assertThat(attempts).containsExactly("0 10.9.0.1", "0 10.9.0.2", "1000 10.9.0.1", "1000 10.9.0.2");
    }

    @Test
    void shouldLeaveAloneWhatIsNotCheckedAnyMore() {
        start();
        dead.add(A);
        timer.passMs(3_000);
        monitor().apply(HealthSettings.NONE);
        timer.passMs(0);

        assertThat(told()).isEqualTo(ServiceAvailability.ALL);
        attempts.clear();
        timer.passMs(5_000);
        assertThat(attempts).isEmpty();
        assertThat(monitor().status()).isEmpty();
    }

    @Test
    void shouldSendOneMessageAtATimeHoweverMuchChanges() {
        director.slow = true;
        start();
        timer.passMs(0);
        dead.addAll(List.of(A, B));
        timer.passMs(10_000);
        assertThat(director.all).hasSize(1);

        director.open.getFirst().complete(null);
        timer.passMs(0);
        assertThat(director.all).hasSize(2);
        assertAvailable(OUT_OF_SERVICE, OUT_OF_SERVICE);
    }

    @Test
    void shouldTellAgainWhatTheDirectorCouldNotTake() {
        director.slow = true;
        start();
        director.open.getFirst().completeExceptionally(new IllegalStateException("busy"));
        timer.passMs(999);
        assertThat(director.all).hasSize(1);
        timer.passMs(1);
        assertThat(director.all).hasSize(2);
        assertAvailable(IN_SERVICE, IN_SERVICE);
    }

    @Test
    void shouldCountAndTellHowEverythingIsDoing() {
        start();
        dead.add(A);
        timer.passMs(3_000);

        final ServiceStatus service = monitor().status().getFirst();
        assertThat(service.quorum()).isEqualTo(Verdict.UP);
        assertThat(service.weightUp()).isEqualTo(2);
        final RealServerStatus first = service.realServers().getFirst();
        assertThat(first.verdict()).isEqualTo(Verdict.DOWN);
        assertThat(first.availability()).isEqualTo(OUT_OF_SERVICE);
        assertThat(check()).isEqualTo(new CheckStatus(
            "tcp", IpAddress.parse("10.9.0.1"), 80, 4, 4, 0, 0, 0, "dead"));
        timer.passMs(700);
        assertThat(monitor().status().getFirst().realServers().getFirst().sinceMs()).isEqualTo(3_700);
        assertThat(counter("health-up", "service=TCP 10.0.0.100:80,real-server=10.9.0.1:80")).isZero();
        assertThat(counter("health-up", "service=TCP 10.0.0.100:80,real-server=10.9.0.2:80")).isOne();
        assertThat(counter("health-failures", "service=TCP 10.0.0.100:80,real-server=10.9.0.1:80,check=0-tcp"))
            .isEqualTo(4);
        assertThat(counter("health-checks", "service=TCP 10.0.0.100:80,real-server=10.9.0.2:80,check=0-tcp"))
            .isEqualTo(4);
        assertThat(counter("health-quorum", "service=TCP 10.0.0.100:80")).isOne();
        assertThat(counter("health-weight-up", "service=TCP 10.0.0.100:80")).isEqualTo(2);
    }

    @Test
    void shouldCheckNobodyAfterTheEnd() {
        start();
        timer.passMs(0);
        monitor().close();
        attempts.clear();
        timer.passMs(5_000);

        assertThat(attempts).isEmpty();
        assertThat(timer.waiting()).isZero();
    }

    private void start() {
        final CheckRunner runner = new CheckRunner(timer, Runnable::run, Runnable::run, 10) {
            @Override
            void attempt(final Probe probe, final Target target, final int timeoutMs,
                final java.util.function.Consumer<@Nullable String> done) {
                if (attemptMs == 0) {
                    super.attempt(probe, target, timeoutMs, done);
                } else {
                    super.attempt(probe, target, timeoutMs, error -> timer.schedule(
                        timer.nanoTime() + attemptMs * 1_000_000, () -> done.accept(error)));
                }
            }
        };
        monitor = HealthMonitor.start(
            new CheckResources(director, settings -> this::attempt, runner, timer, new Random(1)), Runnable::run,
            new Notifier(Runnable::run, timer), () -> { }, settings(SERVICE), event -> events.add(event.toString()));
    }

    private void attempt(final Target target, final Deadline deadline) throws IOException {
        attempts.add(timer.nowMs() + " " + target.address());
        if (dead.contains(target.realServer())) {
            throw new ProbeException("dead");
        }
    }

    private HealthSettings settings(final ServiceKey service) {
        return new HealthSettings(10, List.of(new ServiceHealth(service,
            List.of(new CheckSettings(new TcpSettings(), timing, 0, null)), false, FailureAction.REMOVE,
            NotifySettings.NONE, QuorumSettings.DEFAULT, new FlapSettings(0, 0), List.<RealServerHealth>of())));
    }

    private HealthMonitor monitor() {
        return Objects.requireNonNull(monitor);
    }

    private CheckStatus check() {
        return monitor().status().getFirst().realServers().getFirst().checks().getFirst();
    }

    private long counter(final String name, final String labels) {
        return monitor().counters().stream()
            .filter(counter -> counter.name().equals(name) && counter.labels().equals(labels))
            .mapToLong(Counter::value).findFirst().orElseThrow();
    }

    private ServiceAvailability told() {
        return Objects.requireNonNull(director.told.get(SERVICE));
    }

    private void assertAvailable(final Availability... expected) {
        final RealServerKey[] all = {A, B};
        for (int i = 0; i < expected.length; i++) {
            assertThat(told().of(all[i])).as("%s", all[i]).isEqualTo(expected[i]);
        }
    }

    private static long ms(final String attempt) {
        return Long.parseLong(attempt.substring(0, attempt.indexOf(' ')));
    }

    private static Map<RealServerKey, Integer> weights(final RealServerKey key, final int weight) {
        return new LinkedHashMap<>(Map.of(key, weight));
    }

    private static Map<RealServerKey, Integer> weights(
        final RealServerKey first, final int weight, final RealServerKey second, final int other) {
        final Map<RealServerKey, Integer> weights = weights(first, weight);
        weights.put(second, other);
        return weights;
    }

    private static RealServerKey realServer(final int number) {
        return new RealServerKey(IpAddress.parse("10.9.0." + number), 80);
    }
}
