/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.schedulers.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ProductsTest {
    @Test
    void shouldCompareProductsExactlyWhateverTheFactors() {
        final SplittableRandom random = new SplittableRandom(1);
        for (int round = 0; round < 200_000; round++) {
            final long a = factor(random);
            final long b = factor(random);
            final long c = round % 3 == 0 ? b : factor(random);
            final long d = round % 3 == 0 ? a + round % 2 : factor(random);
            assertThat(Products.isGreater(a, b, c, d)).as("%d * %d > %d * %d", a, b, c, d).isEqualTo(
                BigInteger.valueOf(a).multiply(BigInteger.valueOf(b))
                    .compareTo(BigInteger.valueOf(c).multiply(BigInteger.valueOf(d))) > 0);
        }
    }

    private static long factor(final SplittableRandom random) {
        return random.nextLong() >>> (2 + random.nextInt(62));
    }
}
