/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.connection;

import director.bindings.MemoryAllocator;
import director.dataplane.service.DestinationCounters;

/**
 * Connections of one worker. Every method is called from that worker's thread.
 *
 * <p>A connection has a {@link Slot} for each direction and a {@link Records record}. Slots move when a connection is
 * removed: {@link #generation} tells whether an address is still good.
 */
public final class ConnectionTable implements AutoCloseable {
    /** Is shown the connections of a table, one after another. It must not change the table. */
    @FunctionalInterface
    public interface Visitor {
        /**
         * A connection.
         *
         * @param inboundKey  its key from the client's side.
         * @param destination number of the real server.
         * @param tcp         true for TCP, false for UDP.
         * @param state       id of its {@link TcpState}; without meaning for UDP.
         * @param leftNs      how long it lives without another packet.
         */
        void connection(long inboundKey, int destination, boolean tcp, int state, long leftNs);
    }

    /** What {@link #open} answers when there is no room. */
    public static final long FULL = 0;
    /** What {@link #open} answers when the client's port already talks to that real server through another service. */
    public static final long CONFLICT = -1;

    private final SlotTable inbound;
    private final SlotTable outbound;
    private final Records records;
    private final ExpiryWheel wheel;
    private final Timeouts timeouts = new Timeouts();
    private final DestinationCounters destinations;
    private final ExpiryWheel.Handler onDeadline = this::onDeadline;
    private int generation;
    private long expired;

    /**
     * An empty table.
     *
     * @param memory         where it lives.
     * @param maxConnections how many connections fit, 1 to 2²⁴ - 1.
     * @param seed           secret that keeps clients from choosing what collides.
     * @param nowNs          the present, of the clock that all later calls use.
     * @param destinations   where active and inactive connections are counted.
     */
    public ConnectionTable(
        final MemoryAllocator memory,
        final int maxConnections,
        final long seed,
        final long nowNs,
        final DestinationCounters destinations) {
        if (maxConnections < 1 || maxConnections > Slot.MAX_CONNECTION) {
            throw new IllegalArgumentException(
                "maxConnections=" + maxConnections + " is not in 1.." + Slot.MAX_CONNECTION);
        }
        this.destinations = destinations;
        this.records = new Records(memory, maxConnections);
        this.inbound = new SlotTable(memory, maxConnections, seed);
        this.outbound = new SlotTable(memory, maxConnections, seed);
        this.wheel = new ExpiryWheel(records, Ticks.of(nowNs));
    }

    /**
     * The cache line where a client's side would be found.
     *
     * @param key a key with a virtual endpoint.
     * @return an address to read early and to give to {@link #findInbound}.
     */
    public long homeInbound(final long key) {
        return inbound.home(key);
    }

    /**
     * The cache line where a real server's side would be found.
     *
     * @param key a key with a real endpoint.
     * @return an address to read early and to give to {@link #findOutbound}.
     */
    public long homeOutbound(final long key) {
        return outbound.home(key);
    }

    /**
     * Finds a connection from the client's side.
     *
     * @param key  a key with a virtual endpoint.
     * @param home what {@link #homeInbound} answered for it.
     * @return address of its slot, or 0.
     */
    public long findInbound(final long key, final long home) {
        return inbound.find(key, home);
    }

    /**
     * Finds a connection from the real server's side.
     *
     * @param key  a key with a real endpoint.
     * @param home what {@link #homeOutbound} answered for it.
     * @return address of its slot, or 0.
     */
    public long findOutbound(final long key, final long home) {
        return outbound.find(key, home);
    }

    /**
     * Opens a connection that is not in the table.
     *
     * @param inboundKey  its key from the client's side.
     * @param outboundKey its key from the real server's side.
     * @param destination number of the real server.
     * @param tcp         true for TCP, false for UDP.
     * @param nowNs       the present.
     * @return address of the inbound slot, {@link #FULL} or {@link #CONFLICT}.
     */
    public long open(
        final long inboundKey,
        final long outboundKey,
        final int destination,
        final boolean tcp,
        final long nowNs) {
        if (outbound.find(outboundKey, outbound.home(outboundKey)) != 0) {
            return CONFLICT;
        }
        final int record = records.take();
        if (record == Records.NONE) {
            return FULL;
        }
        final long nowTick = Ticks.of(nowNs);
        final int state = TcpState.NONE.id();
        final long value = Slot.value(record, destination, state, (int) nowTick & Ticks.MASK);
        final long slot = inbound.insert(inboundKey, value);
        if (slot == 0) {
            records.release(record);
            return FULL;
        }
        if (outbound.insert(outboundKey, value) == 0) {
            generation++;
            inbound.remove(slot);
            records.release(record);
            return FULL;
        }
        records.open(record, inboundKey, outboundKey, destination, tcp);
        destinations.connectionOpened(destination);
        wheel.schedule(record, nowTick + timeouts.ticks(tcp, state));
        return slot;
    }

