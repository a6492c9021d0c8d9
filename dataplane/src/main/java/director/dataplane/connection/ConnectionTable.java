/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.connection;

import director.bindings.MemoryAllocator;
import director.dataplane.address.WireAddress;
import director.dataplane.time.Ticks;

/**
 * Connections and templates of one worker. Every method is called from that worker's thread.
 *
 * <p>A look-up answers the address of a {@link Connection}'s record, which is a multiple of 64, or-ed with 1 if the
 * tuple is the one that the real server's packets have. An address is good until the record is freed:
 * {@link #generation} tells. The {@code ports} of a tuple are the first four bytes of a transport header, read as a
 * native integer.
 */
public final class ConnectionTable implements AutoCloseable {
    /** The most connections and templates that a table can be made for; {@link LongRecord}s find room for half. */
    public static final int MAX_CONNECTIONS = 1 << 26;
    /** Bit of a look-up's answer: the packet comes from the real server. */
    public static final long OUTBOUND = 1;

    private static final int LINES_PER_DUTY_CYCLE = 8;

    private final Records records;
    private final Tuples tuples;
    private final FlowIndex flows;
    private final Lifetimes lives;
    private final RandomDrop randomDrop;
    private final TemplateData templateData;

    /**
     * An empty table.
     *
     * @param memory   where it lives.
     * @param initial  for how many connections the index has room before it grows first, at least 0.
     * @param maximum  how many connections and templates fit, 1 to {@link #MAX_CONNECTIONS}.
     * @param seed     secret that keeps clients from choosing what collides.
     * @param nowNs    the present, of the clock that all later calls use.
     * @param timeouts how long connections live; may be changed at any time by the thread that owns the table.
     * @param listener hears what becomes of connections.
     */
    public ConnectionTable(
        final MemoryAllocator memory,
        final int initial,
        final int maximum,
        final long seed,
        final long nowNs,
        final Timeouts timeouts,
        final ConnectionListener listener) {
        if (maximum < 1 || maximum > MAX_CONNECTIONS) {
            throw new IllegalArgumentException("maximum=" + maximum + " is not in 1.." + MAX_CONNECTIONS);
        }
        this.records = new Records(memory, maximum);
        this.tuples = new Tuples(memory, records, initial, seed);
        this.lives = new Lifetimes(records, tuples, Ticks.of(nowNs), timeouts, listener);
        this.flows = new FlowIndex(tuples, lives);
        this.randomDrop = new RandomDrop(records, seed);
        this.templateData = new TemplateData(tuples.data);
    }

    /**
     * The hash of an IPv4 packet's tuple.
     *
     * @param source      wire order.
     * @param destination wire order.
     * @param ports       source port in the low half.
     * @param protocol    0 to 255.
     * @return for the other methods, and for nothing that leaves the machine.
     */
    public long hashIpv4(final int source, final int destination, final int ports, final int protocol) {
        return tuples.hash.ipv4(source, destination, ports, protocol);
    }

    /**
     * The hash of an IPv6 packet's tuple.
     *
     * @param sourceHigh      bytes 0 to 7, wire order.
     * @param sourceLow       bytes 8 to 15, wire order.
     * @param destinationHigh bytes 0 to 7, wire order.
     * @param destinationLow  bytes 8 to 15, wire order.
     * @param ports           source port in the low half.
     * @param protocol        0 to 255.
     * @return for the other methods, and for nothing that leaves the machine.
     */
    public long hashIpv6(final long sourceHigh, final long sourceLow, final long destinationHigh,
        final long destinationLow, final int ports, final int protocol) {
        return tuples.hash.ipv6(sourceHigh, sourceLow, destinationHigh, destinationLow, ports, protocol);
    }

