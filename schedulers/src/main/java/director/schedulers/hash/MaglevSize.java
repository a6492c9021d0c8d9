/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.schedulers.hash;

import director.schedulers.ServiceContext;

/**
 * The size of a Maglev table: one of the primes below the powers of two that Linux can be built with
 * ({@code CONFIG_IP_VS_MH_TAB_INDEX}).
 *
 * @param slots     how many slots.
 * @param turnBits  a real server fills at most 2<sup>turnBits</sup> - 1 slots in a turn.
 */
record MaglevSize(int slots, int turnBits) {
    /** The size unless set: 4,093 slots. */
    static final int DEFAULT_INDEX = 12;

    private static final int LEAST_INDEX = 8;
    private static final int[] PRIMES = {251, 509, 1_021, 2_039, 4_093, 8_191, 16_381, 32_749, 65_521, 131_071};

    static MaglevSize of(final ServiceContext service) {
        return of(service.settings().value("mh_tab_index", DEFAULT_INDEX));
    }

    /**
     * A size.
     *
     * @param index 8 for 251 slots to 17 for 131,071.
     */
    static MaglevSize of(final int index) {
        if (index < LEAST_INDEX || index - LEAST_INDEX >= PRIMES.length) {
            throw new IllegalArgumentException("mh_tab_index=" + index + " is not in " + LEAST_INDEX + ".."
                + (LEAST_INDEX + PRIMES.length - 1));
        }
        return new MaglevSize(PRIMES[index - LEAST_INDEX], index / 2);
    }
}
