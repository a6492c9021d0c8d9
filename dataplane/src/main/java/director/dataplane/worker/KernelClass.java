/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

import director.dataplane.address.WireAddress;
import director.dataplane.header.Ipv4;
import director.dataplane.header.Tcp;

/**
 * What a packet for the kernel is: each of these has a limit of its own, so that a flood of what anybody can send does
 * not keep from the kernel what its programs live on.
 */
enum KernelClass {
    /** To a group on the link alone: VRRP, OSPF, IGMP and the like (224.0.0.0/24, ff02::/16). */
    LINK_GROUP,
    /** A TCP segment that does not ask for a connection: of SSH and BGP sessions, as far as one can see. */
    SESSION,
    /** A TCP segment that asks for a connection: so that an operator can log in while something else floods. */
    NEW_SESSION,
    /** Anything else. */
    ANY;

    /** The first three bytes of 224.0.0.0/24, as the lower part of a little-endian word. */
    private static final int LINK_GROUPS = 0x00_00E0;
    private static final int THREE_BYTES = 0xFF_FFFF;
    /** The first two bytes of ff02::/16, likewise. */
    private static final long LINK_GROUPS6 = 0x02FF;
    private static final long TWO_BYTES = 0xFFFF;

    /** The class of a packet that was parsed. */
    static KernelClass of(final Packet packet) {
        if (isLinkGroup(packet.destinationHigh(), packet.destinationLow())) {
            return LINK_GROUP;
        }
        if (packet.kind != Packet.TRANSPORT || packet.protocol != Ipv4.TCP) {
            return ANY;
        }
        return (Tcp.flags(packet.transport) & Tcp.SYN) == 0 ? SESSION : NEW_SESSION;
    }

    private static boolean isLinkGroup(final long high, final long low) {
        return WireAddress.isIpv4(high, low) ? (WireAddress.ipv4(low) & THREE_BYTES) == LINK_GROUPS
            : (high & TWO_BYTES) == LINK_GROUPS6;
    }
}
