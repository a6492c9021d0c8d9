/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bindings;

/**
 * The link of a port.
 *
 * @param isUp whether packets can pass.
 * @param megabitsPerSecond its speed, {@link #UNKNOWN_SPEED} when the device does not know, 0 when down.
 * @param isFullDuplex both ways at once.
 * @param isAutonegotiated whether the two ends agreed on it.
 */
public record LinkStatus(boolean isUp, long megabitsPerSecond, boolean isFullDuplex, boolean isAutonegotiated) {
    /** The speed of a device that does not know it. */
    public static final long UNKNOWN_SPEED = Layout.constant("RTE_ETH_SPEED_NUM_UNKNOWN");

    static final int SIZE = Layout.sizeOf("rte_eth_link");

    private static final int SPEED = Layout.offset("rte_eth_link.link_speed");
    private static final int DUPLEX = Layout.bit("rte_eth_link.link_duplex");
    private static final int AUTONEG = Layout.bit("rte_eth_link.link_autoneg");
    private static final int STATUS = Layout.bit("rte_eth_link.link_status");

    static LinkStatus read(final long link) {
        final long bits = NativeMemory.int64(link);
        return new LinkStatus(isSet(bits, STATUS), Integer.toUnsignedLong(NativeMemory.int32(link + SPEED)),
            isSet(bits, DUPLEX), isSet(bits, AUTONEG));
    }

    private static boolean isSet(final long bits, final int bit) {
        return (bits >>> bit & 1) != 0;
    }
}
