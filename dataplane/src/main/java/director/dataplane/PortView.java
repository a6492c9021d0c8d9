/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane;

import director.dataplane.configuration.SubInterface;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A port at one moment.
 *
 * @param name      as configured.
 * @param device    as DPDK names it.
 * @param mac       its MAC address, 48 bits.
 * @param mtu       the longest IP packet in bytes.
 * @param link      its link.
 * @param traffic   what its device has counted.
 * @param extended  what the driver counts besides, by the driver's own names.
 * @param subInterface what makes it a VLAN of another port; null if it is none. Device and link are its parent's then.
 */
public record PortView(
    String name, String device, long mac, int mtu, Link link, Traffic traffic, Map<String, Long> extended,
    @Nullable SubInterface subInterface) {
    /** Keeps a copy of the map. */
    public PortView {
        extended = Map.copyOf(extended);
    }

    /**
     * A port that is no VLAN.
     *
     * @param name     as configured.
     * @param device   as DPDK names it.
     * @param mac      its MAC address, 48 bits.
     * @param mtu      the longest IP packet in bytes.
     * @param link     its link.
     * @param traffic  what its device has counted.
     * @param extended what the driver counts besides.
     */
    public PortView(final String name, final String device, final long mac, final int mtu, final Link link,
        final Traffic traffic, final Map<String, Long> extended) {
        this(name, device, mac, mtu, link, traffic, extended, null);
    }

    /**
     * A link at one moment.
     *
     * @param up                whether there is a carrier.
     * @param megabitsPerSecond its speed; 0 if the driver does not know.
     * @param fullDuplex        whether it carries both directions at once.
     */
    public record Link(boolean up, long megabitsPerSecond, boolean fullDuplex) {
    }

    /**
     * What a device counts.
     *
     * @param rxPackets packets received.
     * @param txPackets packets sent.
     * @param rxBytes   bytes received.
     * @param txBytes   bytes sent.
     * @param rxMissed  packets lost because the receive queue was full.
     * @param rxErrors  damaged packets received.
     */
    public record Traffic(
        long rxPackets, long txPackets, long rxBytes, long txBytes, long rxMissed, long rxErrors) {
        /** Nothing. */
        public static final Traffic NONE = new Traffic(0, 0, 0, 0, 0, 0);
    }
}
