/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane;

import director.dataplane.configuration.SubInterface;
import java.util.List;
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
 * @param members   what it is of, if it is a bond; empty if it is none.
 * @param kernel    its interface in the kernel of the director's machine; null if it has none.
 */
public record PortView(
    String name, String device, long mac, int mtu, Link link, Traffic traffic, Map<String, Long> extended,
    @Nullable SubInterface subInterface, List<Member> members, @Nullable Kernel kernel) {
    /** Keeps copies. */
    public PortView {
        extended = Map.copyOf(extended);
        members = List.copyOf(members);
    }

    /**
     * A port that is neither VLAN nor bond, and that the kernel has no interface of.
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
        this(name, device, mac, mtu, link, traffic, extended, null, List.of(), null);
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
     * A member of a bond.
     *
     * @param name     the interface or device, as configured.
     * @param up       whether it has a link.
     * @param carrying whether packets leave by it.
     * @param lacp     how far it got with LACP; null without, or without a link.
     * @param traffic  what its device has counted.
     */
    public record Member(String name, boolean up, boolean carrying, @Nullable Lacp lacp, Traffic traffic) {
    }

    /**
     * What became of LACP at a member.
     *
     * @param collecting          whether packets are received through it.
     * @param distributing        whether packets are sent through it.
     * @param partnerSynchronized whether the other end has it in the aggregation, too.
     * @param partner             the MAC address of the other end's system, 48 bits; 0 if nobody was heard.
     * @param aggregator          the number of the DPDK port that stands for the aggregation.
     */
    public record Lacp(
        boolean collecting, boolean distributing, boolean partnerSynchronized, long partner, int aggregator) {
    }

    /**
     * What went by the interface of a port in the kernel. What is counted only grows.
     *
     * @param interfaceName what it is called there.
     * @param toKernel      packets that the kernel took.
     * @param fromKernel    packets that the kernel sent.
     * @param refused       packets that were dropped because they were more than {@code kernelRate}.
     */
    public record Kernel(String interfaceName, long toKernel, long fromKernel, long refused) {
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
     * @param rxNoMbuf  packets lost because no mbuf was left for them.
     * @param txErrors  packets that the device took and could not send.
     */
    public record Traffic(
        long rxPackets, long txPackets, long rxBytes, long txBytes, long rxMissed, long rxErrors, long rxNoMbuf,
        long txErrors) {
        /** Nothing. */
        public static final Traffic NONE = new Traffic(0, 0, 0, 0, 0, 0, 0, 0);
    }
}
