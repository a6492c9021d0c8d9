/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.schedulers.leastconnection;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Random numbers that all workers draw from one sequence: SplitMix64, whose state goes forward by a constant, so that
 * one atomic addition is a draw (G. L. Steele, D. Lea, C. H. Flood, "Fast splittable pseudorandom number generators",
 * 2014). From any thread.
 */
final class SharedRandom {
    private static final long STEP = 0x9E37_79B9_7F4A_7C15L;
    private static final long FIRST_MIX = 0xBF58_476D_1CE4_E5B9L;
    private static final long SECOND_MIX = 0x94D0_49BB_1331_11EBL;

    private final AtomicLong state;

    /**
     * A sequence.
     *
     * @param seed the same numbers follow from the same.
     */
    SharedRandom(final long seed) {
        state = new AtomicLong(seed);
    }

    /**
     * Draws.
     *
     * @return any 64 bits.
     */
    long next() {
        long bits = state.addAndGet(STEP);
        bits = (bits ^ (bits >>> 30)) * FIRST_MIX;
        bits = (bits ^ (bits >>> 27)) * SECOND_MIX;
        return bits ^ (bits >>> 31);
    }
}
