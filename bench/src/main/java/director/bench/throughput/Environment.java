/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.throughput;

import director.bench.support.ChildJvm;
import director.bindings.Dpdk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * What figures depend on.
 *
 * @param cpu         the processor's name.
 * @param cores       how many this process may use.
 * @param kernel      its version.
 * @param jdk         name and version of the JVM.
 * @param jvmFlags    those that every measured JVM has.
 * @param dpdk        its version.
 * @param governor    what chooses the processor's frequency, {@code none} where the system does not.
 * @param hugePagesMb what is reserved.
 * @param date        when, in UTC.
 * @param frameBytes  without the frame check sequence.
 * @param burst       packets taken from a queue at once.
 * @param mbufBytes   of each mbuf's buffer.
 */
record Environment(
    String cpu,
    int cores,
    String kernel,
    String jdk,
    List<String> jvmFlags,
    String dpdk,
    String governor,
    long hugePagesMb,
    String date,
    int frameBytes,
    int burst,
    int mbufBytes) {
    private static final Path CPUINFO = Path.of("/proc/cpuinfo");
    private static final Path GOVERNOR = Path.of("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor");

    /** Keeps a copy of the list. */
    Environment {
        jvmFlags = List.copyOf(jvmFlags);
    }

    /** This machine, now. */
    static Environment current(final long hugePagesMb) {
        return new Environment(cpuName(), Runtime.getRuntime().availableProcessors(), System.getProperty("os.version"),
            System.getProperty("java.vm.name") + " " + Runtime.version(), ChildJvm.flags(), Dpdk.version(),
            governorName(), hugePagesMb, Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(), Frames.LENGTH,
            RigSettings.BURST, RigSettings.DATA_ROOM);
    }

    private static String cpuName() {
        try {
            return Files.readAllLines(CPUINFO).stream()
                .filter(line -> line.startsWith("model name"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst().orElse("unknown");
        } catch (final IOException e) {
            return "unknown";
        }
    }

    private static String governorName() {
        try {
            return Files.readString(GOVERNOR).strip();
        } catch (final IOException e) {
            return "none";
        }
    }
}
