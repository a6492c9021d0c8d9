/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.throughput;

import director.bench.rig.Measurement;
import director.bench.rig.RigSettings;
import director.bench.support.BenchException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** DPDK's own {@code dpdk-testpmd}, with the same device, the same frames, the same mbufs and the same core. */
final class TestpmdContender implements Supplier<Measurement> {
    static final String PROGRAM = "dpdk-testpmd";

    private static final int WARM_UP_MS = 1_000;
    private static final double NS_PER_SECOND = 1e9;

    private final RigSettings settings;
    private final String mode;

    /** A contender that forwards as {@code --forward-mode} says. */
    TestpmdContender(final RigSettings settings, final String mode) {
        this.settings = settings;
        this.mode = mode;
    }

    /** The command that starts it. */
    List<String> command() {
        return List.of(PROGRAM, "--lcores=0@" + settings.controlCore() + ",1@" + settings.workerCore(), "--in-memory",
            "--no-pci", "--no-telemetry", "--vdev=" + settings.device(0), "--", "--interactive", "--nb-cores=1",
            "--rxq=1", "--txq=1", "--total-num-mbufs=" + settings.mbufs(), "--mbuf-size=" + RigSettings.DATA_ROOM,
            "--mbcache=" + RigSettings.MBUF_CACHE, "--burst=" + RigSettings.BURST, "--port-topology=loop",
            "--no-mlockall", "--forward-mode=" + mode);
    }

    @Override
    public Measurement get() {
        try (TestpmdProcess testpmd = new TestpmdProcess(command())) {
            testpmd.type("start", WARM_UP_MS);
            testpmd.type("show port stats 0", 0);
            final long cpuBefore = testpmd.workerCpuNs();
            final long wallBefore = System.nanoTime();
            testpmd.pause(settings.measureMs());
            testpmd.type("show port stats 0", 0);
            final long cpuNs = testpmd.workerCpuNs() - cpuBefore;
            final long wallNs = System.nanoTime() - wallBefore;
            final String output = testpmd.quit();
            TestpmdOutput.requireSound(output, mode);
            return measurement(output, wallNs, cpuNs);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw BenchException.failed("interrupted");
        }
    }

    /** Of testpmd's own clock, and the processor time of our reading, which comes a moment later both times. */
    private static Measurement measurement(final String output, final long wallNs, final long cpuNs) {
        final List<Long> packets = TestpmdOutput.transmitted(output);
        final List<Long> rates = TestpmdOutput.transmittedPerSecond(output);
        if (packets.size() != 2 || rates.size() != 2 || rates.get(1) == 0) {
            throw BenchException.failed("testpmd forwarded nothing:\n" + output);
        }
        final long forwarded = packets.get(1) - packets.get(0);
        final long itsWallNs = Math.round(forwarded * NS_PER_SECOND / rates.get(1));
        return new Measurement(forwarded, itsWallNs, Math.round((double) cpuNs * itsWallNs / wallNs), 0, Map.of());
    }
}
