/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.testkit;

import director.bindings.HeapPool;
import director.bindings.Mbuf;
import director.bindings.NativeMemory;
import director.bindings.RxQueue;
import director.bindings.TxQueue;
import director.dataplane.status.WorkerCounters;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A director that the same frames run through again and again. Its ports allocate nothing, so that what is allocated is
 * the director's.
 */
public final class Treadmill implements AutoCloseable {
    private static final int ROOM = 256;
    private static final int MBUFS = 256;

    private final HeapPool pool = new HeapPool(MBUFS, Mbuf.HEADROOM + ROOM);
    private final Belt fromClients = new Belt(pool);
    private final Belt fromReal = new Belt(pool);
    private final TxQueue sink = (array, count) -> {
        pool.free(array, 0, count);
        return count;
    };
    private final Assembly director;

    /** A director as the settings say, and nothing on its belts. */
    public Treadmill(final UnaryOperator<RigSettings> settings) {
        director =
            new Assembly(settings.apply(new RigSettings()), pool, fromClients, sink, fromReal, sink, List.of());
    }

    /** What comes from clients from now on, in turn. */
    public void fromClients(final PacketBuilder... packets) {
        fromClients.load(DirectorRig.CLIENT_MAC, packets);
    }

    /** What comes by the only port of a one-armed director from now on, in turn, with its tags. */
    public void fromTrunk(final byte[]... frames) {
        fromClients.load(frames);
    }

    /** What comes from real servers from now on, in turn. */
    public void fromReal(final PacketBuilder... packets) {
        fromReal.load(DirectorRig.REAL_MAC, packets);
    }

    /** The same, whole frames. */
    public void framesFromReal(final byte[]... frames) {
        fromReal.load(frames);
    }

    /** The worker receives at least so many packets; a time passes before each duty cycle. */
    public void run(final long packets, final long millisEach) {
        final long until = fromClients.received + fromReal.received + packets;
        while (fromClients.received + fromReal.received < until) {
            director.clock().advanceMillis(millisEach);
            director.worker().doWork();
        }
    }

    /** What was counted. */
    public WorkerCounters counters() {
        return director.counters();
    }

    /** How many connections there are. */
    public int connections() {
        return director.connections().size();
    }

    @Override
    public void close() {
        director.close();
        fromClients.unload();
        fromReal.unload();
        pool.close();
    }

    /** Frames in native memory, copied into mbufs one after another. */
    private static final class Belt implements RxQueue {
        private final HeapPool pool;
        private long frames;
        private int[] lengths = {};
        private int next;
        private long received;

        private Belt(final HeapPool pool) {
            this.pool = pool;
        }

        private void load(final long mac, final PacketBuilder... packets) {
            load(Arrays.stream(packets).map(packet -> packet.toUnlessSet(mac).bytes()).toArray(byte[][]::new));
        }

        private void load(final byte[]... packets) {
            unload();
            frames = NativeMemory.allocate(ROOM * (packets.length + 1L), Long.BYTES);
            lengths = new int[packets.length];
            next = 0;
            for (int i = 0; i < packets.length; i++) {
                final byte[] frame = packets[i];
                lengths[i] = frame.length;
                NativeMemory.bytes(frames + (long) i * ROOM, frame);
            }
        }

        private void unload() {
            NativeMemory.free(frames);
            frames = 0;
            lengths = new int[0];
        }

        @Override
        public int burst(final long mbufArray, final int capacity) {
            final int count = lengths.length == 0 ? 0 : capacity;
            for (int i = 0; i < count; i++) {
                final long mbuf = pool.allocate();
                final long to = Mbuf.append(mbuf, lengths[next]);
                final long from = frames + (long) next * ROOM;
                for (int at = 0; at < ROOM; at += Long.BYTES) {
                    NativeMemory.int64(to + at, NativeMemory.int64(from + at));
                }
                NativeMemory.int64(mbufArray + (long) i * Long.BYTES, mbuf);
                next = next + 1 == lengths.length ? 0 : next + 1;
            }
            received += count;
            return count;
        }
    }
}
