/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.replay;

import director.bindings.Mbuf;
import director.bindings.NativeMemory;
import director.bindings.PacketPool;
import director.bindings.RxQueue;
import director.dataplane.address.WireAddress;
import director.dataplane.header.Arp;
import director.dataplane.header.Ethernet;
import director.dataplane.local.NeighbourDiscovery;
import director.dataplane.local.NeighbourMessage;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * The wire of one port, with neighbours that can always be reached: it answers ARP and neighbour solicitations
 * at once, wraps what arrives into Ethernet frames and unwraps what leaves. From the thread that drives the worker.
 */
final class SimulatedLink {
    /** Who sends what arrives; no reply goes there, since the director looks up next hops itself. */
    private static final long SENDER_MAC = 0x02FF_0000_0001L;
    private static final int VERSION_6 = 6;

    private final Side side;
    private final long mac;
    private final PacketPool pool;
    private final ManualClock clock;
    private final List<EmittedPacket> emitted;
    private final Neighbours neighbours = new Neighbours();
    /** What arrives, by the worker that receives it. */
    private final List<Queue<Long>> queues = new ArrayList<>();
    private int turn;
    private @Nullable EndHash hash;

    SimulatedLink(
        final Side side,
        final long mac,
        final PacketPool pool,
        final ManualClock clock,
        final List<EmittedPacket> emitted) {
        this(side, mac, pool, clock, emitted, 1);
    }

    SimulatedLink(
        final Side side,
        final long mac,
        final PacketPool pool,
        final ManualClock clock,
        final List<EmittedPacket> emitted,
        final int workers) {
        for (int i = 0; i < workers; i++) {
            queues.add(new ArrayDeque<>());
        }
        this.side = side;
        this.mac = mac;
        this.pool = pool;
        this.clock = clock;
        this.emitted = emitted;
    }

    /** Lets an IP packet arrive. */
    void inject(final byte[] ip) {
        if (ip.length > pool.dataRoom() - Mbuf.HEADROOM - Ethernet.LENGTH) {
            throw new NotSupportedException("an IP packet of " + ip.length + " bytes");
        }
        final long mbuf = allocate();
        final long frame = Mbuf.append(mbuf, Ethernet.LENGTH + ip.length);
        Ethernet.addresses(frame, mac, SENDER_MAC);
        Ethernet.type(frame, ip.length > 0 && (ip[0] & 0xFF) >> 4 == VERSION_6
            ? Ethernet.TYPE_IPV6 : Ethernet.TYPE_IPV4);
        NativeMemory.bytes(frame + Ethernet.LENGTH, ip);
        Mbuf.port(mbuf, side.index());
        arrive(mbuf);
    }

    /** Lets a frame arrive in segments. */
    void arrive(final List<byte[]> segments) {
        long first = 0;
        for (final byte[] segment : segments) {
            if (segment.length > pool.dataRoom() - Mbuf.HEADROOM) {
                throw new NotSupportedException("a segment of " + segment.length + " bytes");
            }
            final long mbuf = allocate();
            NativeMemory.bytes(Mbuf.append(mbuf, segment.length), segment);
            if (first == 0) {
                first = mbuf;
            } else {
                Mbuf.chain(first, mbuf);
            }
        }
        Mbuf.port(first, side.index());
        arrive(first);
    }

    /** From now on packets go where a hash of one end leads, and not in turn. */
    void shareOut(final EndHash by) {
        hash = by;
    }

    /** The workers receive in turn, unless a hash says which. */
    private void arrive(final long mbuf) {
        if (hash != null) {
            queues.get(hash.queue(mbuf)).add(mbuf);
            return;
        }
        queues.get(turn).add(mbuf);
        turn = (turn + 1) % queues.size();
    }

    long mac() {
        return mac;
    }

    boolean isIdle() {
        return queues.stream().allMatch(Queue::isEmpty);
    }

    /** The receive queue of a worker. */
    RxQueue queue(final int worker) {
        return (mbufArray, capacity) -> receive(queues.get(worker), mbufArray, capacity);
    }

    /** The receive queue of a worker that is alone. */
    int receive(final long mbufArray, final int capacity) {
        return receive(queues.getFirst(), mbufArray, capacity);
    }