    /**
     * Notes that a connection was used and stays in its state.
     *
     * @param slot  address of the slot of the packet's direction.
     * @param value what {@link Slot#value} answered for it.
     * @param nowNs the present.
     */
    public void touch(final long slot, final long value, final long nowNs) {
        final int tick = (int) Ticks.of(nowNs) & Ticks.MASK;
        if (Slot.tick(value) != tick) {
            Slot.value(slot, Slot.withTick(value, tick));
        }
    }

    /**
     * Moves a connection to another state and sets its deadline by it.
     *
     * @param slot  address of the slot of the packet's direction.
     * @param value what {@link Slot#value} answered for it.
     * @param state id of the new {@link TcpState}.
     * @param nowNs the present.
     */
    public void transition(final long slot, final long value, final int state, final long nowNs) {
        final int record = Slot.connection(value);
        final long nowTick = Ticks.of(nowNs);
        final long changed = Slot.withTick(Slot.withState(value, state), (int) nowTick & Ticks.MASK);
        Slot.value(inboundSlot(record), changed);
        Slot.value(outboundSlot(record), changed);
        count(record, TcpState.of(state).isActive());
        wheel.cancel(record);
        wheel.schedule(record, nowTick + timeouts.ticks(records.isTcp(record), state));
    }

    /**
     * Forgets a connection before its time. Slots move.
     *
     * @param value what {@link Slot#value} answered for one of its slots.
     */
    public void remove(final long value) {
        final int record = Slot.connection(value);
        wheel.cancel(record);
        forget(record);
    }

    /**
     * Forgets connections whose time is over, a few at a time. Slots move.
     *
     * @param nowNs the present.
     * @param limit how many deadlines to look at, which bounds the time that this takes.
     * @return how many were looked at.
     */
    public int expire(final long nowNs, final int limit) {
        return wheel.poll(Ticks.of(nowNs), limit, onDeadline);
    }

    /**
     * Changes whenever slots may have moved.
     *
     * @return a number to compare with an earlier one.
     */
    public int generation() {
        return generation;
    }

    /**
     * How many connections there are.
     *
     * @return 0 to the maximum.
     */
    public int size() {
        return records.used();
    }

    /**
     * How many connections timed out since the start.
     *
     * @return at least 0.
     */
    public long expired() {
        return expired;
    }

    /**
     * Shows every connection, in no particular order. Takes time by the table's size: for listings of small tables.
     *
     * @param nowNs   the present.
     * @param visitor is shown each.
     */
    public void forEach(final long nowNs, final Visitor visitor) {
        final long nowTick = Ticks.of(nowNs);
        for (int record = 0; record < records.touched(); record++) {
            final long in = inboundSlot(record);
            // A record that is free keeps its keys, which are by now nobody's or another connection's.
            if (in != 0 && Slot.connection(Slot.value(in)) == record) {
                final int state = Slot.state(Slot.value(in));
                final boolean tcp = records.isTcp(record);
                final long left = timeouts.ticks(tcp, state) - idle(record, nowTick);
                visitor.connection(records.inboundKey(record), records.destination(record), tcp, state,
                    Math.max(0, Ticks.nanos(left)));
            }
        }
    }

    /** Frees the memory; nothing may be called afterwards. */
    @Override
    public void close() {
        outbound.close();
        inbound.close();
        records.close();
    }

    private void onDeadline(final int record, final long nowTick) {
        final long inSlot = inboundSlot(record);
        final long outSlot = outboundSlot(record);
        final long in = Slot.value(inSlot);
        final long out = Slot.value(outSlot);
        final long idle = Math.min(Ticks.age(nowTick, Slot.tick(in)), Ticks.age(nowTick, Slot.tick(out)));
        final long allowed = timeouts.ticks(records.isTcp(record), Slot.state(in));
        if (idle <= allowed) {
            // A direction that nothing comes from must not be forgotten until its tick comes around again.
            final int used = (int) (nowTick - idle) & Ticks.MASK;
            Slot.value(inSlot, Slot.withTick(in, used));
            Slot.value(outSlot, Slot.withTick(out, used));
            wheel.schedule(record, nowTick - idle + allowed);
        } else {
            expired++;
            forget(record);
        }
    }

    /** How many ticks ago a packet of either direction came. */
    private long idle(final int record, final long nowTick) {
        final int in = Slot.tick(Slot.value(inboundSlot(record)));
        final int out = Slot.tick(Slot.value(outboundSlot(record)));
        return Math.min(Ticks.age(nowTick, in), Ticks.age(nowTick, out));
    }

    private void forget(final int record) {
        generation++;
        inbound.remove(inboundSlot(record));
        outbound.remove(outboundSlot(record));
        destinations.connectionClosed(records.destination(record), records.isActive(record));
        records.release(record);
    }

    private void count(final int record, final boolean active) {
        if (records.isActive(record) != active) {
            records.active(record, active);
            destinations.activityChanged(records.destination(record), active);
        }
    }

    private long inboundSlot(final int record) {
        final long key = records.inboundKey(record);
        return inbound.find(key, inbound.home(key));
    }

    private long outboundSlot(final int record) {
        final long key = records.outboundKey(record);
        return outbound.find(key, outbound.home(key));
    }
}