    /**
     * Finds the connection of an IPv4 packet.
     *
     * @param hash        what {@link #hashIpv4} answered for the rest.
     * @param source      wire order.
     * @param destination wire order.
     * @param ports       source port in the low half.
     * @param protocol    0 to 255.
     * @return address of the record, or-ed with {@link #OUTBOUND}; 0 if there is none.
     */
    public long findIpv4(final long hash, final int source, final int destination, final int ports,
        final int protocol) {
        return tuples.index.find(hash, WireAddress.IPV4_HIGH, WireAddress.low(source), WireAddress.IPV4_HIGH,
            WireAddress.low(destination), ports, protocol, TupleIndex.INBOUND | TupleIndex.OUTBOUND);
    }

    /**
     * Finds the connection of an IPv6 packet.
     *
     * @param hash            what {@link #hashIpv6} answered for the rest.
     * @param sourceHigh      bytes 0 to 7, wire order.
     * @param sourceLow       bytes 8 to 15, wire order.
     * @param destinationHigh bytes 0 to 7, wire order.
     * @param destinationLow  bytes 8 to 15, wire order.
     * @param ports           source port in the low half.
     * @param protocol        0 to 255.
     * @return address of the record, or-ed with {@link #OUTBOUND}; 0 if there is none.
     */
    public long findIpv6(final long hash, final long sourceHigh, final long sourceLow, final long destinationHigh,
        final long destinationLow, final int ports, final int protocol) {
        return tuples.index.find(hash, sourceHigh, sourceLow, destinationHigh, destinationLow, ports, protocol,
            TupleIndex.INBOUND | TupleIndex.OUTBOUND);
    }

    /**
     * Finds a template that no persistence engine made.
     *
     * @param protocol    of the template: 0 for a firewall mark's.
     * @param clientHigh  bytes 0 to 7 of the client's address under its mask.
     * @param clientLow   bytes 8 to 15 of the client's address under its mask.
     * @param virtualHigh bytes 0 to 7.
     * @param virtualLow  bytes 8 to 15.
     * @param virtualPort wire order, 0 for all ports.
     * @return address of the record; 0 if there is none.
     */
    public long findTemplate(final int protocol, final long clientHigh, final long clientLow, final long virtualHigh,
        final long virtualLow, final int virtualPort) {
        return tuples.findTemplate(protocol, clientHigh, clientLow, virtualHigh, virtualLow, virtualPort);
    }

    /**
     * Finds a template by what a persistence engine took from the packet.
     *
     * @param protocol    of the template: 0 for a firewall mark's.
     * @param virtualHigh bytes 0 to 7.
     * @param virtualLow  bytes 8 to 15.
     * @param virtualPort wire order, 0 for all ports.
     * @param bytes       address of what was taken.
     * @param length      how many bytes, 1 to 256.
     * @return address of the record; 0 if there is none.
     */
    public long findTemplateByData(final int protocol, final long virtualHigh, final long virtualLow,
        final int virtualPort, final long bytes, final int length) {
        return tuples.findTemplateByData(protocol, virtualHigh, virtualLow, virtualPort, bytes, length);
    }

    /**
     * A record to be filled and then inserted, with room for all that a connection or template can have.
     *
     * @return its address, all zero but for its destination number, which is {@link Connection#NO_DESTINATION}; 0 if
     *     there are as many as there may be, or no memory.
     */
    public long create() {
        return unbound(records.takeLong());
    }

    /**
     * A short record to be filled and then inserted: for a connection of IPv4 that has none of what {@link LongRecord}
     * adds, and will not be controlled by a template.
     *
     * @return its address, all zero but for its kind and its destination number, as {@link #create}.
     */
    public long createShort() {
        return unbound(records.takeShort());
    }

    private static long unbound(final long record) {
        if (record != 0) {
            Connection.destinationNumber(record, Connection.NO_DESTINATION);
        }
        return record;
    }

    /**
     * What persistence engines took from packets, by template.
     *
     * @return the same object always.
     */
    public TemplateData templateData() {
        return templateData;
    }

