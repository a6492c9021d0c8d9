/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;
import org.junit.jupiter.api.Tag;

/**
 * Bytes that Jazzer draws, as packets to a director whose memory is checked. In a build only the inputs run that lie
 * beside this test: some traffic to begin with, and what once failed. CONTRIBUTING.md tells how to look for more.
 */
@Tag("checked-memory")
class PacketFuzzTest {
    private static final long SEED = 1;

    @FuzzTest(maxDuration = "10m")
    void shouldBearWhateverArrives(final byte[] input) {
        try (Trial trial = new Trial(SEED)) {
            for (final Arrival arrival : FuzzInput.arrivals(input)) {
                trial.play(List.of(arrival));
            }
            trial.finish();
        }
    }
}
