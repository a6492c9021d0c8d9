/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.testkit;

import director.bindings.Mbuf;
import director.bindings.NativeMemory;
import director.bindings.RxQueue;
import director.bindings.TxQueue;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** A port whose network is a test: what arrives is queued here, what was sent is found here. */
public final class FakePort {
    private final GuardedPool pool;
    private final Deque<byte[][]> arriving = new ArrayDeque<>();
    private final List<Frame> sent = new ArrayList<>();
    private int room = Integer.MAX_VALUE;
    private long offloadFlags;
    private int computed;
    private int polls;
    private int headroom = Mbuf.HEADROOM;

    /** A port without any packet. */
    public FakePort(final GuardedPool pool) {
        this.pool = pool;
    }

    /** Lets a frame arrive. */
    public void arrive(final byte[] frame) {
        arriveInSegments(frame);
    }

    /** Lets a frame arrive in several segments. */
    public void arriveInSegments(final byte[]... segments) {
        arriving.add(segments);
    }

    /** Takes what waits to be received elsewhere. */
    List<byte[][]> takeArrivals() {
        final List<byte[][]> taken = List.copyOf(arriving);
        arriving.clear();
        return taken;
    }

    /** A frame was sent elsewhere that is this port's. */
    void send(final Frame frame) {
        sent.add(frame);
    }

    /** Whether frames wait to be received. */
    public boolean hasArrivals() {
        return !arriving.isEmpty();
    }

    /** From now on a transmit queue takes so many packets of each burst. */
    public void room(final int packets) {
        room = packets;
    }

    /** From now on what arrives has these flags, as from a device that checks checksums. */
    public void offloadFlags(final long flags) {
        offloadFlags = flags;
    }

    /** From now on what arrives has so many bytes in front of it. */
    public void headroom(final int bytes) {
        headroom = bytes;
    }

    /** What was sent since the last call. */
    public List<Frame> takeSent() {
        final List<Frame> taken = List.copyOf(sent);
        sent.clear();
        return taken;
    }

    /** The receive queue. */
    public RxQueue rxQueue() {
        return this::receive;
    }

    /** The transmit queue. */
    public TxQueue txQueue() {
        return this::transmit;
    }

    /** How often somebody looked for frames. */
    public int polls() {
        return polls;
    }

    private int receive(final long mbufArray, final int capacity) {
        polls++;
        int count = 0;
        while (count < capacity && !arriving.isEmpty()) {
            final long mbuf = arrived(arriving.element());
            if (mbuf == 0) {
                break;
            }
            arriving.remove();
            NativeMemory.int64(mbufArray + (long) count * Long.BYTES, mbuf);
            count++;
        }
        return count;
    }

    private long arrived(final byte[][] segments) {
        long first = 0;
        for (final byte[] segment : segments) {
            final long mbuf = pool.allocate();
            if (mbuf == 0) {
                break;
            }
            Mbuf.prepend(mbuf, Mbuf.HEADROOM - headroom);
            Mbuf.trim(mbuf, Mbuf.HEADROOM - headroom);
            NativeMemory.bytes(Mbuf.append(mbuf, segment.length), segment);
            pool.arrived(mbuf);
            if (first == 0) {
                first = mbuf;
                Mbuf.offloadFlags(mbuf, offloadFlags);
            } else {
                Mbuf.chain(first, mbuf);
            }
        }
        return first;
    }

    /** How many packets were sent whose checksum this port had to compute. */
    public int computed() {
        return computed;
    }

    private int transmit(final long mbufArray, final int count) {
        final int taken = Math.min(count, room);
        for (int i = 0; i < taken; i++) {
            final long mbuf = NativeMemory.int64(mbufArray + (long) i * Long.BYTES);
            sent.add(new Frame(offloaded(mbuf, bytes(mbuf))));
            pool.free(mbuf);
        }
        return taken;
    }

    /** Does to a frame what a device does that is told to compute a checksum. */
    private byte[] offloaded(final long mbuf, final byte[] frame) {
        final long left = Mbuf.offloadFlags(mbuf) & Mbuf.TX_L4_MASK;
        if (left == 0) {
            return frame;
        }
        computed++;
        final boolean ipv6 = (Mbuf.offloadFlags(mbuf) & Mbuf.TX_IPV6) != 0;
        final int ip = Mbuf.txL2Length(mbuf);
        final int transport = ip + Mbuf.txL3Length(mbuf);
        final int end = ip + (ipv6 ? 40 + Bytes.uint16(frame, ip + 4) : Bytes.uint16(frame, ip + 2));
        if (left == Mbuf.TX_UDP_CKSUM) {
            NaiveChecksum.complete(frame, transport, end, transport + 6);
        } else if (left == Mbuf.TX_SCTP_CKSUM) {
            NaiveChecksum.crc32c(frame, transport, end, transport + 8);
        } else {
            throw new AssertionError("nobody asks for " + Long.toHexString(left));
        }
        return frame;
    }

    private static byte[] bytes(final long mbuf) {
        final ByteBuffer bytes = ByteBuffer.allocate(Mbuf.packetLength(mbuf));
        for (long segment = mbuf; segment != 0; segment = Mbuf.next(segment)) {
            bytes.put(NativeMemory.bytes(Mbuf.data(segment), Mbuf.dataLength(segment)));
        }
        return bytes.array();
    }
}
