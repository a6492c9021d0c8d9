/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.connection;

import director.bindings.MemoryAllocator;
import director.dataplane.address.WireAddress;
import director.dataplane.localport.LocalPorts;

/**
 * What records are found by: the tuples of connections in both directions, of templates, and the data of persistence
 * engines. The connections of one reply tuple are a chain from the newest, which is in the index, to the oldest.
 */
final class Tuples implements AutoCloseable {
    private static final int INVALID_PORT = 0xFFFF;
    private static final int INBOUND_SLOT = 0;
    private static final int OUTBOUND_SLOT = 1;
    /** The most templates with data, 264 MiB of it. */
    private static final int MAX_DATA = 1 << 20;

    final TupleHash hash;
    final TupleIndex index;
    final PersistenceData data;
    final LocalPorts locals = new LocalPorts();
    /** What requests and replies of full NAT have to themselves. */
    final OwnEnds sources;
    final OwnEnds destinations;
    /** The same where a header of the PROXY protocol is in front of the client's stream: never both. */
    final OwnEnds proxiedSources;
    final OwnEnds proxiedDestinations;

    private final Records records;

    Tuples(final MemoryAllocator memory, final Records records, final int initial, final long seed) {
        this.records = records;
        this.index = new TupleIndex(memory, records, locals, 2L * initial, 2L * records.maximum());
        this.hash = new TupleHash(seed);
        this.sources = new OwnEnds(memory, records.lines());
        this.destinations = new OwnEnds(memory, records.lines());
        this.proxiedSources = new OwnEnds(memory, records.lines());
        this.proxiedDestinations = new OwnEnds(memory, records.lines());
        this.data = new PersistenceData(memory, Math.min(records.maximum(), MAX_DATA));
    }

    long findTemplate(final int protocol, final long clientHigh, final long clientLow, final long virtualHigh,
        final long virtualLow, final int virtualPort) {
        final int ports = virtualPort << Short.SIZE;
        return index.find(hash.template(clientHigh, clientLow, virtualHigh, virtualLow, ports, protocol), clientHigh,
            clientLow, virtualHigh, virtualLow, ports, protocol | Connection.TEMPLATE << Byte.SIZE,
            TupleIndex.INBOUND);
    }

    long findTemplateByData(final int protocol, final long virtualHigh, final long virtualLow, final int virtualPort,
        final long bytes, final int length) {
        final int ports = virtualPort << Short.SIZE;
        final int kind = protocol | (Connection.TEMPLATE | Bookkeeping.HAS_DATA) << Byte.SIZE;
        final long tuple = hash.data(bytes, length, virtualHigh, virtualLow, ports, protocol);
        long at = index.first(tuple);
        while (at != 0) {
            final long record = index.recordAt(at);
            if (Bookkeeping.kind(record) == kind && Connection.virtualLow(record) == virtualLow
                && Connection.virtualHigh(record) == virtualHigh && Connection.virtualPort(record) == virtualPort
                && data.equals(LongRecord.data(record), bytes, length)) {
                return record;
            }
            at = index.following(tuple, at);
        }
        return 0;
    }

    /** Adds a connection. Answers false, and has done nothing, if there is no room or its inbound tuple is there. */
    boolean insert(final long record, final int nowTick) {
        final long tuple = hash.inbound(record);
        if (!insertInbound(record, tuple)) {
            return false;
        }
        if (Connection.method(record) == Connection.MASQUERADE
            && !insertOutbound(record, outboundHash(record), nowTick)) {
            index.remove(tuple, Bookkeeping.number(record), INBOUND_SLOT);
            Bookkeeping.unlive(record, Bookkeeping.INDEXED_INBOUND);
            return false;
        }
        return true;
    }

    /** Adds the tuple of a client's packets. Answers false if there is no room or it is there. */
    boolean insertInbound(final long record, final long tuple) {
        if ((index.first(tuple) != 0 && index.findLike(tuple, record, TupleIndex.INBOUND) != 0)
            || !index.insert(tuple, Bookkeeping.number(record), INBOUND_SLOT)) {
            return false;
        }
        Bookkeeping.live(record, Bookkeeping.INDEXED_INBOUND);
        return true;
    }

