/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bindings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(WithDpdk.class)
class EthernetPortTest {
    private static final int BURST = 32;
    private final Eal eal;
    private final Mempool pool;
    private final long array = NativeMemory.allocate(BURST * Long.BYTES, Long.BYTES);

    EthernetPortTest(final Eal eal) {
        this.eal = eal;
        pool = Mempool.create(eal, "ports", 4095, 64, 2176);
    }

    @AfterEach
    void shouldLeaveNoPortAndAFullPool() {
        assertThat(EthernetPort.count(eal)).isZero();
        assertThat(pool.inUse()).isZero();
        pool.close();
        NativeMemory.free(array);
    }

    private EthernetPort started(final String device, final PortConfiguration configuration) {
        final EthernetPort port = EthernetPort.attach(eal, device);
        port.configure(configuration);
        for (int queue = 0; queue < configuration.rxQueues(); queue++) {
            port.setUpRxQueue(queue, 256, pool);
        }
        for (int queue = 0; queue < configuration.txQueues(); queue++) {
            port.setUpTxQueue(queue, 256);
        }
        port.start();
        return port;
    }

    @Test
    void shouldReceiveWhatItSentOverARing() {
        try (EthernetPort port = started("net_ring0", PortConfiguration.queues(1, 1))) {
            final long sent = pool.allocate();
            NativeMemory.bytes(Mbuf.append(sent, 4), new byte[] {1, 2, 3, 4});
            NativeMemory.int64(array, sent);
            assertThat(port.rxQueue(0).burst(array + Long.BYTES, 1)).isZero();
            assertThat(port.txQueue(0).burst(array, 1)).isEqualTo(1);
            assertThat(port.rxQueue(0).burst(array + Long.BYTES, BURST - 1)).isEqualTo(1);
            final long received = NativeMemory.int64(array + Long.BYTES);
            assertThat(NativeMemory.bytes(Mbuf.data(received), Mbuf.dataLength(received))).containsExactly(1, 2, 3, 4);
            assertThat(port.statistics()).extracting(PortStatistics::rxPackets, PortStatistics::txPackets)
                .containsExactly(1L, 1L);
            pool.free(received);
        }
    }

    @Test
    void shouldLeaveToTheCallerWhatAFullQueueDoesNotTake() {
        try (EthernetPort port = started("net_ring0", PortConfiguration.queues(1, 1))) {
            int taken = BURST;
            int total = 0;
            while (taken == BURST) {
                for (int i = 0; i < BURST; i++) {
                    NativeMemory.int64(array + (long) i * Long.BYTES, pool.allocate());
                }
                taken = port.txQueue(0).burst(array, BURST);
                total += taken;
            }
            assertThat(total).isBetween(BURST, 4094);
            pool.free(array, taken, BURST);
            assertThat(pool.inUse()).isEqualTo(total);
            for (int n = port.rxQueue(0).burst(array, BURST); n > 0; n = port.rxQueue(0).burst(array, BURST)) {
                pool.free(array, 0, n);
            }
        }
    }

    @Test
    void shouldPollSeveralQueuesAndCountThem() {
        final PortConfiguration configuration =
            PortConfiguration.queues(2, 2).withRss(Set.of(RssField.IPV4, RssField.IPV4_TCP));
        try (EthernetPort port = started("net_null0,size=128", configuration)) {
            assertThat(port.rxQueue(0).burst(array, BURST)).isEqualTo(BURST);
            assertThat(Mbuf.packetLength(NativeMemory.int64(array))).isEqualTo(128);
            assertThat(Mbuf.port(NativeMemory.int64(array))).isEqualTo(port.id());
            pool.free(array, 0, BURST);
            assertThat(port.rxQueue(1).burst(array, 8)).isEqualTo(8);
            assertThat(port.txQueue(1).burst(array, 8)).isEqualTo(8);
            assertThat(port.statistics().rxPackets()).isEqualTo(BURST + 8);
            assertThat(port.extendedStatistics()).containsEntry("rx_q0_packets", (long) BURST)
                .containsEntry("rx_q1_packets", 8L).containsEntry("tx_q1_packets", 8L);
            port.resetStatistics();
            assertThat(port.statistics()).isEqualTo(new PortStatistics(0, 0, 0, 0, 0, 0, 0, 0));
        }
    }

