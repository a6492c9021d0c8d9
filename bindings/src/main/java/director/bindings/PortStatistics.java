/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bindings;

import static director.bindings.NativeMemory.int64;

/**
 * What a device has counted since its start or the last reset ({@code struct rte_eth_stats}).
 *
 * @param rxPackets received.
 * @param txPackets sent.
 * @param rxBytes received.
 * @param txBytes sent.
 * @param rxMissed dropped by the device because its receive queue was full.
 * @param rxErrors received and bad.
 * @param txErrors not sent.
 * @param rxNoMbuf dropped because the pool was empty.
 */
public record PortStatistics(long rxPackets, long txPackets, long rxBytes, long txBytes, long rxMissed, long rxErrors,
    long txErrors, long rxNoMbuf) {
    static final int SIZE = Layout.sizeOf("rte_eth_stats");

    private static final int IPACKETS = Layout.offset("rte_eth_stats.ipackets");
    private static final int OPACKETS = Layout.offset("rte_eth_stats.opackets");
    private static final int IBYTES = Layout.offset("rte_eth_stats.ibytes");
    private static final int OBYTES = Layout.offset("rte_eth_stats.obytes");
    private static final int IMISSED = Layout.offset("rte_eth_stats.imissed");
    private static final int IERRORS = Layout.offset("rte_eth_stats.ierrors");
    private static final int OERRORS = Layout.offset("rte_eth_stats.oerrors");
    private static final int RX_NOMBUF = Layout.offset("rte_eth_stats.rx_nombuf");

    static PortStatistics read(final long stats) {
        return new PortStatistics(int64(stats + IPACKETS), int64(stats + OPACKETS), int64(stats + IBYTES),
            int64(stats + OBYTES), int64(stats + IMISSED), int64(stats + IERRORS), int64(stats + OERRORS),
            int64(stats + RX_NOMBUF));
    }
}