    private static int receive(final Queue<Long> arriving, final long mbufArray, final int capacity) {
        int count = 0;
        while (count < capacity && !arriving.isEmpty()) {
            NativeMemory.int64(mbufArray + (long) count * Long.BYTES, arriving.remove());
            count++;
        }
        return count;
    }

    /** The worker's {@link director.bindings.TxQueue}. */
    int transmit(final long mbufArray, final int count) {
        for (int i = 0; i < count; i++) {
            final long mbuf = NativeMemory.int64(mbufArray + (long) i * Long.BYTES);
            final long frame = Mbuf.data(mbuf);
            if (Ethernet.type(frame) == Ethernet.TYPE_ARP) {
                answerArp(frame + Ethernet.LENGTH);
            } else if (Ethernet.type(frame) == Ethernet.TYPE_IPV6 && NeighbourDiscovery.isDiscovery(mbuf)) {
                answerSolicitation(frame + Ethernet.LENGTH);
            } else {
                final long next = Ethernet.mac(frame);
                emitted.add(
                    new EmittedPacket(side, neighbours.address(next), next, ip(mbuf), clock.millis()));
            }
        }
        pool.free(mbufArray, 0, count);
        return count;
    }

    /** Gives back what has not been received. */
    void close() {
        queues.forEach(queue -> queue.forEach(pool::free));
        queues.forEach(Queue::clear);
    }

    private void answerArp(final long arp) {
        final int asked = Arp.targetIp(arp);
        if (Arp.operation(arp) != Arp.REQUEST || Arp.senderIp(arp) == asked) {
            return;
        }
        final long owner = neighbours.mac(WireAddress.IPV4_HIGH, WireAddress.low(asked));
        final long mbuf = allocate();
        final long frame = Mbuf.append(mbuf, Ethernet.MIN_FRAME);
        NativeMemory.zero(frame, Ethernet.MIN_FRAME);
        Ethernet.addresses(frame, mac, owner);
        Ethernet.type(frame, Ethernet.TYPE_ARP);
        Arp.write(frame + Ethernet.LENGTH, Arp.REPLY, owner, asked, mac, Arp.senderIp(arp));
        arrive(mbuf);
    }

    private void answerSolicitation(final long asking) {
        if (NeighbourMessage.type(asking) != NeighbourMessage.SOLICITATION) {
            return;
        }
        final long high = NeighbourMessage.targetHigh(asking);
        final long low = NeighbourMessage.targetLow(asking);
        final long owner = neighbours.mac(high, low);
        final long mbuf = allocate();
        final long frame = Mbuf.append(mbuf, Ethernet.LENGTH + NeighbourMessage.LENGTH);
        Ethernet.addresses(frame, mac, owner);
        Ethernet.type(frame, Ethernet.TYPE_IPV6);
        final long answer = frame + Ethernet.LENGTH;
        NeighbourMessage.write(answer, NeighbourMessage.ADVERTISEMENT,
            NeighbourMessage.SOLICITED | NeighbourMessage.OVERRIDE, high, low, owner);
        NeighbourMessage.addresses(answer, high, low,
            NeighbourMessage.sourceHigh(asking), NeighbourMessage.sourceLow(asking));
        arrive(mbuf);
    }

    private long allocate() {
        final long mbuf = pool.allocate();
        if (mbuf == 0) {
            throw new IllegalStateException("all " + pool.size() + " mbufs are in use");
        }
        return mbuf;
    }

    /** What stands behind the Ethernet header, from all segments. */
    private static byte[] ip(final long mbuf) {
        final byte[] bytes = new byte[Mbuf.packetLength(mbuf) - Ethernet.LENGTH];
        int skip = Ethernet.LENGTH;
        int at = 0;
        for (long segment = mbuf; segment != 0; segment = Mbuf.next(segment)) {
            final int length = Mbuf.dataLength(segment) - skip;
            System.arraycopy(NativeMemory.bytes(Mbuf.data(segment) + skip, length), 0, bytes, at, length);
            at += length;
            skip = 0;
        }
        return bytes;
    }
}
