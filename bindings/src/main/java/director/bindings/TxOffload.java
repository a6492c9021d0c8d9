/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bindings;

/** What a device may do for us on transmission. Source: rte_ethdev.h, RTE_ETH_TX_OFFLOAD_*. */
public enum TxOffload implements Flag {
    /** Inserts a VLAN tag. */
    VLAN_INSERT("VLAN_INSERT"),
    /** Computes the IPv4 header's checksum. */
    IPV4_CHECKSUM("IPV4_CKSUM"),
    /** Computes the UDP checksum. */
    UDP_CHECKSUM("UDP_CKSUM"),
    /** Computes the TCP checksum. */
    TCP_CHECKSUM("TCP_CKSUM"),
    /** Computes the SCTP checksum. */
    SCTP_CHECKSUM("SCTP_CKSUM"),
    /** Splits into TCP segments. */
    TCP_SEGMENTATION("TCP_TSO"),
    /** Sends packets of several mbufs. */
    MULTI_SEGMENT("MULTI_SEGS"),
    /** Frees faster: all mbufs of a queue come from one pool and have one owner. */
    FAST_FREE("MBUF_FAST_FREE");

    private final long mask;

    TxOffload(final String name) {
        mask = Layout.constant("RTE_ETH_TX_OFFLOAD_" + name);
    }

    @Override
    public long mask() {
        return mask;
    }
}
