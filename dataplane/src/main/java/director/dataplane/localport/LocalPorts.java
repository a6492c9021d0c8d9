/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.localport;

import director.dataplane.time.Ticks;
import org.jspecify.annotations.Nullable;

/**
 * The local addresses and ports of one worker's connections. A connection names its own by one word: the index of the
 * address in the upper half, the port in wire order in the lower one. From the worker's thread.
 */
public final class LocalPorts {
    private static final int SETTLED_AT_ONCE = 32;
    private static final int PORT_MASK = 0xFFFF;

    private final @Nullable LocalAddress[] known = new @Nullable LocalAddress[LocalAddress.MOST];
    private int bound;
    private int cursor;
    private int puts;

    /** No connection has any. */
    public LocalPorts() {
        // Addresses become known when they are used.
    }

    /**
     * Takes an address and port for a connection.
     *
     * @param pool     where from.
     * @param protocol of the connection.
     * @param hash     of its first packet.
     * @param nowNs    the present.
     * @return the word, or {@link LocalPool#NONE} if the pool has none left.
     */
    public int take(final LocalPool pool, final int protocol, final long hash, final long nowNs) {
        return pool.take(protocol, hash, Ticks.of(nowNs), this);
    }

    /**
     * Puts one back whose connection is over.
     *
     * @param word      as taken.
     * @param protocol  of the connection.
     * @param idleTicks for how long it had had no packet, in ticks of {@link Ticks#of}.
     * @param nowTick   the present.
     */
    public void put(final int word, final int protocol, final int idleTicks, final int nowTick) {
        final @Nullable LocalAddress address = known[word >>> Short.SIZE];
        final @Nullable FreePorts free = address == null ? null : address.ports(protocol);
        if (free != null) {
            puts++;
            free.put(port(word), idleTicks, nowTick);
        }
    }

    /**
     * Lets ports that have rested be free, a few at a time.
     *
     * @param nowNs the present.
     * @return how many.
     */
    public int poll(final long nowNs) {
        if (bound == 0) {
            return 0;
        }
        cursor = cursor + 1 < bound ? cursor + 1 : 0;
        final @Nullable LocalAddress address = known[cursor];
        if (address == null) {
            return 0;
        }
        final int nowTick = Ticks.of(nowNs);
        return settle(address.tcp(), nowTick) + settle(address.sctp(), nowTick) + settle(address.udp(), nowTick)
            + settle(address.icmp(), nowTick);
    }

    private static int settle(final @Nullable FreePorts free, final int nowTick) {
        return free == null ? 0 : free.settle(nowTick, SETTLED_AT_ONCE);
    }

    /**
     * The port of a word.
     *
     * @param word as taken.
     * @return wire order.
     */
    public static int port(final int word) {
        return word & PORT_MASK;
    }

    /**
     * The address of a word.
     *
     * @param word as taken.
     * @return bytes 0 to 7, wire order.
     */
    public long high(final int word) {
        final @Nullable LocalAddress address = known[word >>> Short.SIZE];
        return address == null ? 0 : address.high();
    }

    /**
     * The address of a word.
     *
     * @param word as taken.
     * @return bytes 8 to 15, wire order.
     */
    public long low(final int word) {
        final @Nullable LocalAddress address = known[word >>> Short.SIZE];
        return address == null ? 0 : address.low();
    }

    /** When a pool that was found empty need not be looked at again: within a tick, unless something was put back. */
    long moment(final int nowTick) {
        return (long) puts << Integer.SIZE | (nowTick & 0xFFFF_FFFFL);
    }

    void know(final LocalAddress address) {
        known[address.index()] = address;
        bound = Math.max(bound, address.index() + 1);
    }
}
