/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.rig;

import director.bindings.Mbuf;
import director.bindings.NativeMemory;
import director.bindings.PacketPool;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Real servers that answer what is sent to them while connections are opened. From the worker's thread.
 */
public final class RealServers implements SamplingTxQueue.Watcher {
    private final Traffic traffic;
    private final PacketPool pool;
    private final Answers answers;
    private final Queue<byte[]> pending = new ArrayDeque<>();
    private boolean stopped;

    /** Real servers that have nothing to say yet, and hear nothing. */
    RealServers(final Traffic traffic, final PacketPool pool) {
        this.traffic = traffic;
        this.pool = pool;
        this.answers = new Answers(traffic.kind().serversIpv6(), traffic.kind().isUdp());
    }

    /**
     * Real servers that get what a queue transmits, if those of the case answer at all.
     *
     * @param txQueue what is shown to them.
     * @param traffic who they are.
     * @param pool    where mbufs of their answers come from.
     * @return those who answer nothing if nobody does.
     */
    public static RealServers behind(
        final SamplingTxQueue txQueue, final Traffic traffic, final PacketPool pool) {
        final RealServers servers = new RealServers(traffic, pool);
        if (traffic.kind().isAnswered()) {
            txQueue.show(servers);
        }
        return servers;
    }

    @Override
    public boolean watch(final long mbufArray, final int count) {
        for (int i = 0; i < count && !stopped; i++) {
            final long mbuf = NativeMemory.int64(mbufArray + (long) i * Long.BYTES);
            final byte[] frame = NativeMemory.bytes(Mbuf.data(mbuf), Mbuf.dataLength(mbuf));
            if (SamplingTxQueue.isTraffic(Mbuf.data(mbuf)) && traffic.isForServer(frame)) {
                pending.add(answers.to(frame));
            }
        }
        return stopped;
    }

    /**
     * The next answers.
     *
     * @param mbufArray address of an array of pointers to write.
     * @param capacity  its length.
     * @return how many; 0 if there is none, or no mbuf.
     */
    int burst(final long mbufArray, final int capacity) {
        int count = 0;
        while (count < capacity && !pending.isEmpty()) {
            final long mbuf = pool.allocate();
            if (mbuf == 0) {
                return count;
            }
            final byte[] answer = pending.remove();
            NativeMemory.bytes(Mbuf.append(mbuf, answer.length), answer);
            NativeMemory.int64(mbufArray + (long) count * Long.BYTES, mbuf);
            count++;
        }
        return count;
    }

    /** Whether all answers were taken. */
    boolean isDone() {
        return pending.isEmpty();
    }

    /** Answers nothing from now on. */
    void stop() {
        stopped = true;
    }
}
