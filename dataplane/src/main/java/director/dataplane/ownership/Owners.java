/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.ownership;

import director.dataplane.address.WireAddress;

/**
 * Which worker carries the packets of a client: its hash leads to a place in a table, as in a network card, and the
 * table to a worker. Immutable; from any thread.
 */
public final class Owners {
    /** Places of the table unless a port has fewer. */
    public static final int PLACES = 512;

    private final OwnerHash hash;
    private final int workers;
    private final int[] table;

    /**
     * Clients are shared out evenly.
     *
     * @param workers how many, at least 1.
     * @param places  of the table, a power of two.
     * @param hash    of clients.
     */
    public Owners(final int workers, final int places, final OwnerHash hash) {
        this.hash = hash;
        this.workers = workers;
        this.table = new int[places];
        for (int i = 0; i < places; i++) {
            table[i] = worker(i, workers);
        }
    }

    /**
     * The worker of a place, in a table of any size.
     *
     * @param place   from 0.
     * @param workers how many there are.
     * @return the worker's number.
     */
    public static int worker(final int place, final int workers) {
        return place % workers;
    }

    /**
     * How many workers there are.
     *
     * @return at least 1.
     */
    public int workers() {
        return workers;
    }

    /**
     * The worker of a client.
     *
     * @param rule of {@link Ownership}.
     * @param high of its address, wire order.
     * @param low  of its address, wire order.
     * @param port wire order, 16 bits; does not matter but by {@link Ownership#BY_PORT}.
     * @return 0 or more.
     */
    public int owner(final int rule, final long high, final long low, final int port) {
        final boolean whole = rule == Ownership.BY_PORT;
        final int counted = whole ? port : 0;
        final int sum;
        if (WireAddress.isIpv4(high, low)) {
            sum = hash.ipv4(WireAddress.ipv4(whole ? low : low & Ownership.maskLow(rule)), counted);
        } else {
            sum = whole ? hash.ipv6(high, low, counted)
                : hash.ipv6(high & Ownership.maskHigh(rule), low & Ownership.maskLow(rule), counted);
        }
        return table[sum & table.length - 1];
    }

    /**
     * A worker for what has no client, such as the fragments of a packet.
     *
     * @param bits that it is known by.
     * @return 0 or more.
     */
    public int anybody(final long bits) {
        return table[hash.ipv6(bits, 0, 0) & table.length - 1];
    }
}
