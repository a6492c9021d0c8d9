/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.throughput;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import director.bench.rig.Case;
import director.bench.rig.Cores;
import director.bench.rig.HugePageReservation;
import director.bench.rig.Measurement;
import director.bench.rig.Memory;
import director.bench.rig.PcapFile;
import director.bench.rig.RigSettings;
import director.bench.rig.Traffic;
import director.bench.support.BenchException;
import director.bindings.DpdkUnavailableException;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The director's turn without testpmd's, of what that would do alike: whether each frame is right, not how fast. */
class DirectorContenderTest {
    private static final int FLOWS = 4_096;
    private static final int MEASURE_MS = 300;

    @ParameterizedTest
    @CsvSource({"limits, 4, tcp", "fwmark, 4, tcp", "proxy, 4, tcp", "proxy, 6, tcp", "toa, 6, tcp", "uoa, 4, udp"})
    void shouldForwardRightlyWhatBeganWithMoreThanAddresses(
        final String forwarding, final int ip, final String protocol, @TempDir final Path directory)
        throws IOException {
        final Case measured = new Case(forwarding, ip, protocol, FLOWS, Case.ESTABLISHED, 1, 16);
        final Path pcap = directory.resolve("input.pcap");
        PcapFile.write(pcap, FLOWS, new Traffic(measured)::replayed);
        try (HugePageReservation hugePages = new HugePageReservation()) {
            hugePages.require(Memory.megabytes(FLOWS, FLOWS));
            final Measurement measurement =
                new DirectorContender(RigSettings.of(measured, pcap, Cores.require(), MEASURE_MS, 0), directory).get();
            assertThat(measurement.packets()).isPositive();
            assertThat(measurement.drops()).isEmpty();
        } catch (final DpdkUnavailableException e) {
            assumeTrue(false, "needs DPDK: " + e.getMessage());
        } catch (final BenchException e) {
            assumeTrue(e.exitCode() != BenchException.UNAVAILABLE, () -> "needs more: " + e.getMessage());
            throw e;
        }
    }
}