    @Test
    void shouldCountWhatAnEmptyPoolLosesAndGoOnWhenMbufsAreBack(@TempDir final Path directory) throws IOException {
        final Path capture = Files.write(directory.resolve("two.pcap"), capture(2));
        try (EthernetPort port = started("net_pcap0,rx_pcap=" + capture, PortConfiguration.queues(1, 1))) {
            final List<Long> taken = new ArrayList<>();
            for (long mbuf = pool.allocate(); mbuf != 0; mbuf = pool.allocate()) {
                taken.add(mbuf);
            }
            assertThat(port.rxQueue(0).burst(array, BURST)).isZero();
            assertThat(port.statistics().rxNoMbuf()).isPositive();
            taken.forEach(pool::free);
            final int received = port.rxQueue(0).burst(array, BURST);
            assertThat(received).isPositive();
            pool.free(array, 0, received);
        }
    }

    /** A file of libpcap with frames of zeros. */
    private static byte[] capture(final int frames) {
        final int length = 60;
        final ByteBuffer file = ByteBuffer.allocate(24 + frames * (16 + length)).order(ByteOrder.LITTLE_ENDIAN);
        file.putInt(0xA1B2C3D4).putShort((short) 2).putShort((short) 4).putLong(0).putInt(65_535).putInt(1);
        for (int i = 0; i < frames; i++) {
            file.putLong(0).putInt(length).putInt(length).put(new byte[length]);
        }
        return file.array();
    }

    @Test
    void shouldTellAndSetWhatAPortIs() {
        try (EthernetPort port = started("net_null0", PortConfiguration.queues(1, 1).withMtu(1400))) {
            assertThat(port.name()).isEqualTo("net_null0");
            assertThat(port.info().driver()).isEqualTo("net_null");
            assertThat(port.linkStatus()).isEqualTo(new LinkStatus(true, 10_000, true, false));
            assertThat(port.mtu()).isEqualTo(1400);
            port.mtu(1600);
            assertThat(port.mtu()).isEqualTo(1600);
            port.macAddress(0x02_00_5e_10_00_01L);
            assertThat(port.macAddress()).isEqualTo(0x02_00_5e_10_00_01L);
            assertThat(EthernetPort.byId(eal, port.id()).name()).isEqualTo("net_null0");
            assertThat(EthernetPort.count(eal)).isEqualTo(1);
        }
    }

    @Test
    void shouldSayWhenADriverHasNoModeForAllMulticast() {
        assumeTrue(Files.isWritable(Path.of("/dev/net/tun")), "needs root");
        try (EthernetPort port = started("net_af_packet0,iface=lo", PortConfiguration.queues(1, 1))) {
            assertThatThrownBy(() -> port.allMulticast(true)).isInstanceOf(DpdkException.class)
                .hasMessageStartingWith("rte_eth_allmulticast_enable port=" + port.id() + ": -95 (")
                .extracting(e -> ((DpdkException) e).code()).isEqualTo(-95);
        }
    }

    @Test
    void shouldSwitchPromiscuousModeOfARealInterface() {
        assumeTrue(Files.isWritable(Path.of("/dev/net/tun")), "needs root and /dev/net/tun");
        final PortConfiguration configuration = PortConfiguration.queues(2, 2).withRss(Set.of(RssField.IPV4));
        try (EthernetPort port = started("net_tap0,iface=dirtest0", configuration)) {
            port.promiscuous(true);
            assertThat(port.promiscuous()).isTrue();
            port.promiscuous(false);
            assertThat(port.promiscuous()).isFalse();
            port.allMulticast(true);
            assertThat(port.allMulticast()).isTrue();
            port.allMulticast(false);
            assertThat(port.allMulticast()).isFalse();
            assertThat(port.linkStatus().isUp()).isTrue();
            assertThat(port.rxQueue(1).burst(array, BURST)).isNotNegative().satisfies(n -> pool.free(array, 0, n));
            port.stop();
            assertThatThrownBy(() -> port.rxQueue(0)).hasMessage("port net_tap0 is not started");
        }
    }

    @Test
    void shouldNameCallPortErrorAndReasonWhenAnUnconfiguredPortIsStarted() {
        try (EthernetPort port = EthernetPort.attach(eal, "net_null0")) {
            assertThatThrownBy(port::start).isInstanceOf(DpdkException.class)
                .hasMessageStartingWith("rte_eth_dev_start port=" + port.id() + ": -22 (EINVAL: Invalid argument)")
                .hasMessageContaining("is not configured").extracting("code").isEqualTo(-22);
        }
    }

