/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.rig;

import director.bindings.Mbuf;
import director.bindings.NativeMemory;
import director.bindings.PacketPool;
import java.util.function.IntPredicate;

/** Makes packets of the priming frames of a {@link Traffic}. From the worker's thread. */
public final class Primer {
    private final Traffic traffic;
    private final PacketPool pool;
    private final IntPredicate taken;
    private int place;

    /**
     * A primer that has made none yet.
     *
     * @param traffic whose frames.
     * @param pool    where their mbufs come from.
     */
    public Primer(final Traffic traffic, final PacketPool pool) {
        this(traffic, pool, place -> true);
    }

    /**
     * A primer of some of the frames.
     *
     * @param traffic whose frames.
     * @param pool    where their mbufs come from.
     * @param taken   which places of {@link Traffic#priming} are not left out.
     */
    public Primer(final Traffic traffic, final PacketPool pool, final IntPredicate taken) {
        this.traffic = traffic;
        this.pool = pool;
        this.taken = taken;
        skip();
    }

    private void skip() {
        while (!isDone() && !taken.test(place)) {
            place++;
        }
    }

    /**
     * The next packets.
     *
     * @param mbufArray address of an array of pointers to write.
     * @param capacity  its length.
     * @return how many; 0 if there was no mbuf, or when all were made.
     */
    public int burst(final long mbufArray, final int capacity) {
        int count = 0;
        while (count < capacity && !isDone()) {
            final long mbuf = pool.allocate();
            if (mbuf == 0) {
                return count;
            }
            final byte[] frame = traffic.priming(place);
            NativeMemory.bytes(Mbuf.append(mbuf, frame.length), frame);
            NativeMemory.int64(mbufArray + (long) count * Long.BYTES, mbuf);
            place++;
            skip();
            count++;
        }
        return count;
    }

    /**
     * Whether all were made.
     *
     * @return true from then on.
     */
    public boolean isDone() {
        return place >= traffic.primingFrames();
    }

    /** Begins once more with the answers of real servers, which make them known for another half minute. */
    public void repeatAnswers() {
        place = traffic.primingFrames() - traffic.neighbours();
        skip();
    }
}
