/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import director.bindings.NativeMemory;
import director.dataplane.status.DropReason;
import org.junit.jupiter.api.Test;

/** The short run; {@code director fuzz} is the long one. */
class FuzzerTest {
    private static final int PACKETS = 200_000;
    private static final int PACKETS_CHECKED = 60_000;

    private final Fuzzer fuzzer = new Fuzzer();

    @Test
    void shouldSurviveEveryHeaderCutAtEveryByte() {
        fuzzer.truncate();
        assertThat(fuzzer.packets()).isGreaterThan(20_000);
        assertThat(fuzzer.reasons()).contains(DropReason.IPV4_MALFORMED, DropReason.IPV6_MALFORMED,
            DropReason.TRANSPORT_MALFORMED);
    }

    @Test
    void shouldSurviveWrongPackets() {
        final int packets = NativeMemory.isChecked() ? PACKETS_CHECKED : PACKETS;
        fuzzer.run(7, packets, sent -> { });
        assertThat(fuzzer.packets()).isGreaterThanOrEqualTo(packets);
        // Wrong, but not so wrong that all of it ends in the parser.
        assertThat(fuzzer.emitted()).isGreaterThan(packets / 5);
        assertThat(fuzzer.reasons()).hasSizeGreaterThan(20);
        assertThat(fuzzer.fast()).as("packets on the fast path").isGreaterThan(packets / 1_000);
    }

    @Test
    void shouldSendTheSameWithTheSameSeed() {
        final Fuzzer again = new Fuzzer();
        fuzzer.run(3, 2_000, sent -> { });
        again.run(3, 2_000, sent -> { });
        assertThat(again.packets()).isEqualTo(fuzzer.packets());
        assertThat(again.emitted()).isEqualTo(fuzzer.emitted());
        assertThat(again.reasons()).isEqualTo(fuzzer.reasons());
    }
}
