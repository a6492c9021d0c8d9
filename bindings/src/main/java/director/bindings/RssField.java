/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bindings;

/** What receive-side scaling hashes, and of which packets. Source: rte_ethdev.h, RTE_ETH_RSS_*. */
public enum RssField implements Flag {
    /** Addresses of IPv4 packets that no other constant covers. */
    IPV4("IPV4"),
    /** Addresses of IPv4 fragments. */
    IPV4_FRAGMENT("FRAG_IPV4"),
    /** Addresses and ports of TCP over IPv4. */
    IPV4_TCP("NONFRAG_IPV4_TCP"),
    /** Addresses and ports of UDP over IPv4. */
    IPV4_UDP("NONFRAG_IPV4_UDP"),
    /** Addresses and ports of SCTP over IPv4. */
    IPV4_SCTP("NONFRAG_IPV4_SCTP"),
    /** Addresses of other protocols over IPv4. */
    IPV4_OTHER("NONFRAG_IPV4_OTHER"),
    /** Addresses of IPv6 packets that no other constant covers. */
    IPV6("IPV6"),
    /** Addresses of IPv6 fragments. */
    IPV6_FRAGMENT("FRAG_IPV6"),
    /** Addresses and ports of TCP over IPv6. */
    IPV6_TCP("NONFRAG_IPV6_TCP"),
    /** Addresses and ports of UDP over IPv6. */
    IPV6_UDP("NONFRAG_IPV6_UDP"),
    /** Addresses and ports of SCTP over IPv6. */
    IPV6_SCTP("NONFRAG_IPV6_SCTP"),
    /** Addresses of other protocols over IPv6. */
    IPV6_OTHER("NONFRAG_IPV6_OTHER"),
    /** Of the addresses only the source. */
    SOURCE_ADDRESS_ONLY("L3_SRC_ONLY"),
    /** Of the addresses only the destination. */
    DESTINATION_ADDRESS_ONLY("L3_DST_ONLY"),
    /** Of the ports only the source. */
    SOURCE_PORT_ONLY("L4_SRC_ONLY"),
    /** Of the ports only the destination. */
    DESTINATION_PORT_ONLY("L4_DST_ONLY");

    private final long mask;

    RssField(final String name) {
        mask = Layout.constant("RTE_ETH_RSS_" + name);
    }

    @Override
    public long mask() {
        return mask;
    }
}
