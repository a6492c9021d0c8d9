/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.forward;

/**
 * Identifications of packets that the director makes: they repeat late and cannot be guessed from outside (RFC 6864,
 * RFC 7739). From the worker's thread.
 */
public final class Identifications {
    private static final long MULTIPLIER = 0x5851_F42D_4C95_7F2DL;
    private static final long INCREMENT = 0x1405_7B7E_F767_814FL;

    private long state;

    /**
     * A sequence of its own.
     *
     * @param seed where it begins: a secret.
     */
    public Identifications(final long seed) {
        state = seed;
    }

    /**
     * The next one.
     *
     * @return 32 bits for IPv6; the lower 16 for IPv4.
     */
    public int next() {
        state = state * MULTIPLIER + INCREMENT;
        return (int) (state >>> Integer.SIZE);
    }
}
