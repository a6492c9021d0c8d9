/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.throughput;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TestpmdOutputTest {
    private String output = "";

    @BeforeEach
    void read() throws IOException {
        try (InputStream in = Objects.requireNonNull(getClass().getResourceAsStream("testpmd-csum.txt"))) {
            output = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    @Test
    void shouldReadWhatEachShowPortStatsSays() {
        assertThat(TestpmdOutput.transmitted(output)).containsExactly(31_212_096L, 68_212_000L);
        assertThat(TestpmdOutput.transmittedPerSecond(output)).containsExactly(0L, 36_879_449L);
    }

    @Test
    void shouldAcceptARunThatDidWhatItShould() {
        assertThatCode(() -> TestpmdOutput.requireSound(output, "csum")).doesNotThrowAnyException();
    }

    @Test
    void shouldRefuseARunInAnotherMode() {
        assertThatThrownBy(() -> TestpmdOutput.requireSound(output, "macswap"))
            .hasMessageContaining("did not say \"macswap packet forwarding packets/burst=32\"");
    }

    @Test
    void shouldRefuseARunThatDroppedPackets() {
        assertRefused("TX-dropped: 0", "TX-dropped: 9", "dropped packets");
    }

    @Test
    void shouldRefuseARunThatFoundWrongChecksums() {
        assertRefused("Bad-l4csum: 0", "Bad-l4csum: 9", "found wrong checksums");
    }

    @Test
    void shouldRefuseARunInWhichTheDeviceComputesChecksums() {
        assertRefused("Tx offloads=0x0", "Tx offloads=0xe", "left work to the device");
    }

    private void assertRefused(final String from, final String to, final String reason) {
        assertThat(output).contains(from);
        assertThatThrownBy(() -> TestpmdOutput.requireSound(output.replace(from, to), "csum"))
            .hasMessageContaining(reason);
    }
}
