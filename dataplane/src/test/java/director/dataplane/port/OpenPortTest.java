/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.port;

import static org.assertj.core.api.Assertions.assertThat;

import director.bindings.Mbuf;
import director.dataplane.configuration.Pmd;
import director.dataplane.configuration.PortSettings;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Room for frames, without opening anything. */
class OpenPortTest {
    private static final Pattern RING = Pattern.compile(".*,framesz=(\\d+),blocksz=(\\d+),.*");
    /** Of TPACKET_V2: what DPDK's driver takes off the size of a frame when it compares it with an mbuf's. */
    private static final int RING_HEADER = 32;

    @ParameterizedTest
    @ValueSource(ints = {576, 1_280, 1_500, 4_000, 9_000})
    void shouldHaveRoomInMbufsForEachFrameOfAKernelInterface(final int mtu) {
        final PortSettings settings = settings(null, Pmd.AF_PACKET, mtu);
        final int frame = ringOf(settings, 1);
        assertThat(ringOf(settings, 2)).isEqualTo(2 * frame);
        assertThat(frame).isGreaterThan(mtu + 128).isGreaterThanOrEqualTo(8_192);
        assertThat(OpenPorts.dataRoom(List.of(settings)) - Mbuf.HEADROOM).isGreaterThanOrEqualTo(frame - RING_HEADER);
    }

    @Test
    void shouldNotWasteMbufsOnFramesThatADriverNeverReceives() {
        assertThat(OpenPorts.dataRoom(List.of(settings("0000:03:00.0", Pmd.AF_PACKET, 1_500)))
            - Mbuf.HEADROOM).isEqualTo(2_048);
        assertThat(OpenPorts.dataRoom(List.of(settings(null, Pmd.AF_XDP, 9_000)))
            - Mbuf.HEADROOM).isEqualTo(9_022);
    }

    private static int ringOf(final PortSettings settings, final int group) {
        final Matcher ring = RING.matcher(OpenPort.deviceArguments(settings, 0, 1));
        assertThat(ring.matches()).isTrue();
        return Integer.parseInt(ring.group(group));
    }

    private static PortSettings settings(final @Nullable String device, final Pmd pmd, final int mtu) {
        return new PortSettings("client", device, device == null ? "eth0" : null, pmd, List.of(), null, null, List.of(),
            mtu, 1_024, 1_024, false);
    }
}
