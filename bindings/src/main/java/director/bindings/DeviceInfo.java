/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bindings;

import static director.bindings.NativeMemory.int64;
import static director.bindings.NativeMemory.uint16;
import static director.bindings.NativeMemory.uint8;

import java.util.Set;

/**
 * What a device is and can do ({@code struct rte_eth_dev_info}).
 *
 * @param driver as in {@code net_null}.
 * @param minMtu bytes.
 * @param maxMtu bytes.
 * @param maxRxQueues receive queues.
 * @param maxTxQueues transmit queues.
 * @param rxDescriptors limits of a receive queue.
 * @param txDescriptors limits of a transmit queue.
 * @param rss what it can hash.
 * @param redirectionTableSize entries that map hash to queue, 0 without receive-side scaling.
 * @param hashKeySize bytes of the key of its hash, 0 if it takes none.
 * @param rxOffloads what it can do on reception.
 * @param txOffloads what it can do on transmission.
 */
public record DeviceInfo(String driver, int minMtu, int maxMtu, int maxRxQueues, int maxTxQueues,
    DescriptorLimits rxDescriptors, DescriptorLimits txDescriptors, Set<RssField> rss, int redirectionTableSize,
    int hashKeySize, Set<RxOffload> rxOffloads, Set<TxOffload> txOffloads) {
    static final int SIZE = Layout.sizeOf("rte_eth_dev_info");

    private static final int DEVICE = Layout.offset("rte_eth_dev_info.device");
    private static final int DRIVER_NAME = Layout.offset("rte_eth_dev_info.driver_name");
    private static final int MIN_MTU = Layout.offset("rte_eth_dev_info.min_mtu");
    private static final int MAX_MTU = Layout.offset("rte_eth_dev_info.max_mtu");
    private static final int MAX_RX_QUEUES = Layout.offset("rte_eth_dev_info.max_rx_queues");
    private static final int MAX_TX_QUEUES = Layout.offset("rte_eth_dev_info.max_tx_queues");
    private static final int RX_OFFLOAD_CAPA = Layout.offset("rte_eth_dev_info.rx_offload_capa");
    private static final int TX_OFFLOAD_CAPA = Layout.offset("rte_eth_dev_info.tx_offload_capa");
    private static final int RETA_SIZE = Layout.offset("rte_eth_dev_info.reta_size");
    private static final int HASH_KEY_SIZE = Layout.offset("rte_eth_dev_info.hash_key_size");
    private static final int RSS_OFFLOADS = Layout.offset("rte_eth_dev_info.flow_type_rss_offloads");
    private static final int RX_DESC_LIM = Layout.offset("rte_eth_dev_info.rx_desc_lim");
    private static final int TX_DESC_LIM = Layout.offset("rte_eth_dev_info.tx_desc_lim");

    static DeviceInfo read(final long info) {
        return new DeviceInfo(NativeMemory.string(int64(info + DRIVER_NAME)), uint16(info + MIN_MTU),
            uint16(info + MAX_MTU), uint16(info + MAX_RX_QUEUES), uint16(info + MAX_TX_QUEUES),
            DescriptorLimits.read(info + RX_DESC_LIM), DescriptorLimits.read(info + TX_DESC_LIM),
            Flag.decode(RssField.class, int64(info + RSS_OFFLOADS)), uint16(info + RETA_SIZE),
            uint8(info + HASH_KEY_SIZE),
            Flag.decode(RxOffload.class, int64(info + RX_OFFLOAD_CAPA)),
            Flag.decode(TxOffload.class, int64(info + TX_OFFLOAD_CAPA)));
    }

    /** The address of the {@code struct rte_device}, which lives as long as the device. */
    static long device(final long info) {
        return int64(info + DEVICE);
    }
}
