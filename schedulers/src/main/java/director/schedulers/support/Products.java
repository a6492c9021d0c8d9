/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.schedulers.support;

/** Compares quotients by multiplying crosswise, exactly whatever the numbers: products have 128 bits. */
public final class Products {
    private Products() {
    }

    /**
     * Whether a · b &gt; c · d.
     *
     * @param a a factor, 0 or more; the others likewise.
     * @param b of the first product.
     * @param c of the second product.
     * @param d of the second product.
     * @return false if they are equal.
     */
    public static boolean isGreater(final long a, final long b, final long c, final long d) {
        if ((a | b | c | d) >>> (Integer.SIZE - 1) == 0) {
            // As good as always, and cheaper.
            return a * b > c * d;
        }
        final long upper = Math.multiplyHigh(a, b);
        final long other = Math.multiplyHigh(c, d);
        return upper != other ? upper > other : Long.compareUnsigned(a * b, c * d) > 0;
    }
}
