/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.ownership;

import director.bindings.PacketPool;
import java.util.ArrayList;
import java.util.List;

/**
 * The workers of a director as one of them sees them: who owns what, and a ring to and from each, itself included.
 *
 * @param index  of this worker, from 0.
 * @param owners who owns what.
 * @param to     by the number of the worker that polls; nobody but this worker offers.
 * @param from   by the number of the worker that offers; nobody but this worker polls.
 */
@SuppressWarnings("ArrayRecordComponent")
public record Peers(int index, Owners owners, MbufRing[] to, MbufRing[] from) {
    /** What a worker can have to take over from all others together, before they drop what is more. */
    public static final int ROOM = 2_048;

    private static final int LEAST_ROOM = 64;

    /**
     * A worker that has no others.
     *
     * @return without rings.
     */
    public static Peers none() {
        return new Peers(0, new Owners(1, 1, new OwnerHash(new byte[OwnerHash.KEY_BYTES])), new MbufRing[0],
            new MbufRing[0]);
    }

    /**
     * Workers that hand packets over to each other.
     *
     * @param owners who owns what.
     * @return one for each worker; {@link #none} for one alone.
     */
    public static List<Peers> of(final Owners owners) {
        final int count = owners.workers();
        if (count == 1) {
            return List.of(none());
        }
        final MbufRing[][] rings = new MbufRing[count][count];
        for (int from = 0; from < count; from++) {
            for (int to = 0; to < count; to++) {
                rings[from][to] = new MbufRing(room(count));
            }
        }
        final List<Peers> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            final MbufRing[] from = new MbufRing[count];
            for (int other = 0; other < count; other++) {
                from[other] = rings[other][i];
            }
            all.add(new Peers(i, owners, rings[i], from));
        }
        return all;
    }

    /**
     * Packets that the ring between two workers holds.
     *
     * @param workers how many there are, at least 2.
     * @return a power of two.
     */
    public static int room(final int workers) {
        return Math.max(LEAST_ROOM, Integer.highestOneBit(ROOM / workers));
    }

    /**
     * Whether there are no others.
     *
     * @return true for a worker alone.
     */
    public boolean isAlone() {
        return owners.workers() == 1;
    }

    /**
     * Frees what nobody has taken over. When no worker runs any more.
     *
     * @param pool where it came from.
     * @param mbufArray room for one address.
     * @return how many packets that were.
     */
    public int drain(final PacketPool pool, final long mbufArray) {
        int count = 0;
        for (final MbufRing ring : from) {
            while (ring.poll(mbufArray, 1) > 0) {
                pool.free(mbufArray, 0, 1);
                count++;
            }
        }
        return count;
    }
}
