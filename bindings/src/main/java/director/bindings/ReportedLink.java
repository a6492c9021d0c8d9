/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bindings;

import java.lang.foreign.Arena;

/**
 * The link of a port whose driver does not look at it: up when started, and never again anything else. What stands in
 * DPDK's own record of the port is what everybody goes by who asks DPDK, {@code net_bonding} among them; so whoever
 * does know of the link writes it there, as a driver would.
 *
 * <p>No header that is installed tells where that record is. So the name of the port has to stand at its beginning, and
 * what was written has to be what DPDK answers.
 */
final class ReportedLink {
    private static final int SIZE_OF_DEVICE = Layout.internal("rte_eth_dev");
    private static final int DATA = Layout.internal("rte_eth_dev.data");
    private static final int LINK = Layout.internal("rte_eth_dev_data.dev_link");
    private static final long UP = 1L << Layout.bit("rte_eth_link.link_status");

    private ReportedLink() {
    }

    /** Writes it. The drivers of these ports write it when they start and stop only. */
    static void write(final EthernetPort port, final boolean up) {
        final long device = Symbols.address("rte_eth_devices").address() + (long) port.id() * SIZE_OF_DEVICE;
        final long data = NativeMemory.int64(device + DATA);
        if (data == 0 || !NativeMemory.string(data).equals(port.name())) {
            throw new IllegalStateException("DPDK " + Dpdk.version() + " does not have port " + port.name()
                + " where it is in " + Dpdk.supportedVersions());
        }
        final long link = NativeMemory.int64(data + LINK);
        if (link != answered(port.id())) {
            throw new IllegalStateException("DPDK " + Dpdk.version() + " does not have the link of " + port.name()
                + " where it is in " + Dpdk.supportedVersions());
        }
        NativeMemory.int64(data + LINK, up ? link | UP : link & ~UP);
        if (port.linkStatus().isUp() != up) {
            throw new IllegalStateException(
                "the driver of " + port.name() + " (" + port.info().driver() + ") tells of its link itself");
        }
    }

    private static long answered(final int port) {
        try (Arena arena = Arena.ofConfined()) {
            final long link = arena.allocate(LinkStatus.SIZE, Long.BYTES).address();
            PortCalls.LINK.check(port, link);
            return NativeMemory.int64(link);
        }
    }
}
