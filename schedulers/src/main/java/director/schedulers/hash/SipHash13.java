/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.schedulers.hash;

/**
 * SipHash with one round for each word and three at the end (J.-P. Aumasson, D. J. Bernstein: SipHash, a fast
 * short-input PRF, 2012), of which the lower 32 bits count: what {@code hsiphash} is on 64-bit Linux
 * (Documentation/security/siphash.rst).
 */
final class SipHash13 {
    private static final long V0 = 0x736F_6D65_7073_6575L;
    private static final long V1 = 0x646F_7261_6E64_6F6DL;
    private static final long V2 = 0x6C79_6765_6E65_7261L;
    private static final long V3 = 0x7465_6462_7974_6573L;
    private static final int LENGTH_SHIFT = 56;
    private static final int FINAL = 0xFF;
    private static final int FINAL_ROUNDS = 3;

    private SipHash13() {
    }

    /**
     * The hash of four bytes.
     *
     * @param value the bytes, little endian.
     * @param key   both halves of the key.
     * @return the lower half of the hash.
     */
    static int hash(final int value, final long key) {
        return (int) hash(Integer.toUnsignedLong(value) | (long) Integer.BYTES << LENGTH_SHIFT, key, key);
    }

    /** The hash of a message of up to seven bytes, in a word whose highest byte is its length. */
    private static long hash(final long word, final long key0, final long key1) {
        long v0 = key0 ^ V0;
        long v1 = key1 ^ V1;
        long v2 = key0 ^ V2;
        long v3 = key1 ^ V3 ^ word;
        for (int round = 0; round <= FINAL_ROUNDS; round++) {
            v0 += v1;
            v1 = Long.rotateLeft(v1, 13) ^ v0;
            v0 = Long.rotateLeft(v0, 32);
            v2 += v3;
            v3 = Long.rotateLeft(v3, 16) ^ v2;
            v0 += v3;
            v3 = Long.rotateLeft(v3, 21) ^ v0;
            v2 += v1;
            v1 = Long.rotateLeft(v1, 17) ^ v2;
            v2 = Long.rotateLeft(v2, 32);
            if (round == 0) {
                v0 ^= word;
                v2 ^= FINAL;
            }
        }
        return v0 ^ v1 ^ v2 ^ v3;
    }
}
