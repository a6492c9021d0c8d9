/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.workers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import director.bench.rig.Measurement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TurnTest {
    private static final double EXACT = 1e-9;
    private static final long SECOND_NS = 1_000_000_000;

    private static Measurement measured(final double mpps, final long cpuNs) {
        return new Measurement(Math.round(mpps * cpuNs / 1_000), SECOND_NS, cpuNs, 0, Map.of());
    }

    /** Whoever had the processor for half of the time only is judged by that half. */
    @Test
    void shouldCompareRatesOfProcessorTime() {
        final Turn turn = new Turn(List.of(measured(18, SECOND_NS), measured(20, SECOND_NS / 2)),
            List.of(measured(19, SECOND_NS), measured(21, SECOND_NS / 4)));
        assertThat(turn.togetherMpps()).isEqualTo(38, within(EXACT));
        assertThat(turn.aloneMpps()).isEqualTo(20, within(EXACT));
        assertThat(turn.ratio()).isEqualTo(1.9, within(EXACT));
    }
}
