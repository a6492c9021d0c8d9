/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.throughput;

import director.bench.support.BenchException;
import director.dataplane.status.DropReason;
import director.dataplane.status.WorkerCounter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.BusySpinIdleStrategy;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * The process in which the director is measured: a fresh DPDK and a fresh JIT each time. Its main thread sleeps while
 * the worker's forwards.
 */
final class RigProcess {
    private static final int SAMPLE = 4_096;
    private static final int SAMPLE_TIMEOUT_MS = 5_000;
    private static final int PRIMING_TIMEOUT_MS = 15_000;
    private static final int POLL_MS = 1;
    private static final int INTERVAL_MS = 250;
    private static final int MIN_WARM_UP_MS = 2_000;

    private final RigSettings settings;
    private final Traffic traffic;
    private final Rig rig;
    private final RewriteCheck check;
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    private RigProcess(final RigSettings settings, final Traffic traffic, final Rig rig) {
        this.settings = settings;
        this.traffic = traffic;
        this.rig = rig;
        this.check = new RewriteCheck(traffic);
    }

    /**
     * Measures once.
     *
     * @param arguments the file for the {@link Measurement} as JSON, then those of {@link RigSettings}.
     * @throws Exception if anything is not as it has to be.
     */
    public static void main(final String[] arguments) throws Exception {
        final RigSettings settings = RigSettings.of(Arrays.asList(arguments).subList(1, arguments.length));
        final Traffic traffic = new Traffic(settings.kind(), settings.servers(), settings.flows());
        try (Rig rig = new Rig(settings, traffic)) {
            final Measurement measurement = new RigProcess(settings, traffic, rig).run();
            Files.write(Path.of(arguments[0]), JsonMapper.shared().writeValueAsBytes(measurement));
        } catch (final BenchException e) {
            System.err.println("director: " + e.getMessage());
            System.exit(e.exitCode());
        }
    }

    private Measurement run() throws InterruptedException {
        final AgentRunner runner = new AgentRunner(
            BusySpinIdleStrategy.INSTANCE, thrown -> failure.compareAndSet(null, thrown), null, rig.worker());
        final Measurement measurement;
        try (runner) {
            AgentRunner.startOnThread(runner);
            prime();
            sample();
            warmUp();
            measurement = measure(settings.measureMs());
            sample();
        }
        requireHealth();
        if (measurement.packets() == 0) {
            throw BenchException.failed("nothing was transmitted");
        }
        if (rig.lostMbufs(settings) != 0) {
            throw BenchException.failed(rig.lostMbufs(settings) + " mbufs did not come back");
        }
        return measurement;
    }

    private void prime() throws InterruptedException {
        final long start = System.nanoTime();
        while (!rig.rxQueue().isPrimed()) {
            requireHealth();
            if (System.nanoTime() - start > PRIMING_TIMEOUT_MS * 1_000_000L) {
                throw BenchException.failed("connections were not opened within " + PRIMING_TIMEOUT_MS + " ms");
            }
            Thread.sleep(POLL_MS);
        }
        requireConnections();
    }

    /** Every flow has a connection, of TCP an established one, and wrr gave each real server what its weight says. */
    private void requireConnections() {
        if (rig.counters().drops() != 0) {
            throw BenchException.failed("packets were dropped while connections were opened: " + drops());
        }
        long weights = 0;
        for (int server = 0; server < traffic.servers(); server++) {
            weights += Traffic.weight(server);
        }
        long active = 0;
        for (int server = 0; server < traffic.servers(); server++) {
            final long least = traffic.flows() / weights * Traffic.weight(server);
            final long opened = rig.opened(server);
            if (opened < least || opened > least + Traffic.weight(server)) {
                throw BenchException.failed("real server " + server + " has " + opened + " connections instead of "
                    + least + " to " + (least + Traffic.weight(server)));
            }
            active += rig.active(server);
        }
        if (!traffic.kind().isUdp() && active != traffic.flows()) {
            throw BenchException.failed(active + " connections of " + traffic.flows() + " are active");
        }
    }

    private void sample() throws InterruptedException {
        final List<byte[]> frames = rig.txQueue().next(SAMPLE, SAMPLE_TIMEOUT_MS);
        requireHealth();
        if (frames.isEmpty()) {
            throw BenchException.failed("nothing was transmitted; dropped so far: " + drops());
        }
        check.check(frames);
    }

    /** By processor time, which stays the same when something else runs in between. */
    private void warmUp() throws InterruptedException {
        final Stability stability = new Stability();
        boolean stable = false;
        int elapsedMs = 0;
        while (elapsedMs < settings.warmUpMs() && !(stable && elapsedMs >= MIN_WARM_UP_MS)) {
            stable = stability.isStableWith(measure(INTERVAL_MS).mppsPerCpuSecond());
            elapsedMs += INTERVAL_MS;
        }
    }

    private Measurement measure(final int milliseconds) throws InterruptedException {
        final Map<String, Long> dropsBefore = drops();
        final long allocatedBefore = rig.thread().allocatedBytes();
        final long packetsBefore = rig.counters().get(WorkerCounter.TRANSMITTED);
        final long wallBefore = System.nanoTime();
        final long cpuBefore = rig.thread().cpuNs();
        Thread.sleep(milliseconds);
        final long packets = rig.counters().get(WorkerCounter.TRANSMITTED) - packetsBefore;
        final long wallNs = System.nanoTime() - wallBefore;
        final long cpuNs = rig.thread().cpuNs() - cpuBefore;
        final long allocated = rig.thread().allocatedBytes() - allocatedBefore;
        final Map<String, Long> drops = drops();
        dropsBefore.forEach((reason, count) -> drops.merge(reason, -count, Long::sum));
        drops.values().removeIf(count -> count == 0);
        requireHealth();
        return new Measurement(packets, wallNs, cpuNs, allocated, drops);
    }

    private Map<String, Long> drops() {
        final Map<String, Long> drops = new HashMap<>();
        for (final DropReason reason : DropReason.values()) {
            if (rig.counters().drops(reason) != 0) {
                drops.put(reason.label(), rig.counters().drops(reason));
            }
        }
        return drops;
    }

    private void requireHealth() {
        final Throwable thrown = failure.get();
        if (thrown != null) {
            throw new IllegalStateException("the worker failed", thrown);
        }
    }
}
