/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.status;

/**
 * Why a packet was dropped. Every packet that is received and neither sent nor consumed is counted under one of these.
 *
 * <p>An {@link #id} is never used again for another reason, so that recorded counters keep their meaning.
 */
public enum DropReason {
    /**
     * The frame is shorter than the headers that it announces; or they, or the whole of a datagram whose checksum is to
     * be computed, do not lie in its first segment.
     */
    FRAME_TRUNCATED(0, "frame-truncated", "Frame shorter than its headers"),
    /** The frame is addressed to another station and came in because the port is promiscuous or the link is shared. */
    OTHER_STATION(1, "other-station", "Frame for another station, or to a group with a packet for one host"),
    /** The type of the frame is neither IPv4, IPv6 nor ARP. */
    ETHERTYPE_UNSUPPORTED(2, "ethertype-unsupported", "Frame that is neither IP nor ARP"),
    /** Version, header length or total length of the IPv4 header cannot be. */
    IPV4_MALFORMED(3, "ipv4-malformed", "IPv4 header with an impossible version or length"),
    /** The IPv4 header checksum is wrong. */
    IPV4_CHECKSUM(4, "ipv4-checksum", "IPv4 header with a wrong checksum"),
    /** The fragment is cut short, has a length that cannot be, or goes beyond the longest packet. */
    FRAGMENT_MALFORMED(5, "fragment-malformed", "Fragment with an impossible place or length"),
    /** The TCP, UDP or ICMP header is cut short or has an impossible length. */
    TRANSPORT_MALFORMED(6, "transport-malformed", "TCP, UDP or ICMP header cut short or impossible"),
    /** The packet is for an address of the director, and the protocol is none that it serves. */
    PROTOCOL_UNSUPPORTED(7, "protocol-unsupported", "Protocol other than TCP, UDP and ICMP to an own address"),
    /** The packet is for an address of the director, and no virtual service has that protocol and port. */
    NO_SERVICE(8, "no-service", "No virtual service on that address, protocol and port"),
    /** The packet is for a group of hosts, by multicast or broadcast, which the director neither joins nor forwards. */
    NOT_LOCAL(9, "not-local", "Multicast or broadcast, which is neither for the director nor forwarded"),
    /** A TCP segment that opens no connection belongs to none that is known. */
    NO_CONNECTION(10, "no-connection", "TCP segment without SYN and without a connection"),
    /** Some fragments of the packet say that the network is congested, others that they could not (RFC 3168 §5.3). */
    FRAGMENT_ECN(11, "fragment-ecn", "Packet whose fragments contradict each other about congestion"),
    /** The scheduler found no real server: there is none, all have weight 0, or all are overloaded. */
    NO_DESTINATION(12, "no-destination", "Scheduler found no real server"),
    /** The connection table is full. */
    CONNECTION_TABLE_FULL(13, "connection-table-full", "Connection table full: raise memory.maxConnections"),
    /** The time to live ran out. */
    TTL_EXCEEDED(14, "ttl-exceeded", "Time to live ran out"),
    /** No route leads to the destination. */
    NO_ROUTE(15, "no-route", "No route to the destination"),
    /** The packet is longer than the MTU of the port that it would leave by. */
    MTU_EXCEEDED(16, "mtu-exceeded", "Packet longer than the MTU of its port"),
    /** Too many packets already wait for the link-layer address of the next hop. */
    NEIGHBOUR_QUEUE_FULL(17, "neighbour-queue-full", "Too many packets wait for a next hop's MAC address"),
    /** The next hop did not answer ARP. */
    NEIGHBOUR_UNREACHABLE(18, "neighbour-unreachable", "Next hop does not answer ARP or neighbour solicitation"),
    /** The neighbour table is full. */
    NEIGHBOUR_TABLE_FULL(19, "neighbour-table-full", "Neighbour table full"),
    /** The transmit queue of the port took no more. */
    TX_FULL(20, "tx-full", "Transmit queue full"),
    /** The ARP packet is cut short, speaks of other address kinds than IPv4 over Ethernet, or is a group's. */
    ARP_MALFORMED(21, "arp-malformed", "ARP packet cut short, not IPv4 over Ethernet, or from a group's address"),
    /** The ICMP message is for an address of the director and is no echo request. */
    ICMP_UNSUPPORTED(22, "icmp-unsupported", "ICMP to an own address other than echo request"),
    /** The ICMP checksum is wrong. */
    ICMP_CHECKSUM(23, "icmp-checksum", "ICMP message with a wrong checksum"),
    /** The director stopped while the packet waited. */
    STOPPED(24, "stopped", "Waited while the director stopped"),
    /** The connection's real server was removed, and {@code expire_nodest_conn} is off. */
    DESTINATION_UNAVAILABLE(25, "destination-unavailable", "Real server of the connection was removed"),
    /** The scheduler failed, or answered what is no real server of its service. */
    SCHEDULER_FAULT(26, "scheduler-fault", "Scheduler failed or answered no real server of its service"),
    /** Version, lengths or extension headers of the IPv6 packet cannot be. */
    IPV6_MALFORMED(27, "ipv6-malformed", "IPv6 packet with an impossible version, length or chain of headers"),
    /** The packet has an IPv4-mapped address (RFC 4291), which must not stand in one. */
    IPV6_MAPPED_ADDRESS(28, "ipv6-mapped-address", "IPv6 packet with an IPv4-mapped address"),
    /** The fragment overlaps another one of its packet, which is given up (RFC 5722). */
    FRAGMENT_OVERLAP(29, "fragment-overlap", "Fragment that overlaps another"),
    /** The packet has more fragments than are put together. */
    FRAGMENT_LIMIT(30, "fragment-limit", "Packet in too many fragments"),
    /** The same fragment came before. */
    FRAGMENT_DUPLICATE(31, "fragment-duplicate", "Fragment that came before"),
    /** The packet lies in several segments, or is to become one of IPv4, and is longer than any IP packet. */
    PACKET_TOO_LONG(32, "packet-too-long", "Packet longer than IP allows when its parts are put together"),
    /** A packet had to be copied or cut, and the mempool was empty. */
    MBUFS_EXHAUSTED(33, "mbufs-exhausted", "Mempool empty when a packet had to be copied or cut"),
    /** A neighbour solicitation or advertisement breaks the rules of RFC 4861 §7.1, or claims a group's MAC address. */
    NEIGHBOUR_DISCOVERY_MALFORMED(34, "neighbour-discovery-malformed",
        "Neighbour solicitation or advertisement that is damaged, forwarded or impossible"),
    /** A router's message, or one to routers: routes are configured. */
    ROUTER_DISCOVERY(35, "router-discovery", "Router solicitation, router advertisement or ICMPv6 redirect"),
    /** One in so many packets that ask for a connection, as {@code drop_packet} says. */
    FLOOD(36, "flood", "New connection dropped by drop_packet"),
    /** The service keeps calls of SIP together, and the packet is no datagram with a Call-ID. */
    NO_CALL_ID(37, "no-call-id", "No Call-ID in a packet to a service that keeps SIP calls together"),
    /** The options of the IPv4 header cannot be: its sender is told which byte is wrong. */
    IPV4_OPTIONS_MALFORMED(38, "ipv4-options-malformed", "IPv4 header with impossible options"),
    /**
     * The IPv4 header tells what way to take (RFC 7126 §4.3), or that of IPv6, of a packet to a real server of IPv4
     * (RFC 7915 §5.1).
     */
    SOURCE_ROUTED(39, "source-routed", "Packet with a source route, of IPv4 or on its way to IPv4"),
    /** A packet of a real server belongs to no connection, and {@code nat_icmp_send} has it refused. */
    STRAY_REPLY(40, "stray-reply", "Packet of a real server without connection, while nat_icmp_send is on"),
    /** The kernel gets packets of each port up to a limit, as {@code kernelRate} says. */
    KERNEL_RATE(41, "kernel-rate", "More packets of a port for the kernel than kernelRate"),
    /** The interface in the kernel took no more. */
    KERNEL_FULL(42, "kernel-full", "Interface in the kernel took no more"),
    /** The ring to the worker that owns the packet took no more. */
    HANDOVER_FULL(43, "handover-full", "Worker that owns the packet is behind: its ring took no more"),
    /** A connection of full NAT found no local address with a free port. */
    LOCAL_PORTS_EXHAUSTED(44, "local-ports-exhausted",
        "No free port of a local address for a new connection of full NAT: give more localAddresses"),
    /** A segment does not fit the handshake of a connection whose real server gets a header of the PROXY protocol. */
    OUT_OF_SEQUENCE(45, "out-of-sequence",
        "Segment that does not fit the handshake of a connection with a PROXY protocol header"),
    /** An access list denies the client. */
    CLIENT_DENIED(46, "client-denied", "New connection of a client that access lists deny"),
    /** The client has as many connections to the service as it may. */
    CLIENT_CONNECTIONS(47, "client-connections",
        "New connection of a client that has as many as clientLimits.connections"),
    /** The client opens connections to the service faster than it may. */
    CLIENT_RATE(48, "client-rate", "New connection of a client that opens them faster than clientLimits.rate"),
    /** The service has as many connections as it may. */
    SERVICE_CONNECTIONS(49, "service-connections",
        "New connection to a service that has as many as its limits.connections"),
    /** Connections to the service are opened faster than they may. */
    SERVICE_RATE(50, "service-rate", "New connection to a service, faster than its limits.rate"),
    /** The real server has as many connections as it may. */
    REAL_SERVER_CONNECTIONS(51, "real-server-connections",
        "New connection to a real server that has as many as its limits.connections"),
    /** Connections to the real server are opened faster than they may. */
    REAL_SERVER_RATE(52, "real-server-rate", "New connection to a real server, faster than its limits.rate"),
    /** The frame has the tag of a VLAN that is no sub-interface of the port where it arrived. */
    VLAN_UNKNOWN(53, "vlan-unknown", "Frame of a VLAN that is no sub-interface of its port"),
    /** The frame has too little room in front of it for the tag of the VLAN where it would leave. */
    VLAN_NO_ROOM(54, "vlan-no-room", "Frame without room for the tag of its VLAN: please report"),
    /** A connection of an SNAT rule found no address with a free port. */
    SNAT_PORTS_EXHAUSTED(55, "snat-ports-exhausted",
        "No free port of an address of the snat rule for a new connection: give the rule more addresses"),
    /** A packet of a host that an SNAT rule is for has nothing to translate. */
    SNAT_UNTRANSLATABLE(56, "snat-untranslatable",
        "Packet of a host of an snat rule that is neither TCP, UDP, SCTP nor an echo request"),
    /** A packet of a host that an SNAT rule is for begins no connection and is of none. */
    SNAT_NO_CONNECTION(57, "snat-no-connection",
        "Packet of a host of an snat rule that begins no connection and belongs to none"),
    /** The ICMP error is about a connection between IPv4 and IPv6, and the other version has none like it. */
    ICMP_UNTRANSLATABLE(58, "icmp-untranslatable",
        "ICMP error that has no counterpart in the other version of IP"),
    /** Nobody on a network has the source, or the destination (RFC 1812 §5.3.7, RFC 4291 §2.5). */
    MARTIAN(59, "martian", "Packet between addresses of which one is loopback, unspecified or, as a source, a group");

    private static final DropReason[] ALL = values();

    static {
        for (int i = 0; i < ALL.length; i++) {
            if (ALL[i].id != i) {
                throw new ExceptionInInitializerError("id of " + ALL[i] + " is " + ALL[i].id + ", not " + i);
            }
        }
    }

    private final int id;
    private final String label;
    private final String help;

    DropReason(final int id, final String label, final String help) {
        this.id = id;
        this.label = label;
        this.help = help;
    }

    /**
     * How many reasons there are; ids are below it.
     *
     * @return at least 1.
     */
    public static int count() {
        return ALL.length;
    }

    /**
     * The number under which it is counted.
     *
     * @return 0 to {@link #count()} - 1.
     */
    public int id() {
        return id;
    }

    /**
     * Its name in counters and documents.
     *
     * @return lower case with hyphens.
     */
    public String label() {
        return label;
    }

    /**
     * What it means, for people.
     *
     * @return a phrase.
     */
    public String help() {
        return help;
    }
}
