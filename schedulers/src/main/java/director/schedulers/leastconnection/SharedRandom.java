/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.schedulers.leastconnection;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Random numbers for all workers: wyrand, whose state goes forward by a constant, so that one atomic addition is a
 * draw, and whose numbers are one long product of it (Wang Yi et al., "Modern non-cryptographic hash function and
 * pseudorandom number generator", 2019). From any thread.
 *
 * <p>There are a few states, each in cache lines of its own and 2⁶⁰ draws behind the one before, and threads use that
 * of their number: workers seldom meet, and where they do none gets what another one got. Who needs two numbers takes
 * one {@link #ticket} for both.
 */
final class SharedRandom {
    private static final long STEP = 0xA076_1D64_78BD_642FL;
    private static final long FIRST = 0xE703_7ED1_A0B4_28DBL;
    private static final long SECOND = 0x8EBC_6AF0_9C88_C6E3L;

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
        return fold(ticket, ticket ^ FIRST);
    }

    /** Another number of a ticket. */
    static long second(final long ticket) {
        return fold(ticket, ticket ^ SECOND);
    }

    private static int place(final int state) {
        return (state + 1) << PITCH_BITS;
    }

    private static long fold(final long one, final long other) {
        return Math.unsignedMultiplyHigh(one, other) ^ (one * other);
    }
}