    /**
     * Puts a connection into the table, where its packets find it, and starts its timer. A connection for one packet is
     * not found, and goes with the next {@link #expire}.
     *
     * @param record address of a record that {@link #create} answered, filled, with the method in its flags.
     * @param nowNs  the present.
     * @return false if there is no room, or if the inbound tuple is in the table; the record stays the caller's, to
     *     {@link #remove}.
     */
    public boolean insert(final long record, final long nowNs) {
        final boolean onePacket = (Connection.flags(record) & Connection.ONE_PACKET) != 0;
        if (!onePacket && !tuples.insert(record, Ticks.of(nowNs))) {
            return false;
        }
        lives.enter(record, Ticks.of(nowNs));
        if (onePacket) {
            lives.expireNow(record);
        }
        return true;
    }

    /**
     * Puts a template into the table and starts its timer, which {@link LongRecord#timeout} has to be set for.
     *
     * @param template address of a record that {@link #create} answered, filled; {@link TemplateData#keep} comes
     *                 before.
     * @param nowNs    the present.
     * @return false if there is no room; the record stays the caller's, to {@link #remove}.
     */
    public boolean insertTemplate(final long template, final long nowNs) {
        Connection.flags(template, Connection.flags(template) | Connection.TEMPLATE);
        final boolean inserted = tuples.insertTemplate(template);
        if (inserted) {
            lives.enter(template, Ticks.of(nowNs));
        }
        return inserted;
    }

    /**
     * What the packets of established connections need of this table.
     *
     * @return the same object always.
     */
    public FlowIndex flows() {
        return flows;
    }

    /**
     * Notes that a connection was used and stays in its state.
     *
     * @param record address of the record.
     * @param nowNs  the present.
     */
    public void touch(final long record, final long nowNs) {
        lives.touch(record, Ticks.of(nowNs));
    }

    /**
     * Moves a connection to another state, whose timeout counts from now. Its template is assured when it is
     * established.
     *
     * @param record address of the record.
     * @param state  id of the new state.
     * @param nowNs  the present.
     */
    public void transition(final long record, final int state, final long nowNs) {
        lives.transition(record, state, Ticks.of(nowNs));
    }

    /**
     * Counts a connection's timeout from now, after its timeout was changed.
     *
     * @param record address of the record.
     * @param nowNs  the present.
     */
    public void restart(final long record, final long nowNs) {
        lives.restart(record, Ticks.of(nowNs));
    }

    /**
     * Ends a connection: from now on nothing finds it, and the next {@link #expire} frees it. Until then its record can
     * be read. A template that it alone held, and that was never assured, goes with it. A record that was never
     * inserted is freed at once.
     *
     * @param record address of the record.
     */
    public void expireNow(final long record) {
        lives.expireNow(record);
    }

    /**
     * Forgets a connection or template at once, or a record that was never inserted. One that still controls others is
     * no longer found and goes with the last of them. A template that only this connection held, and that was never
     * assured, goes too.
     *
     * @param record address of the record.
     */
    public void remove(final long record) {
        lives.remove(record);
    }

    /**
     * Forgets a connection as {@link #remove} does, and its template if that has no other.
     *
     * @param record address of the record.
     */
    public void removeWithTemplate(final long record) {
        lives.removeWithTemplate(record);
    }

    /**
     * Makes a template invalid, as its real server is gone: nothing finds it any more, and its ports become 65,535. It
     * stays until its time is over.
     *
     * @param template address of the record.
     */
    public void renameTemplate(final long template) {
        tuples.rename(template);
    }

    /**
     * Puts a connection under the control of a template, which then stays at least as long as the connection.
     *
     * @param record   address of the connection's record.
     * @param template address of the template's record.
     */
    public void control(final long record, final long template) {
        lives.control(record, template);
    }

    /**
     * What controls a connection.
     *
     * @param record address of the record.
     * @return address of the template's record; 0 if there is none.
     */
    public long controller(final long record) {
        final int number = LongRecord.controller(record);
        return number == Bookkeeping.NONE ? 0 : records.address(number);
    }

