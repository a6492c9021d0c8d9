/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.schedulers.hash;

/** How Linux makes numbers of addresses. */
final class AddressHash {
    /** 2³² ÷ the square of the golden ratio, a prime: {@code GOLDEN_RATIO_32} of Linux. */
    private static final int MULTIPLIER = 0x61C8_8647;

    private AddressHash() {
    }

    /**
     * Folds an address into 32 bits: an IPv4 address is its own value, the words of an IPv6 address are combined by
     * exclusive or.
     *
     * @param high the upper half, host order; 0 for IPv4.
     * @param low  the lower half, host order.
     * @return the folded address.
     */
    static int fold(final long high, final long low) {
        final long both = high ^ low;
        return (int) (both >>> Integer.SIZE) ^ (int) both;
    }

    /**
     * Multiplicative hashing: the upper bits of a product.
     *
     * @param value any.
     * @param bits  1 to 31.
     * @return 0 to 2<sup>bits</sup> - 1.
     */
    static int multiplicative(final int value, final int bits) {
        return (value * MULTIPLIER) >>> (Integer.SIZE - bits);
    }
}
