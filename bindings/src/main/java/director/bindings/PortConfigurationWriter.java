/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bindings;

/** Writes a {@link PortConfiguration} as {@code struct rte_eth_conf}. */
final class PortConfigurationWriter {
    /** The structure, and room behind it for a key. */
    static final int SIZE = Layout.sizeOf("rte_eth_conf") + PortConfiguration.LONGEST_RSS_KEY;

    private static final int MQ_MODE = Layout.offset("rte_eth_conf.rxmode.mq_mode");
    private static final int MTU = Layout.offset("rte_eth_conf.rxmode.mtu");
    private static final int RX_OFFLOADS = Layout.offset("rte_eth_conf.rxmode.offloads");
    private static final int TX_OFFLOADS = Layout.offset("rte_eth_conf.txmode.offloads");
    private static final int KEY_ROOM = Layout.sizeOf("rte_eth_conf");
    private static final int RSS_KEY = Layout.offset("rte_eth_conf.rx_adv_conf.rss_conf.rss_key");
    private static final int RSS_KEY_LENGTH = Layout.offset("rte_eth_conf.rx_adv_conf.rss_conf.rss_key_len");
    private static final int RSS_FIELDS = Layout.offset("rte_eth_conf.rx_adv_conf.rss_conf.rss_hf");
    private static final int MQ_NONE = Layout.intConstant("RTE_ETH_MQ_RX_NONE");
    private static final int MQ_RSS = Layout.intConstant("RTE_ETH_MQ_RX_RSS");

    private PortConfigurationWriter() {
    }

    /** The memory has to be zeroed. */
    static void write(final long conf, final PortConfiguration configuration) {
        NativeMemory.int32(conf + MQ_MODE, configuration.rss().isEmpty() ? MQ_NONE : MQ_RSS);
        NativeMemory.int32(conf + MTU, configuration.mtu());
        NativeMemory.int64(conf + RX_OFFLOADS, Flag.encode(configuration.rxOffloads()));
        NativeMemory.int64(conf + TX_OFFLOADS, Flag.encode(configuration.txOffloads()));
        NativeMemory.int64(conf + RSS_FIELDS, Flag.encode(configuration.rss()));
        final byte[] key = configuration.rssKey();
        if (key.length > 0) {
            NativeMemory.bytes(conf + KEY_ROOM, key);
            NativeMemory.int64(conf + RSS_KEY, conf + KEY_ROOM);
            NativeMemory.uint8(conf + RSS_KEY_LENGTH, key.length);
        }
    }
}
