/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.port;

import static org.assertj.core.api.Assertions.assertThat;

import director.bindings.Mbuf;
import director.dataplane.configuration.Pmd;
import director.dataplane.configuration.PortSettings;
import director.dataplane.configuration.SubInterface;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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

    @Test
    void shouldHaveRoomInMbufsForTheSecondTagOfAVlan() {
        final PortSettings parent = settings(null, Pmd.AF_XDP, 9_000);
        assertThat(OpenPorts.dataRoom(List.of(parent, vlan(0))) - Mbuf.HEADROOM).isEqualTo(9_022);
        assertThat(OpenPorts.dataRoom(List.of(parent, vlan(30))) - Mbuf.HEADROOM).isEqualTo(9_026);
    }

    @ParameterizedTest
    @CsvSource({"0, 9600, 1504", "30, 9600, 1508", "30, 1506, 1506", "30, 1500, 1500"})
    void shouldTellADeviceOfTheTagsAsFarAsItCan(final int outerVlan, final int maxMtu, final int told) {
        final PortSettings parent = settings("0000:03:00.0", Pmd.AF_PACKET, 1_500);
        assertThat(OpenPort.deviceMtu(parent, List.of(vlan(0), vlan(outerVlan)), maxMtu)).isEqualTo(told);
        assertThat(OpenPort.deviceMtu(parent, List.of(), maxMtu)).isEqualTo(1_500);
        assertThat(OpenPort.deviceMtu(settings(null, Pmd.AF_XDP, 1_500), List.of(vlan(outerVlan)), maxMtu))
            .as("of an interface, which adds a tag itself").isEqualTo(1_500);
    }

    private static PortSettings vlan(final int outerVlan) {
        return PortSettings.vlan("v", new SubInterface("client", 7, outerVlan), List.of(), null, null, List.of(),
            1_500);
    }

    private static int ringOf(final PortSettings settings, final int group) {
        final Matcher ring = RING.matcher(new DeviceArguments(settings, 0, 1).of(settings.devices().getFirst()));
        assertThat(ring.matches()).isTrue();
        return Integer.parseInt(ring.group(group));
    }

    private static PortSettings settings(final @Nullable String device, final Pmd pmd, final int mtu) {
        return new PortSettings("client", device, device == null ? "eth0" : null, pmd, List.of(), null, null, List.of(),
            mtu, 1_024, 1_024, false);
    }
}