    /** Adds the tuple of a real server's packets. Answers false if there is no room. */
    boolean insertOutbound(final long record, final long tuple, final int nowTick) {
        final int number = Bookkeeping.number(record);
        if (index.first(tuple) != 0 && !Snat.is(record)) {
            hideSnat(tuple, record);
        }
        final long older = index.first(tuple) == 0 ? 0
            : index.findLike(tuple, record, TupleIndex.OUTBOUND) & -Connection.BYTES;
        if (older == 0) {
            if (!index.insert(tuple, number, OUTBOUND_SLOT)) {
                return false;
            }
        } else {
            unsteady(older, nowTick);
            index.replace(tuple, Bookkeeping.number(older), number, OUTBOUND_SLOT);
            Bookkeeping.older(record, Bookkeeping.number(older));
            Bookkeeping.newer(older, number);
        }
        Bookkeeping.live(record, Bookkeeping.INDEXED_OUTBOUND);
        return true;
    }

    /** A real server that has begun a connection to a client's port by itself answers that client from now on. */
    private void hideSnat(final long tuple, final long record) {
        final long other = index.findReplied(tuple, record, TupleIndex.INBOUND);
        if (other != 0 && Snat.is(other)) {
            index.remove(tuple, Bookkeeping.number(other), INBOUND_SLOT);
            Bookkeeping.unlive(other, Bookkeeping.INDEXED_INBOUND | Bookkeeping.STEADY_INBOUND);
        }
    }

    /** Adds a template. Answers false if there is no room. */
    boolean insertTemplate(final long template) {
        if (!index.insert(templateHash(template), Bookkeeping.number(template), INBOUND_SLOT)) {
            return false;
        }
        Bookkeeping.live(template, Bookkeeping.INDEXED_INBOUND);
        return true;
    }

    /** Sees to it that nothing finds a record. */
    void remove(final long record) {
        final int number = Bookkeeping.number(record);
        if (Bookkeeping.lives(record, Bookkeeping.INDEXED_INBOUND)) {
            index.remove(Connection.isTemplate(record) ? templateHash(record) : hash.inbound(record), number,
                INBOUND_SLOT);
        }
        if (Bookkeeping.lives(record, Bookkeeping.INDEXED_OUTBOUND)) {
            removeOutbound(record, number);
        }
        Bookkeeping.unlive(record, Bookkeeping.INDEXED_INBOUND | Bookkeeping.INDEXED_OUTBOUND
            | Bookkeeping.STEADY_INBOUND | Bookkeeping.STEADY_OUTBOUND);
    }

    /** Lets packets of one direction, which have this hash, do with the index alone. */
    void steady(final long record, final int direction, final long tuple, final int tick) {
        final long slot = index.slotOf(tuple, Bookkeeping.number(record), direction);
        if (slot != 0 && keepsOwnEnd(record, direction)) {
            FlowSlot.steady(slot, Connection.destinationNumber(record),
                FullNat.is(record) ? FlowSlot.FULL_NAT : Connection.method(record), tick);
            Bookkeeping.live(record, direction == INBOUND_SLOT
                ? Bookkeeping.STEADY_INBOUND : Bookkeeping.STEADY_OUTBOUND);
        }
    }

    /** Puts what packets of full NAT need of their connection where they find it. Answers false if there is no room. */
    private boolean keepsOwnEnd(final long record, final int direction) {
        if (!FullNat.is(record) || Snat.is(record) || FullNat.isBridged(record)
            || !WireAddress.isIpv4(Connection.clientHigh(record), Connection.clientLow(record))) {
            return true;
        }
        return direction == INBOUND_SLOT ? keep(record, ownSource(record), sources, proxiedSources)
            : keep(record, ownDestination(record), destinations, proxiedDestinations);
    }

    /** What a client's packets of full NAT of IPv4 get as their source. */
    long ownSource(final long record) {
        final int local = FullNat.local(record);
        return OwnEnd.of(WireAddress.ipv4(Connection.clientLow(record)), WireAddress.ipv4(locals.low(local)),
            LocalPorts.port(local));
    }

    /** What a real server's packets of full NAT of IPv4 get as their destination. */
    private long ownDestination(final long record) {
        return OwnEnd.of(WireAddress.ipv4(locals.low(FullNat.local(record))),
            WireAddress.ipv4(Connection.clientLow(record)), Connection.clientPort(record));
    }

    /** Each kind of full NAT finds its own connections only, whatever their service says of others by now. */
    private static boolean keep(final long record, final long word, final OwnEnds plain, final OwnEnds proxied) {
        final int number = Bookkeeping.number(record);
        if (ProxyState.is(record)) {
            plain.clear(number);
            return proxied.set(number, word);
        }
        proxied.clear(number);
        return plain.set(number, word);
    }

