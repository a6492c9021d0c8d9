/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.ipvsadm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ColumnTest {
    /** Observed by running ipvsadm 1.31 on made-up counters. */
    @ParameterizedTest
    @CsvSource(ignoreLeadingAndTrailingWhitespace = false, value = {
        "99999999, 99999999, 99999999", "100000000,  100000K, 100000000", "999999999,  999999K, 999999999",
        "1000000000,    1000M, 1000000000", "99999999999,   99999M, 99999999999",
        "100000000000,     100G, 100000000000", "99999999999999,   99999G, 99999999999999",
        "100000000000000,     100T, 100000000000000", "100000000000000000,  100000T, 100000000000000000",
    })
    void shouldCutLargeCountersToUnitsUnlessTheyAreWantedExactly(final long number, final String cut,
            final String exact) {
        assertThat(figure(number, false)).isEqualTo(cut);
        assertThat(figure(number, true)).isEqualTo(exact);
    }

    private static String figure(final long number, final boolean exact) {
        final StringBuilder out = new StringBuilder();
        Column.figure(out, number, exact);
        return out.toString();
    }
}
