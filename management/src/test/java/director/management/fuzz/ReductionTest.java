/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import director.dataplane.replay.Side;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReductionTest {
    private final List<Arrival> arrivals =
        IntStream.range(0, 1_000).mapToObj(i -> new Arrival(Side.CLIENT, List.of(new byte[] {(byte) i}), i)).toList();

    @Test
    void shouldKeepTheArrivalsThatAreNeededInTheirOrder() {
        final List<Arrival> needed = List.of(arrivals.get(17), arrivals.get(400), arrivals.get(901));
        assertThat(new Reduction(some -> some.containsAll(needed)).reduce(arrivals)).isEqualTo(needed);
    }

    @Test
    void shouldFindOneThatIsEnough() {
        assertThat(new Reduction(some -> some.contains(arrivals.get(999))).reduce(arrivals))
            .containsExactly(arrivals.get(999));
    }

    @Test
    void shouldKeepAllWhereNothingGoesWrongAgain() {
        assertThat(new Reduction(some -> false).reduce(arrivals)).isEqualTo(arrivals);
    }

    @Test
    void shouldShowSeedAndFrames() {
        assertThat(new FuzzException(5, arrivals.subList(2, 4), new IllegalStateException("reason")))
            .hasMessageContainingAll("reason", "seed 5, 2 frames:", "\n  after 2 ms client 02\n  after 3 ms client 03");
    }
}
