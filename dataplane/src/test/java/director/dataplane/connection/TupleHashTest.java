/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Hashes of IPv4 tuples: what the fast path takes for granted, and that the index gets no crowds. */
class TupleHashTest {
    private static final int COUNT = 1_000_000;
    private static final int TCP = 6;
    private static final int UDP = 17;
    /** Upper bits that name a line of the index; fifteen hashes are expected of each. */
    private static final int LINE_BITS = 16;
    private static final int MOST_OF_ONE_LINE = 64;

    /** Clients in the order of their addresses and ports, or anywhere. */
    private static long[] clients(final boolean ordered) {
        final SplittableRandom random = new SplittableRandom(9);
        return (ordered ? LongStream.range(0, COUNT)
            .map(i -> (0xC612_0000L + (i >>> 4)) | ((1_024 + (i & 15)) << Integer.SIZE))
            : random.longs().map(word -> word & 0xFFFF_FFFF_FFFFL).distinct().limit(COUNT)).toArray();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldTellAllClientsOfAServiceApart(final boolean ordered) {
        final TupleHash hash = new TupleHash(1);
        assertSpread(Arrays.stream(clients(ordered)).map(client -> hash.ipv4(
            (client & 0xFFFF_FFFFL) | (0x0A00_0064L << Integer.SIZE),
            ((int) (client >>> Integer.SIZE) & 0xFFFF) | (80 << Short.SIZE), TCP)).toArray());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldTellAllClientsOfARealServerApartThatItRepliesTo(final boolean ordered) {
        final TupleHash hash = new TupleHash(2);
        assertSpread(Arrays.stream(clients(ordered)).map(client -> hash.ipv4(
            0x0A09_0001L | ((client & 0xFFFF_FFFFL) << Integer.SIZE),
            8_080 | ((int) (client >>> Integer.SIZE) << Short.SIZE), UDP)).toArray());
    }

    private static void assertSpread(final long[] hashes) {
        assertThat(Arrays.stream(hashes).distinct().count()).isEqualTo(COUNT);
        final int[] lines = new int[1 << LINE_BITS];
        for (final long hash : hashes) {
            lines[(int) (hash >>> (Long.SIZE - LINE_BITS))]++;
        }
        assertThat(Arrays.stream(lines).max().orElse(0)).isLessThan(MOST_OF_ONE_LINE);
    }
}
