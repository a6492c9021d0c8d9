/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

/**
 * Identifications of packets that the director makes: they repeat late and cannot be guessed from outside (RFC 6864,
 * RFC 7739). From the worker's thread.
 */
final class Identifications {
    private static final long MULTIPLIER = 0x5851_F42D_4C95_7F2DL;
    private static final long INCREMENT = 0x1405_7B7E_F767_814FL;

    private long state;

    Identifications(final long seed) {
        state = seed;
    }

    /** 32 bits for IPv6; the lower 16 for IPv4. */
    int next() {
        state = state * MULTIPLIER + INCREMENT;
        return (int) (state >>> Integer.SIZE);
    }
}