    @Test
    void shouldNameEverythingWantedAndPossibleWhenTheDeviceCannot() {
        try (EthernetPort port = EthernetPort.attach(eal, "net_null0")) {
            final PortConfiguration wanted = new PortConfiguration(2000, 0, 20, Set.of(RssField.SOURCE_ADDRESS_ONLY),
                new byte[0], Set.of(RxOffload.TCP_CHECKSUM), Set.of(TxOffload.TCP_SEGMENTATION));
            assertThatThrownBy(() -> port.configure(wanted)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("port net_null0 (net_null) cannot: rxQueues=2000 is not in 1..1024; "
                    + "txQueues=0 is not in 1..1024; mtu=20 is not in 46..65535; "
                    + "rss=[SOURCE_ADDRESS_ONLY] is not within [IPV4, ")
                .hasMessageEndingWith("rxOffloads=[TCP_CHECKSUM] is not within []; "
                    + "txOffloads=[TCP_SEGMENTATION] is not within []");
        }
    }

    @Test
    void shouldRedirectWhatADeviceHashes() {
        final Mempool pool = Mempool.create(eal, "hashed", 512, 0, 2_176);
        try (EthernetPort port = EthernetPort.attach(eal, "net_null0")) {
            final DeviceInfo info = port.info();
            assertThat(info.redirectionTableSize()).isEqualTo(128);
            assertThat(info.hashKeySize()).as("it computes no hash").isZero();
            final PortConfiguration hashed = PortConfiguration.queues(2, 2).withRss(Set.of(RssField.IPV4));
            assertThatThrownBy(() -> port.configure(hashed.withRssKey(new byte[52]))).hasMessageEndingWith(
                "rssKey of 52 bytes, but of 0");
            port.configure(hashed);
            for (int queue = 0; queue < 2; queue++) {
                port.setUpRxQueue(queue, 64, pool);
                port.setUpTxQueue(queue, 64);
            }
            port.start();
            final int[] queues = new int[128];
            Arrays.setAll(queues, place -> place % 2);
            port.redirect(queues);
            assertThatThrownBy(() -> port.redirect(new int[64])).isInstanceOf(DpdkException.class)
                .hasMessageStartingWith("rte_eth_dev_rss_reta_update port=" + port.id());
        } finally {
            pool.close();
        }
    }

    @Test
    void shouldHandAKeyOverAsTheDriverReadsIt() {
        final long conf = NativeMemory.allocate(PortConfigurationWriter.SIZE, Long.BYTES);
        NativeMemory.zero(conf, PortConfigurationWriter.SIZE);
        final byte[] key = new byte[52];
        Arrays.fill(key, (byte) 7);
        PortConfigurationWriter.write(
            conf, PortConfiguration.queues(2, 2).withRss(Set.of(RssField.IPV4)).withRssKey(key));
        final long at = NativeMemory.int64(conf + Layout.offset("rte_eth_conf.rx_adv_conf.rss_conf.rss_key"));
        assertThat(NativeMemory.bytes(at, 52)).isEqualTo(key);
        assertThat(NativeMemory.uint8(conf + Layout.offset("rte_eth_conf.rx_adv_conf.rss_conf.rss_key_len")))
            .isEqualTo(52);
        NativeMemory.free(conf);
    }

    @Test
    void shouldRefuseADeviceThatIsAttachedAlready() {
        try (EthernetPort port = EthernetPort.attach(eal, "net_null0")) {
            assertThatThrownBy(() -> EthernetPort.attach(eal, "net_null0,size=60"))
                .hasMessageContaining("EEXIST").hasMessageContaining("is port " + port.id() + " already");
        }
    }

    @Test
    void shouldSayWhatDpdkSaidWhenThereIsNoSuchInterface() {
        assertThatThrownBy(() -> EthernetPort.attach(eal, "net_af_packet0,iface=none0"))
            .isInstanceOf(DpdkException.class).hasMessageContaining("rte_dev_probe net_af_packet0,iface=none0")
            .hasMessageContaining("DPDK said: ").hasMessageContaining("SIOCGIFINDEX");
    }

    @Test
    void shouldAttachADeviceAgainOnceItsPortIsClosed() {
        for (int i = 0; i < 3; i++) {
            try (EthernetPort port = EthernetPort.attach(eal, "net_null0")) {
                assertThat(port.name()).isEqualTo("net_null0");
            }
        }
    }

    @Test
    void shouldNameThePortsThereAreWhenOneDoesNotExist() {
        assertThatThrownBy(() -> EthernetPort.byId(eal, 7)).isInstanceOf(IllegalArgumentException.class)
            .hasMessage("port 7 does not exist; there are {}");
    }
}
