/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.service;

import director.bindings.MemoryAllocator;
import director.bindings.NativeMemory;

/**
 * What one worker counts for each real server: a cache line each, addressed by the destination's number.
 *
 * <pre>
 *   0         8          16         24          32         40           48            56
 *  +---------+----------+----------+-----------+----------+------------+-------------+--------+
 *  |  active | connec-  |  opened  |packets in |packets   | bytes in   |  bytes out  |next hop|
 *  |         | tions    |          |           |out       |            |             |        |
 *  +---------+----------+----------+-----------+----------+------------+-------------+--------+
 * </pre>
 *
 * The worker alone writes; any thread may read, and sees a moment's value. All connections have one word, so that it is
 * never 0 while there is one, whatever a reader is late for; the templates of persistence share it. The last word is
 * the worker's own note of the next hop, which it needs at the same time as the counters.
 */
public final class DestinationCounters implements AutoCloseable {
    private static final int BYTES = 64;
    private static final int CONNECTIONS = 8;
    /** Templates are counted in the upper half of the word of the connections. */
    private static final long TEMPLATE = 1L << Integer.SIZE;
    private static final int OPENED = 16;
    private static final int PACKETS_IN = 24;
    private static final int PACKETS_OUT = 32;
    private static final int BYTES_IN = 40;
    private static final int BYTES_OUT = 48;
    private static final int NEXT_HOP = 56;

    private final MemoryAllocator memory;
    private final long base;

    /**
     * Counters that are all 0.
     *
     * @param memory   where they live.
     * @param capacity how many destination numbers there can be.
     */
    public DestinationCounters(final MemoryAllocator memory, final int capacity) {
        this.memory = memory;
        this.base = memory.allocate("destination counters", (long) capacity * BYTES, BYTES);
    }

    /**
     * Counts a new connection, inactive until its state says otherwise.
     *
     * @param destination number of the real server.
     */
    public void connectionOpened(final int destination) {
        add(destination, OPENED, 1);
        add(destination, CONNECTIONS, 1);
    }

    /**
     * Counts a connection that is gone.
     *
     * @param destination number of the real server.
     * @param active      whether it was active.
     */
    public void connectionClosed(final int destination, final boolean active) {
        if (active) {
            add(destination, 0, -1);
        }
        add(destination, CONNECTIONS, -1);
    }

    /**
     * Counts a new template of persistence. It keeps the real server's number in use as connections do.
     *
     * @param destination number of the real server.
     */
    public void templateOpened(final int destination) {
        add(destination, CONNECTIONS, TEMPLATE);
    }

    /**
     * Counts a template of persistence that is gone.
     *
     * @param destination number of the real server.
     */
    public void templateClosed(final int destination) {
        add(destination, CONNECTIONS, -TEMPLATE);
    }

    /**
     * Counts a connection that became active or inactive.
     *
     * @param destination number of the real server.
     * @param active      what it is now.
     */
    public void activityChanged(final int destination, final boolean active) {
        add(destination, 0, active ? 1 : -1);
    }

    /**
     * Counts a packet to a real server.
     *
     * @param destination number of the real server.
     * @param bytes       length of the IP packet.
     */
    public void packetIn(final int destination, final int bytes) {
        final long line = NativeMemory.bounded(at(destination, 0));
        add(line + PACKETS_IN, 1);
        add(line + BYTES_IN, bytes);
    }

    /**
     * Counts a packet from a real server.
     *
     * @param destination number of the real server.
     * @param bytes       length of the IP packet.
     */
    public void packetOut(final int destination, final int bytes) {
        final long line = NativeMemory.bounded(at(destination, 0));
        add(line + PACKETS_OUT, 1);
        add(line + BYTES_OUT, bytes);
    }

    /**
     * The worker's note of the next hop to a real server.
     *
     * @param destination number of the real server.
     * @return what was noted, or 0.
     */
    public long nextHop(final int destination) {
        return NativeMemory.int64(at(destination, NEXT_HOP));
    }

