/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.warmup;

import director.bindings.Mbuf;
import director.bindings.NativeMemory;
import director.bindings.PacketPool;
import director.dataplane.address.WireAddress;
import director.dataplane.header.Arp;
import director.dataplane.header.Ethernet;
import director.dataplane.local.NeighbourDiscovery;
import director.dataplane.local.NeighbourMessage;

/**
 * A port in memory, behind which are neighbours that can be reached and real servers that answer. From the thread that
 * drives the worker.
 */
final class SyntheticPort {
    private static final long FIRST_MAC = 0x02FE_0000_0000L;
    private static final long NEIGHBOUR = 0x02FD_0000_0000L;
    private static final long HOST = 0xFFFF_FFFFL;

    private final int index;
    private final int station;
    private final PacketPool pool;
    private final SyntheticServers servers;
    private final long[] arriving;
    private int first;
    private int count;

    /** Of a director's port that has the MAC address of the one at the place that station says. */
    SyntheticPort(
        final int index,
        final int station,
        final PacketPool pool,
        final SyntheticServers servers,
        final int capacity) {
        this.index = index;
        this.station = station;
        this.pool = pool;
        this.servers = servers;
        this.arriving = new long[capacity];
    }

    long mac() {
        return FIRST_MAC + station;
    }

    boolean isIdle() {
        return count == 0;
    }

    /** Lets a frame arrive, if there is room. */
    void arrive(final long mbuf) {
        if (count == arriving.length) {
            pool.free(mbuf);
            return;
        }
        Mbuf.port(mbuf, index);
        arriving[(first + count) % arriving.length] = mbuf;
        count++;
    }

    /** The worker's {@link director.bindings.RxQueue}. */
    int receive(final long mbufArray, final int capacity) {
        final int taken = Math.min(capacity, count);
        for (int i = 0; i < taken; i++) {
            NativeMemory.int64(mbufArray + (long) i * Long.BYTES, arriving[first]);
            first = (first + 1) % arriving.length;
        }
        count -= taken;
        return taken;
    }

    /** The worker's {@link director.bindings.TxQueue}. */
    int transmit(final long mbufArray, final int packets) {
        for (int i = 0; i < packets; i++) {
            meet(NativeMemory.int64(mbufArray + (long) i * Long.BYTES));
        }
        return packets;
    }

    private void meet(final long mbuf) {
        final long frame = Mbuf.data(mbuf);
        if (Ethernet.type(frame) == Ethernet.TYPE_ARP) {
            answerArp(mbuf, frame);
        } else if (Ethernet.type(frame) == Ethernet.TYPE_IPV6 && NeighbourDiscovery.isDiscovery(mbuf)) {
            answerSolicitation(mbuf, frame);
        } else if (servers.answer(mbuf)) {
            Ethernet.addresses(frame, mac(), NEIGHBOUR);
            arrive(mbuf);
        } else {
            pool.free(mbuf);
        }
    }

    /** Turns a question into its answer. */
    private void answerArp(final long mbuf, final long frame) {
        final long arp = frame + Ethernet.LENGTH;
        final int asked = Arp.targetIp(arp);
        final int asking = Arp.senderIp(arp);
        if (Arp.operation(arp) != Arp.REQUEST || asking == asked) {
            pool.free(mbuf);
            return;
        }
        final long owner = NEIGHBOUR | (asked & HOST);
        Ethernet.addresses(frame, mac(), owner);
        Arp.write(arp, Arp.REPLY, owner, asked, mac(), asking);
        arrive(mbuf);
    }

    private void answerSolicitation(final long mbuf, final long frame) {
        final long ip = frame + Ethernet.LENGTH;
        final long high = NeighbourMessage.targetHigh(ip);
        final long low = NeighbourMessage.targetLow(ip);
        final long askingHigh = NeighbourMessage.sourceHigh(ip);
        final long askingLow = NeighbourMessage.sourceLow(ip);
        if (NeighbourMessage.type(ip) != NeighbourMessage.SOLICITATION || (askingHigh | askingLow) == 0
            || Mbuf.dataLength(mbuf) < Ethernet.LENGTH + NeighbourMessage.LENGTH) {
            pool.free(mbuf);
            return;
        }
        final long owner = NEIGHBOUR | (WireAddress.hash(high, low) & HOST);
        Ethernet.addresses(frame, mac(), owner);
        NeighbourMessage.write(ip, NeighbourMessage.ADVERTISEMENT,
            NeighbourMessage.SOLICITED | NeighbourMessage.OVERRIDE, high, low, owner);
        NeighbourMessage.addresses(ip, high, low, askingHigh, askingLow);
        arrive(mbuf);
    }

    /** Gives back what has not been received. */
    void close() {
        while (count > 0) {
            pool.free(arriving[first]);
            first = (first + 1) % arriving.length;
            count--;
        }
    }
}
