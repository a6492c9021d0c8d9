/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.status;

/**
 * What a worker counts beside drops.
 *
 * <p>An {@link #id} is never used again for another counter, so that recorded counters keep their meaning.
 *
 * <p>Fates add up: {@code RECEIVED + FROM_KERNEL + TAKEN_OVER + GENERATED = TRANSMITTED + TO_KERNEL + HANDED_OVER +
 * CONSUMED + drops + packets that wait for a neighbour, a first fragment or their way to another worker}.
 */
public enum WorkerCounter {
    /** Packets taken from receive queues. */
    RECEIVED(0, "received", "packets", "Packets received"),
    /** Packets that the director made itself. */
    GENERATED(1, "generated", "packets", "Packets made by the director itself"),
    /** Packets given to transmit queues. */
    TRANSMITTED(2, "transmitted", "packets", "Packets transmitted"),
    /** Packets that were read and needed no answer. */
    CONSUMED(3, "consumed", "packets", "Packets read that needed no answer"),
    /** Connections opened. */
    CONNECTIONS_OPENED(4, "connections-opened", "connections", "Connections scheduled"),
    /** Connections that timed out or were replaced. */
    CONNECTIONS_CLOSED(5, "connections-closed", "connections", "Connections expired or replaced"),
    /** Packets that the director wanted to make and had no mbuf for. */
    MBUFS_EXHAUSTED(6, "mbufs-exhausted", "packets", "Packets not made because the mempool was empty"),
    /** Connections that were ended to make room. */
    CONNECTIONS_DROPPED(7, "connections-dropped", "connections", "Half-open connections ended by drop_entry"),
    /** Packets of established connections that the fast path forwarded. */
    FAST_PATH(8, "fast-path", "packets", "Packets of established connections forwarded on the fast path"),
    /** Packets that the kernel took. */
    TO_KERNEL(9, "to-kernel", "packets", "Packets handed to the kernel"),
    /** Packets that the kernel sent through the director. */
    FROM_KERNEL(10, "from-kernel", "packets", "Packets that the kernel sent"),
    /** Packets that were handed to the worker that owns them, copies of what neighbours said among them. */
    HANDED_OVER(11, "handed-over", "packets", "Packets handed to the worker that owns them"),
    /** Packets that other workers handed over. */
    TAKEN_OVER(12, "taken-over", "packets", "Packets that other workers handed over"),
    /** Connections that the fast path opened. */
    FAST_OPENINGS(13, "fast-openings", "connections", "Connections opened on the fast path"),
    /** Segments and datagrams without room for the option that tells the client's address. */
    ADDRESS_OPTIONS_OMITTED(14, "address-options-omitted", "packets",
        "Segments and datagrams without room for the option that tells the client's address"),
    /** Connections that were let through without being counted, for the table of clients was full. */
    CLIENTS_UNKNOWN(15, "clients-unknown", "connections",
        "Connections of clients that no limit was kept for: the table of clients was full"),
    /** Connections that are counted no more, for their client made room in the table. */
    CLIENTS_FORGOTTEN(16, "clients-forgotten", "connections",
        "Connections of clients with no other that count no more: the table of clients was full"),
    /** Connections that were opened by rules of SNAT. */
    SNAT_OPENED(17, "snat-opened", "connections", "Connections opened by snat rules"),
    /** Errors about packets of SNAT that were translated. */
    SNAT_ERRORS(18, "snat-errors", "packets", "ICMP errors about packets of snat rules that were translated"),
    /** Next hops of equal routes that stopped to work. */
    NEXT_HOPS_LOST(19, "next-hops-lost", "routes", "Next hops of equal routes that stopped to work"),
    /** Next hops of equal routes that work again. */
    NEXT_HOPS_REGAINED(20, "next-hops-regained", "routes", "Next hops of equal routes that work again");

    private static final WorkerCounter[] ALL = values();

    static {
        for (int i = 0; i < ALL.length; i++) {
            if (ALL[i].id != i) {
                throw new ExceptionInInitializerError("id of " + ALL[i] + " is " + ALL[i].id + ", not " + i);
            }
        }
    }

    private final int id;
    private final String label;
    private final String unit;
    private final String help;

    WorkerCounter(final int id, final String label, final String unit, final String help) {
        this.id = id;
        this.label = label;
        this.unit = unit;
        this.help = help;
    }

    /**
     * How many there are.
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
     * What is counted.
     *
     * @return {@code packets}, {@code connections} or {@code routes}.
     */
    public String unit() {
        return unit;
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
