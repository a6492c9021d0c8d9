/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bindings;

/** What a device may do for us on reception. Source: rte_ethdev.h, RTE_ETH_RX_OFFLOAD_*. */
public enum RxOffload implements Flag {
    /** Takes the VLAN tag out of the packet. */
    VLAN_STRIP("VLAN_STRIP"),
    /** Checks the IPv4 header. */
    IPV4_CHECKSUM("IPV4_CKSUM"),
    /** Checks UDP. */
    UDP_CHECKSUM("UDP_CKSUM"),
    /** Checks TCP. */
    TCP_CHECKSUM("TCP_CKSUM"),
    /** Checks SCTP. */
    SCTP_CHECKSUM("SCTP_CKSUM"),
    /** Joins TCP segments. */
    TCP_LRO("TCP_LRO"),
    /** Spreads a packet over several mbufs. */
    SCATTER("SCATTER"),
    /** Leaves the hash in the mbuf. */
    RSS_HASH("RSS_HASH");

    private final long mask;

    RxOffload(final String name) {
        mask = Layout.constant("RTE_ETH_RX_OFFLOAD_" + name);
    }

    @Override
    public long mask() {
        return mask;
    }
}
