/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.port;

import static org.assertj.core.api.Assertions.assertThat;

import director.bindings.DescriptorLimits;
import director.bindings.DeviceInfo;
import director.bindings.Mbuf;
import director.bindings.PortConfiguration;
import director.bindings.RxOffload;
import director.bindings.TxOffload;
import director.dataplane.configuration.PortSettings;
import director.dataplane.testkit.Settings;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What ports are made of, by what their devices can. */
class PortOffloadTest {
    private static final PortSettings JUMBO = Settings.port("real", "10.9.0.254/16", null, 9_000);
    private static final DescriptorLimits LIMITS = new DescriptorLimits(1, 4_096, 1);

    @Test
    void shouldLeaveToADeviceThatCanDoAllWhatSavesWork() {
        final PortConfiguration made =
            OpenPort.configuration(JUMBO, device(Set.of(RxOffload.values()), Set.of(TxOffload.values())));
        assertThat(made.rxOffloads()).containsExactly(RxOffload.IPV4_CHECKSUM);
        assertThat(made.txOffloads()).containsExactlyInAnyOrder(TxOffload.UDP_CHECKSUM, TxOffload.SCTP_CHECKSUM);
        assertThat(made.mtu()).isEqualTo(9_000);
    }

    @Test
    void shouldLeaveNothingToADeviceThatCanDoNothing() {
        final PortConfiguration made = OpenPort.configuration(JUMBO, device(Set.of(), Set.of()));
        assertThat(made.rxOffloads()).isEmpty();
        assertThat(made.txOffloads()).isEmpty();
    }

    /** A frame is longer by addresses and type, two VLAN tags, and what a driver leaves of the check sequence. */
    @Test
    void shouldHaveRoomForTheLongestFrameOfAnyPortInOneMbuf() {
        final PortSettings small = Settings.port("client", "10.0.0.254/24", null, 1_500);
        assertThat(OpenPorts.dataRoom(List.of(small, JUMBO))).isGreaterThanOrEqualTo(Mbuf.HEADROOM + 9_000 + 14 + 8);
        assertThat(OpenPorts.dataRoom(List.of(small))).isGreaterThanOrEqualTo(Mbuf.HEADROOM + 2_048);
    }

    private static DeviceInfo device(final Set<RxOffload> rx, final Set<TxOffload> tx) {
        return new DeviceInfo("net_test", 68, 9_600, 1, 1, LIMITS, LIMITS, Set.of(), 0, rx, tx);
    }
}
