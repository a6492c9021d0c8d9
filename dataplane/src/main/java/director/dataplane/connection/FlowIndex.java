/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.connection;

import director.dataplane.localport.LocalPorts;
import director.dataplane.time.Ticks;

/**
 * The part of a {@link ConnectionTable} that a burst needs: hashes, steady slots, and the connections that it opens.
 * From the thread of the table's worker.
 */
public final class FlowIndex {
    private final Tuples tuples;
    private final TupleHash hash;
    private final TupleIndex index;
    private final LocalPorts locals;
    private final OwnEnds sources;
    private final OwnEnds destinations;
    private final OwnEnds proxiedSources;
    private final OwnEnds proxiedDestinations;
    private final Lifetimes lives;
    private final Openings openings;

    FlowIndex(final Tuples tuples, final Lifetimes lives) {
        this.lives = lives;
        this.tuples = tuples;
        this.hash = tuples.hash;
        this.index = tuples.index;
        this.locals = tuples.locals;
        this.sources = tuples.sources;
        this.destinations = tuples.destinations;
        this.proxiedSources = tuples.proxiedSources;
        this.proxiedDestinations = tuples.proxiedDestinations;
        this.openings = new Openings(tuples, lives);
    }

    /**
     * How connections are opened together.
     *
     * @return the same object always.
     */
    public Openings openings() {
        return openings;
    }

    /**
     * The hash of a packet of IPv4.
     *
     * @param addresses source and destination as they stand in the header, one word.
     * @param ports     both as they stand in the header.
     * @param protocol  the IP protocol.
     * @return as {@link ConnectionTable#hashIpv4} answers it, never 0.
     */
    public long hashIpv4(final long addresses, final int ports, final int protocol) {
        return hash.ipv4(addresses, ports, protocol);
    }

    /**
     * The hash of a packet of IPv6.
     *
     * @param sourceHigh      bytes 0 to 7, wire order.
     * @param sourceLow       bytes 8 to 15, wire order.
     * @param destinationHigh bytes 0 to 7, wire order.
     * @param destinationLow  bytes 8 to 15, wire order.
     * @param ports           both as they stand in the header.
     * @param protocol        the IP protocol.
     * @return as {@link ConnectionTable#hashIpv6} answers it, never 0.
     */
    public long hashIpv6(final long sourceHigh, final long sourceLow, final long destinationHigh,
        final long destinationLow, final int ports, final int protocol) {
        return hash.ipv6(sourceHigh, sourceLow, destinationHigh, destinationLow, ports, protocol);
    }

    /**
     * The record of the connection that a slot belongs to.
     *
     * @param value what {@link FlowSlot#value} answered of a slot that is not empty.
     * @return address of a {@link Connection}'s record.
     */
    public long record(final long value) {
        return index.recordOf(value);
    }

    /**
     * What a client's packet gets as its source.
     *
     * @param value   what {@link FlowSlot#value} answered of a slot that is not empty.
     * @param proxied whether there is a header of the PROXY protocol in front of the client's stream.
     * @return an {@link OwnEnd} if it is the steady slot of such a connection of full NAT of IPv4, for the tuple of the
     *     client's packets, 0 if it is that of one of full NAT of the other kind; otherwise anything.
     */
    public long ownSource(final long value, final boolean proxied) {
        return (proxied ? proxiedSources : sources).get(FlowSlot.recordOf(value));
    }

    /**
     * What a real server's packet gets as its destination.
     *
     * @param value   what {@link FlowSlot#value} answered of a slot that is not empty.
     * @param proxied whether there is a header of the PROXY protocol in front of the client's stream.
     * @return an {@link OwnEnd} if it is the steady slot of such a connection of full NAT of IPv4, for the tuple of
     *     replies, 0 if it is that of one of full NAT of the other kind; otherwise anything.
     */
    public long ownDestination(final long value, final boolean proxied) {
        return (proxied ? proxiedDestinations : destinations).get(FlowSlot.recordOf(value));
    }

    /**
     * What a client's packets get as their source.
     *
     * @param record address of the record of a connection of full NAT of IPv4, which has its local address and port.
     * @return an {@link OwnEnd}.
     */
    public long ownSourceOf(final long record) {
        return tuples.ownSource(record);
    }

    /**
     * The cache line that a look-up reads first.
     *
     * @param tuple a hash.
     * @return an address to read early; which line it is changes as the index grows.
     */
    public long home(final long tuple) {
        return index.home(tuple);
    }

    /**
     * The first record that may have a tuple, judged by its hash only.
     *
     * @param tuple a hash.
     * @return address of a record, or-ed with {@link ConnectionTable#OUTBOUND}; 0 if no record has the tuple.
     */
    public long candidate(final long tuple) {
        return index.candidate(tuple);
    }

    /**
     * Where the slots with some hashes are most likely to be. Reads all these places, so that misses overlap.
     *
     * @param hashes of packets.
     * @param lines  gets the address of a cache line for each.
     * @param count  how many.
     * @return a sum of what was read, to be kept somewhere.
     */
    public long homes(final long[] hashes, final long[] lines, final int count) {
        return index.homes(hashes, lines, count);
    }

    /**
     * Whether a slot that is not in the line where it belongs may be in the next one.
     *
     * @param line what {@link #homes} answered.
     * @return false if the line has room.
     */
    public boolean overflows(final long line) {
        return FlowSlot.hash(line + IndexLevel.LAST_SLOT) != 0;
    }

    /**
     * Lets packets of one direction be forwarded by what the index knows, without the record, as long as they do not
     * change its state. Ends with the next transition.
     *
     * @param record   of a connection whose packet is being looked at.
     * @param outbound whether the packet is the real server's.
     * @param tuple    hash of the packet.
     * @param nowNs    the present.
     */
    public void steady(final long record, final boolean outbound, final long tuple, final long nowNs) {
        lives.steady(record, outbound ? 1 : 0, tuple, Ticks.of(nowNs));
    }

    /**
     * The steady slot with a hash. Of IPv6, the record says whether a packet belongs to it. Of IPv4, a packet of which
     * one end (address, port and, of its destination, protocol) is that of the connection belongs to the connection:
     * the other end is in the hash as a whole.
     *
     * @param tuple the hash of a packet.
     * @return the address of a {@link FlowSlot}, good until the next call that changes the table, or 0.
     */
    public long steady(final long tuple) {
        return index.steady(tuple);
    }

    /**
     * The tick that a moment lies in, for {@link FlowSlot#use}.
     *
     * @param nowNs the present.
     * @return a number that goes around.
     */
    public static int tick(final long nowNs) {
        return Ticks.of(nowNs);
    }

    /**
     * The local addresses and ports of connections of full NAT.
     *
     * @return those of the table.
     */
    public LocalPorts localPorts() {
        return locals;
    }
}
