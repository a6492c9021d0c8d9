/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.port;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import director.bindings.DescriptorLimits;
import director.bindings.DeviceInfo;
import director.bindings.Mbuf;
import director.bindings.PortConfiguration;
import director.bindings.RssField;
import director.bindings.RxOffload;
import director.bindings.TxOffload;
import director.dataplane.configuration.PortSettings;
import director.dataplane.configuration.RssHash;
import director.dataplane.ownership.OwnerHash;
import director.dataplane.testkit.Settings;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What ports are made of, by what their devices can. */
class PortOffloadTest {
    private static final PortSettings JUMBO = Settings.port("real", "10.9.0.254/16", null, 9_000);
    private static final DescriptorLimits LIMITS = new DescriptorLimits(1, 4_096, 1);

    private static final QueuePlan ALONE = new QueuePlan(1, new OwnerHash(new byte[OwnerHash.KEY_BYTES]));

    @Test
    void shouldLeaveToADeviceThatCanDoAllWhatSavesWork() {
        final PortConfiguration made =
            OpenPort.configuration(
                JUMBO, device(Set.of(RxOffload.values()), Set.of(TxOffload.values())), ALONE);
        assertThat(made.rxOffloads()).containsExactly(RxOffload.IPV4_CHECKSUM);
        assertThat(made.txOffloads()).containsExactlyInAnyOrder(TxOffload.UDP_CHECKSUM, TxOffload.SCTP_CHECKSUM);
        assertThat(made.mtu()).isEqualTo(9_000);
    }

    @Test
    void shouldLeaveNothingToADeviceThatCanDoNothing() {
        final PortConfiguration made = OpenPort.configuration(JUMBO, device(Set.of(), Set.of()), ALONE);
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

    @Test
    void shouldShareQueuesOutAmongWorkersAndHashWhatADeviceCan() {
        final QueuePlan four = new QueuePlan(4, OwnerHash.random());
        final DeviceInfo able = new DeviceInfo("net_test", 68, 9_600, 8, 8, LIMITS, LIMITS,
            EnumSet.allOf(RssField.class), 128, 52, Set.of(), Set.of());
        final PortConfiguration made = OpenPort.configuration(hashing(RssHash.SOURCE), able, four);
        assertThat(made.rxQueues()).isEqualTo(4);
        assertThat(made.txQueues()).isEqualTo(4);
        assertThat(made.rss()).contains(RssField.IPV4_TCP, RssField.IPV6_UDP, RssField.SOURCE_ADDRESS_ONLY,
            RssField.SOURCE_PORT_ONLY).doesNotContain(RssField.DESTINATION_ADDRESS_ONLY);
        assertThat(made.rssKey()).hasSize(52).startsWith(Arrays.copyOf(four.hash().key(), 52));
        assertThat(OpenPort.configuration(hashing(RssHash.DESTINATION), able, four).rss())
            .contains(RssField.DESTINATION_ADDRESS_ONLY, RssField.DESTINATION_PORT_ONLY)
            .doesNotContain(RssField.SOURCE_PORT_ONLY);
        assertThat(OpenPort.configuration(hashing(RssHash.ALL), able, four).rss()).contains(RssField.IPV4_TCP)
            .doesNotContain(RssField.SOURCE_ADDRESS_ONLY, RssField.DESTINATION_ADDRESS_ONLY);
        assertThat(four.redirection(able)).hasSize(128).startsWith(0, 1, 2, 3, 0, 1);
    }

    @Test
    void shouldReceiveThroughTheQueuesThatThereAreButHaveEachWorkerSendByItself() {
        final QueuePlan four = new QueuePlan(4, OwnerHash.random());
        final DeviceInfo few = new DeviceInfo("net_test", 68, 9_600, 3, 2, LIMITS, LIMITS,
            Set.of(RssField.IPV4_TCP), 64, 0, Set.of(), Set.of());
        final PortConfiguration made = OpenPort.configuration(hashing(RssHash.SOURCE), few, four);
        assertThat(made.rxQueues()).isEqualTo(3);
        assertThat(made.rss()).containsExactly(RssField.IPV4_TCP);
        assertThat(made.rssKey()).isEmpty();
        assertThat(four.redirection(few)).startsWith(0, 1, 2, 0, 0, 1, 2, 0);
        assertThatThrownBy(() -> four.requireEnough(1, JUMBO, few)).hasMessage("workers.cores=4 cores are more than "
            + "the 2 queues through which ports[1] (real, net_test) can send: each worker needs one of its own: "
            + "name at most 2, or use a device with more queues");
    }

    @Test
    void shouldHashNothingForAWorkerThatIsAlone() {
        final DeviceInfo able = new DeviceInfo("net_test", 68, 9_600, 8, 8, LIMITS, LIMITS,
            EnumSet.allOf(RssField.class), 128, 52, Set.of(), Set.of());
        final PortConfiguration made = OpenPort.configuration(hashing(RssHash.SOURCE), able, ALONE);
        assertThat(made.rss()).isEmpty();
        assertThat(made.rssKey()).isEmpty();
    }

    private static PortSettings hashing(final RssHash rss) {
        return new PortSettings(JUMBO.name(), JUMBO.device(), null, JUMBO.pmd(), JUMBO.addresses(), null, null,
            List.of(), 1_500, 1_024, 1_024, false, null, rss, List.of(), null, null);
    }

    /** A device that takes packets of so many bytes, and does nothing else. */
    static DeviceInfo device(final int maxMtu) {
        return new DeviceInfo("net_test", 68, maxMtu, 1, 1, LIMITS, LIMITS, Set.of(), 0, 0, Set.of(), Set.of());
    }

    private static DeviceInfo device(final Set<RxOffload> rx, final Set<TxOffload> tx) {
        return new DeviceInfo("net_test", 68, 9_600, 1, 1, LIMITS, LIMITS, Set.of(), 0, 0, rx, tx);
    }
}