    long endBytes() {
        return sources.bytes() + destinations.bytes() + proxiedSources.bytes() + proxiedDestinations.bytes();
    }

    long endRefusals() {
        return sources.refusals() + destinations.refusals() + proxiedSources.refusals()
            + proxiedDestinations.refusals();
    }

    /** Lets every packet come to the record again, which learns when it was used last. */
    void unsteady(final long record, final int nowTick) {
        if (Bookkeeping.lives(record, Bookkeeping.STEADY_INBOUND | Bookkeeping.STEADY_OUTBOUND)) {
            Bookkeeping.lastUsed(record, lastUsed(record, nowTick));
            unsteadySlot(steadySlot(record, Bookkeeping.STEADY_INBOUND));
            unsteadySlot(steadySlot(record, Bookkeeping.STEADY_OUTBOUND));
            Bookkeeping.unlive(record, Bookkeeping.STEADY_INBOUND | Bookkeeping.STEADY_OUTBOUND);
        }
    }

    /** The tick of the last use, which a slot may know better than the record. */
    int lastUsed(final long record, final int nowTick) {
        final int noted = Bookkeeping.lastUsed(record);
        if (!Bookkeeping.lives(record, Bookkeeping.STEADY_INBOUND | Bookkeeping.STEADY_OUTBOUND)) {
            return noted;
        }
        final int idle = Math.min(idle(record, Bookkeeping.STEADY_INBOUND, nowTick),
            idle(record, Bookkeeping.STEADY_OUTBOUND, nowTick));
        return nowTick - Math.min(nowTick - noted, idle);
    }

    private int idle(final long record, final int mark, final int nowTick) {
        final long slot = steadySlot(record, mark);
        return slot == 0 ? Integer.MAX_VALUE : FlowSlot.idle(slot, nowTick);
    }

    private long steadySlot(final long record, final int mark) {
        if (!Bookkeeping.lives(record, mark)) {
            return 0;
        }
        final int number = Bookkeeping.number(record);
        return mark == Bookkeeping.STEADY_INBOUND ? index.slotOf(hash.inbound(record), number, INBOUND_SLOT)
            : index.slotOf(outboundHash(record), number, OUTBOUND_SLOT);
    }

    private static void unsteadySlot(final long slot) {
        if (slot != 0) {
            FlowSlot.unsteady(slot);
        }
    }

    /** Makes a template one that no packet names, with ports that say so. */
    void rename(final long template) {
        remove(template);
        Connection.clientPort(template, 0);
        Connection.virtualPort(template, INVALID_PORT);
        Connection.destinationPort(template, INVALID_PORT);
    }

    @Override
    public void close() {
        data.close();
        sources.close();
        destinations.close();
        proxiedSources.close();
        proxiedDestinations.close();
        index.close();
    }

    private void removeOutbound(final long record, final int number) {
        // The replies of full NAT are those of no other connection: it has no chain, but may have a ProxyState there.
        final boolean alone = FullNat.is(record);
        final int newer = alone ? Bookkeeping.NONE : Bookkeeping.newer(record);
        final int older = alone ? Bookkeeping.NONE : Bookkeeping.older(record);
        if (newer != Bookkeeping.NONE) {
            Bookkeeping.older(records.address(newer), older);
        } else if (older != Bookkeeping.NONE) {
            index.replace(outboundHash(record), number, older, OUTBOUND_SLOT);
        } else {
            index.remove(outboundHash(record), number, OUTBOUND_SLOT);
        }
        if (older != Bookkeeping.NONE) {
            Bookkeeping.newer(records.address(older), newer);
        }
    }

    /** Replies of full NAT go to the local address. */
    long outboundHash(final long record) {
        if (!FullNat.is(record)) {
            return hash.outbound(record);
        }
        final int local = FullNat.local(record);
        return hash.ipv6(Connection.destinationHigh(record), Connection.destinationLow(record), locals.high(local),
            locals.low(local), FullNat.replyPorts(record), Connection.protocol(record));
    }

    private long templateHash(final long template) {
        final int number = LongRecord.data(template);
        final int ports = Connection.virtualPort(template) << Short.SIZE;
        return number == PersistenceData.NONE
            ? hash.template(Connection.clientHigh(template), Connection.clientLow(template),
                Connection.virtualHigh(template), Connection.virtualLow(template), ports,
                Connection.protocol(template))
            : hash.data(data.bytes(number), data.length(number), Connection.virtualHigh(template),
                Connection.virtualLow(template), ports, Connection.protocol(template));
    }
}