    /**
     * Notes the next hop to a real server.
     *
     * @param destination number of the real server.
     * @param note        what the worker likes, or 0 for none.
     */
    public void nextHop(final int destination, final long note) {
        NativeMemory.int64(at(destination, NEXT_HOP), note);
    }

    /**
     * Begins anew for a number that another real server had before. From the conductor's thread, while no worker knows
     * the number.
     *
     * @param destination number of the real server.
     */
    public void reset(final int destination) {
        NativeMemory.zero(at(destination, 0), BYTES);
    }

    /**
     * Connections in an active state. From any thread.
     *
     * @param destination number of the real server.
     * @return at least 0.
     */
    public long active(final int destination) {
        return get(destination, 0);
    }

    /**
     * Connections in any other state. From any thread.
     *
     * @param destination number of the real server.
     * @return at least 0.
     */
    public long inactive(final int destination) {
        return Math.max(0, connections(destination) - active(destination));
    }

    /**
     * Connections in any state. From any thread.
     *
     * @param destination number of the real server.
     * @return at least 0; 0 only if there was none at some moment of the call.
     */
    public long connections(final int destination) {
        return (int) get(destination, CONNECTIONS);
    }

    /**
     * Templates of persistence. From any thread.
     *
     * @param destination number of the real server.
     * @return at least 0.
     */
    public long templates(final int destination) {
        return get(destination, CONNECTIONS) >>> Integer.SIZE;
    }

    /**
     * Whether neither connections nor templates use the number. From any thread.
     *
     * @param destination number of the real server.
     * @return true only if there was none at some moment of the call.
     */
    public boolean isUnused(final int destination) {
        return get(destination, CONNECTIONS) == 0;
    }

    /**
     * Connections opened. From any thread.
     *
     * @param destination number of the real server.
     * @return at least 0.
     */
    public long opened(final int destination) {
        return get(destination, OPENED);
    }

    /**
     * Packets to the real server. From any thread.
     *
     * @param destination number of the real server.
     * @return at least 0.
     */
    public long packetsIn(final int destination) {
        return get(destination, PACKETS_IN);
    }

    /**
     * Packets from the real server. From any thread.
     *
     * @param destination number of the real server.
     * @return at least 0.
     */
    public long packetsOut(final int destination) {
        return get(destination, PACKETS_OUT);
    }

    /**
     * Bytes of IP packets to the real server. From any thread.
     *
     * @param destination number of the real server.
     * @return at least 0.
     */
    public long bytesIn(final int destination) {
        return get(destination, BYTES_IN);
    }

    /**
     * Bytes of IP packets from the real server. From any thread.
     *
     * @param destination number of the real server.
     * @return at least 0.
     */
    public long bytesOut(final int destination) {
        return get(destination, BYTES_OUT);
    }

    /**
     * All that has gone to and from the real server. From any thread.
     *
     * @param destination number of the real server.
     * @return totals, each of its own moment.
     */
    public Totals totals(final int destination) {
        return new Totals(opened(destination), packetsIn(destination), packetsOut(destination),
            bytesIn(destination), bytesOut(destination));
    }

    /** Frees the memory; nothing may be called afterwards. */
    @Override
    public void close() {
        memory.free(base);
    }

    private void add(final int destination, final int field, final long amount) {
        add(at(destination, field), amount);
    }

    private static void add(final long address, final long amount) {
        // A plain store: a release would keep the compiler from moving loads across it, for every packet. The call that
        // receives the next burst puts the value before other threads' eyes.
        NativeMemory.int64(address, NativeMemory.int64(address) + amount);
    }

    private long get(final int destination, final int field) {
        return NativeMemory.int64Acquire(at(destination, field));
    }

    private long at(final int destination, final int field) {
        return base + (long) destination * BYTES + field;
    }
}