    /**
     * Notes that a client got an answer through a connection, so that its template stays when memory is short.
     *
     * @param record address of the connection's record.
     */
    public void assureTemplate(final long record) {
        lives.assure(record, true);
    }

    /**
     * Forgets connections whose time is over, a few at a time, and moves growth on.
     *
     * @param nowNs the present.
     * @param limit how many deadlines to look at, which bounds the time that this takes.
     * @return how many were looked at.
     */
    public int expire(final long nowNs, final int limit) {
        tuples.index.release();
        tuples.index.grow(LINES_PER_DUTY_CYCLE);
        records.prepare();
        return lives.expire(Ticks.of(nowNs), limit);
    }

    /**
     * Makes room when memory is short, as {@code drop_entry} of IPVS does: looks at connections from a random one on,
     * and ends those that are half open, or idle and hardly used.
     *
     * @param count how many records to look at, which bounds the time that this takes.
     * @param nowNs the present.
     * @return how many were removed.
     */
    public int dropRandomEntries(final int count, final long nowNs) {
        int dropped = 0;
        randomDrop.begin();
        for (int i = 0; i < count; i++) {
            final long record = randomDrop.next(Ticks.of(nowNs));
            if (record != 0) {
                remove(record);
                dropped++;
            }
        }
        return dropped;
    }

    /**
     * Changes whenever a record is freed.
     *
     * @return a number to compare with an earlier one.
     */
    public int generation() {
        return lives.generation();
    }

    /**
     * How many connections and templates there are.
     *
     * @return 0 to the maximum.
     */
    public int size() {
        return lives.size();
    }

    /**
     * How many templates there are.
     *
     * @return 0 to {@link #size}.
     */
    public int templates() {
        return lives.templates();
    }

    /**
     * How many connections and templates there may be.
     *
     * @return the maximum.
     */
    public int maximum() {
        return records.maximum();
    }

    /**
     * How many connections and templates timed out since the start.
     *
     * @return at least 0.
     */
    public long expired() {
        return lives.expired();
    }

    /**
     * How often the allocator had no memory to grow.
     *
     * @return at least 0.
     */
    public long memoryRefusals() {
        return records.refusals() + tuples.index.refusals() + tuples.endRefusals();
    }

    /**
     * What records, index and {@link OwnEnd}s take now, without persistence data.
     *
     * @return bytes.
     */
    public long bytes() {
        return records.bytes() + tuples.index.bytes() + tuples.endBytes();
    }

    /**
     * Shows every connection and template, in no particular order. For small tables: takes time by their number.
     *
     * @param nowNs   the present.
     * @param visitor is shown each.
     */
    public void forEach(final long nowNs, final ConnectionVisitor visitor) {
        list(0, Integer.MAX_VALUE, nowNs, visitor);
    }

    /**
     * Shows some connections and templates. What is there from the first call to the last is shown once; what comes or
     * goes in between may be.
     *
     * @param cursor  0 to begin, then what the last call answered.
     * @param limit   how many records to look at, which bounds the time that this takes.
     * @param nowNs   the present.
     * @param visitor is shown each.
     * @return the cursor for the next call; 0 if that was all.
     */
    public int list(final int cursor, final int limit, final long nowNs, final ConnectionVisitor visitor) {
        final int nowTick = Ticks.of(nowNs);
        final int touched = records.touched();
        int number = Math.max(cursor, Records.first());
        for (int i = 0; i < limit && number < touched; i++) {
            number = records.atOrBefore(number);
            final long record = records.address(number);
            number = records.after(number);
            if ((Bookkeeping.life(record) & (Bookkeeping.LIVE | Bookkeeping.LEAVING)) == Bookkeeping.LIVE) {
                visitor.connection(record, Ticks.nanos(lives.left(record, nowTick)));
            }
        }
        return number < touched ? number : 0;
    }

    /** Frees the memory; nothing may be called afterwards. */
    @Override
    public void close() {
        tuples.close();
        records.close();
    }
}
