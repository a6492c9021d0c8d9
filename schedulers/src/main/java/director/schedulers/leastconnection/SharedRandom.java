/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.schedulers.leastconnection;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Random numbers for all workers: SplitMix64, whose state goes forward by a constant, so that one atomic addition is a
 * draw (G. L. Steele, D. Lea, C. H. Flood, "Fast splittable pseudorandom number generators", 2014). From any thread.
 *
 * <p>There are a few states, each in cache lines of its own and 2⁶⁰ draws behind the one before, and threads use that
 * of their number: workers seldom meet, and where they do none gets what another one got. Who needs two numbers takes
 * one {@link #ticket} for both; the {@link #second} is that of the ticket half a period, 2⁶³ draws, further on.
 */
final class SharedRandom {
    private static final long STEP = 0x9E37_79B9_7F4A_7C15L;
    private static final long FIRST_MIX = 0xBF58_476D_1CE4_E5B9L;
    private static final long SECOND_MIX = 0x94D0_49BB_1331_11EBL;

    private static final int STATES = 8;
    private static final int DISTANCE_BITS = 60;
    /** Two cache lines, as processors fetch them in pairs. */
    private static final int PITCH_BITS = 4;

    private final AtomicLongArray states = new AtomicLongArray((STATES + 1) << PITCH_BITS);

    /**
     * A sequence.
     *
     * @param seed the same numbers follow from the same, in the same thread.
     */
    SharedRandom(final long seed) {
        for (int state = 0; state < STATES; state++) {
            states.set(place(state), seed + ((long) state << DISTANCE_BITS) * STEP);
        }
    }

    /** Takes the next ticket, for one number or two. */
    long ticket() {
        return states.addAndGet(place((int) Thread.currentThread().threadId() & (STATES - 1)), STEP);
    }

    /** The number of a ticket: any 64 bits. */
    static long first(final long ticket) {
        return mix(ticket);
    }

    /** Another number of a ticket. */
    static long second(final long ticket) {
        return mix(ticket ^ Long.MIN_VALUE);
    }

    private static int place(final int state) {
        return (state + 1) << PITCH_BITS;
    }

    private static long mix(final long state) {
        long bits = state;
        bits = (bits ^ (bits >>> 30)) * FIRST_MIX;
        bits = (bits ^ (bits >>> 27)) * SECOND_MIX;
        return bits ^ (bits >>> 31);
    }
}
