/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.configuration;

/**
 * What can be set of the way packets are treated, under the names of {@code /proc/sys/net/ipv4/vs} (the kernel's
 * Documentation/networking/ipvs-sysctl.rst).
 */
public enum Sysctl {
    /** Answers packets of real servers that belong to no connection with an ICMP error. */
    NAT_ICMP_SEND(0, "nat_icmp_send", 0, 0, 1),
    /** Opens TCP connections with any segment but RST, not with SYN alone. */
    SLOPPY_TCP(1, "sloppy_tcp", 0, 0, 1),
    /** Opens SCTP associations with any chunk but ABORT, not with INIT alone. */
    SLOPPY_SCTP(2, "sloppy_sctp", 0, 0, 1),
    /** When a client's port that was used before gets a new connection: 1 if the old one is over, 2 in FIN_WAIT too. */
    CONN_REUSE_MODE(3, "conn_reuse_mode", 1, 0, 3),
    /** Forgets a connection whose real server is gone at its next packet. */
    EXPIRE_NODEST_CONN(4, "expire_nodest_conn", 0, 0, 1),
    /** Forgets the persistence of a client whose real server has weight 0. */
    EXPIRE_QUIESCENT_TEMPLATE(5, "expire_quiescent_template", 0, 0, 1),
    /** Tells senders of packets that are too long for a tunnel, and has tunnels not be fragmented. */
    PMTU_DISC(6, "pmtu_disc", 1, 0, 1),
    /** Takes ICMP errors about packets of virtual services to a real server even if they are of no connection. */
    SCHEDULE_ICMP(7, "schedule_icmp", 0, 0, 1),
    /** Drops connections at random while room for connections is short: 1 and 2 if so, 3 always. */
    DROP_ENTRY(8, "drop_entry", 0, 0, 3),
    /** Drops packets while room for connections is short: 1 and 2 if so, 3 always. */
    DROP_PACKET(9, "drop_packet", 0, 0, 3),
    /** Uses the stricter table of TCP states while room for connections is short: 1 and 2 if so, 3 always. */
    SECURE_TCP(10, "secure_tcp", 0, 0, 3),
    /** Every how many packets one is dropped while {@code drop_packet} is 3. */
    AM_DROPRATE(11, "am_droprate", 10, 1, Integer.MAX_VALUE),
    /** For how many more connections there has to be room for it not to be short. */
    AMEMTHRESH(12, "amemthresh", 1_024, 0, Integer.MAX_VALUE),
    /** Forwards what no real server takes to where it was going, as a transparent cache needs it. */
    CACHE_BYPASS(13, "cache_bypass", 0, 0, 1),
    /** After how many seconds without use lblc forgets an address. */
    LBLC_EXPIRATION(14, "lblc_expiration", 86_400, 0, Integer.MAX_VALUE),
    /** After how many seconds without use lblcr forgets an address, and without change lets a real server go. */
    LBLCR_EXPIRATION(15, "lblcr_expiration", 86_400, 0, Integer.MAX_VALUE),
    /**
     * The size of mh's tables in services that begin from now on: the largest of Linux's primes below this power of
     * two, 251 to 131,071. Linux has it fixed when it is built.
     */
    MH_TAB_INDEX(16, "mh_tab_index", 12, 8, 17),
    /** Routes translated answers by where they come from now. Nothing depends on it: routes go by destinations. */
    SNAT_REROUTE(17, "snat_reroute", 1, 0, 1),
    /** Does not schedule what came out of a tunnel once more. Nothing depends on it: nothing comes out of one here. */
    IGNORE_TUNNELED(18, "ignore_tunneled", 0, 0, 1);

    private static final int COUNT = values().length;

    private final int id;
    private final String label;
    private final int initial;
    private final int min;
    private final int max;

    Sysctl(final int id, final String label, final int initial, final int min, final int max) {
        this.id = id;
        this.label = label;
        this.initial = initial;
        this.min = min;
        this.max = max;
    }

    /**
     * How many there are.
     *
     * @return one more than the greatest id.
     */
    static int count() {
        return COUNT;
    }

    int id() {
        return id;
    }

    /**
     * The kernel's name, without {@code net.ipv4.vs.}.
     *
     * @return for example {@code sloppy_tcp}.
     */
    public String label() {
        return label;
    }

    /**
     * The value unless set.
     *
     * @return within the limits.
     */
    public int initial() {
        return initial;
    }

    /**
     * The smallest value.
     *
     * @return inclusive.
     */
    public int min() {
        return min;
    }

    /**
     * The greatest value.
     *
     * @return inclusive.
     */
    public int max() {
        return max;
    }
}
