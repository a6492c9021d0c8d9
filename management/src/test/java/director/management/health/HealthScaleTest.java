/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.health;

import static org.assertj.core.api.Assertions.assertThat;

import director.dataplane.address.IpAddress;
import director.dataplane.configuration.Protocol;
import director.dataplane.service.Availability;
import director.dataplane.service.RealServerKey;
import director.dataplane.service.ServiceKey;
import director.management.health.probe.Target;
import director.management.health.settings.CheckSettings;
import director.management.health.settings.FailureAction;
import director.management.health.settings.FlapSettings;
import director.management.health.settings.HealthSettings;
import director.management.health.settings.NotifySettings;
import director.management.health.settings.QuorumSettings;
import director.management.health.settings.ServiceHealth;
import director.management.health.settings.TcpSettings;
import director.management.health.settings.Timing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Many checks a second, with the threads and the clock of a real director. */
class HealthScaleTest {
    private static final int CHECKS = 2_000;
    private static final int CONCURRENCY = 256;
    private static final int INTERVAL_MS = 1_000;
    /** While everything is compiled. */
    private static final int WARM_UP_SECONDS = 3;
    private static final int SECONDS = 5;
    private static final int ANSWER_MS = 50;
    private static final ServiceKey SERVICE = new ServiceKey(Protocol.TCP, IpAddress.parse("10.0.0.100"), 80);

    private final long beganNs = System.nanoTime();
    private final Map<Target, List<Long>> begun = new ConcurrentHashMap<>();
    private final AtomicInteger underWay = new AtomicInteger();
    private final AtomicInteger mostUnderWay = new AtomicInteger();

    @Test
    void shouldDoTwoThousandChecksASecondOnTimeWithFewThreads() throws Exception {
        final FakeChecked director = new FakeChecked();
        final Map<RealServerKey, Integer> weights = new LinkedHashMap<>();
        for (int i = 0; i < CHECKS; i++) {
            weights.put(new RealServerKey(IpAddress.parse("10.9." + i / 250 + "." + (i % 250 + 1)), 80), 1);
        }
        director.realServers(SERVICE, weights);
        final int threadsBefore = threadCount();
        final CheckThreads threads = new CheckThreads();
        final CheckRunner runner =
            new CheckRunner(threads.timer(), threads.virtual(), threads.blocking(), CONCURRENCY);
        try (HealthMonitor monitor = HealthMonitor.start(
            new CheckResources(director, settings -> (target, deadline) -> answer(target), runner, threads.timer(),
                threads.random()), threads.virtual(), new Notifier(threads.blocking(), threads.timer()),
            threads::close, settings(), event -> { })) {
            Thread.sleep((WARM_UP_SECONDS + SECONDS) * 1_000L);

            final List<CheckStatus> checks = monitor.status().getFirst().realServers().stream()
                .flatMap(realServer -> realServer.checks().stream()).toList();
            final long[] late = latenessMicros();
            System.out.printf("%d checks a second, each answered after %d ms: begun late by %d us (median), %d us (99 "
                + "%%), %d us (worst); at most %d at a time%n", CHECKS, ANSWER_MS, late[late.length / 2],
                late[(int) (late.length * 0.99)], late[late.length - 1], mostUnderWay.get());
            assertThat(checks).hasSize(CHECKS).allMatch(check -> check.failed() == 0);
            // How late is for the machine to say, which others may use as well; no clock may drift, and few may skip.
            assertThat(late.length).as("checks").isGreaterThan(CHECKS * (SECONDS - 2));
            assertThat(late[late.length / 2]).as("delay, in microseconds").isLessThan(INTERVAL_MS * 1_000 / 2);
            assertThat(mostUnderWay.get()).isBetween(2, CONCURRENCY);
            // The timer, what carries virtual threads, and what carries on while those are held up.
            assertThat(threadCount() - threadsBefore)
                .isLessThan(16 + 2 * Runtime.getRuntime().availableProcessors());
            assertThat(Objects.requireNonNull(director.told.get(SERVICE)).realServers().values())
                .containsOnly(Availability.IN_SERVICE);
            assertThat(director.all.size()).as("changes that were told together").isLessThan(CHECKS);
        }
    }

    /**
     * By how much each attempt after the warm-up came later than the clock of its check says. The clock goes by the
     * earliest attempt of all, so that drift would show.
     */
    private long[] latenessMicros() {
        return begun.values().stream().flatMapToLong(times -> {
            final long intervalNs = INTERVAL_MS * 1_000_000L;
            final long[] phases = times.stream().mapToLong(ns -> ns - beganNs).filter(ns -> ns > WARM_UP_SECONDS
                * intervalNs).toArray();
            final long first = LongStream.of(phases).map(ns -> Math.floorMod(ns - phases[0], intervalNs))
                .map(ns -> ns > intervalNs / 2 ? ns - intervalNs : ns).min().orElse(0) + phases[0];
            return LongStream.range(0, phases.length).map(i -> phases[(int) i] - first - i * intervalNs);
        }).map(ns -> ns / 1_000).sorted().toArray();
    }

    private static int threadCount() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream().filter(line -> line.startsWith("Threads:"))
            .mapToInt(line -> Integer.parseInt(line.replaceAll("[^0-9]", ""))).findFirst().orElseThrow();
    }

    private void answer(final Target target) throws InterruptedException {
        begun.computeIfAbsent(target, key -> new CopyOnWriteArrayList<>()).add(System.nanoTime());
        mostUnderWay.accumulateAndGet(underWay.incrementAndGet(), Math::max);
        try {
            Thread.sleep(ANSWER_MS);
        } finally {
            underWay.decrementAndGet();
        }
    }

    private static HealthSettings settings() {
        return new HealthSettings(CONCURRENCY, List.of(new ServiceHealth(SERVICE,
            List.of(new CheckSettings(
                new TcpSettings(), new Timing(INTERVAL_MS, 10_000, 0, 0, 2, 3, Timing.AUTOMATIC), 0, null)),
            false, FailureAction.REMOVE, NotifySettings.NONE, QuorumSettings.DEFAULT, new FlapSettings(0, 0),
            List.of())));
    }
}
