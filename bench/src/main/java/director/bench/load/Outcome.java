/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.load;

import java.util.Arrays;
import java.util.List;

/**
 * What came of a {@link Load}.
 *
 * @param perSecond packets that came each second.
 * @param packets   that were transmitted.
 * @param lost      packets for which there was no descriptor, by the part of the time in which they came.
 * @param bursts    from when the first packet of a burst came until all of it was transmitted.
 */
public record Outcome(double perSecond, long packets, List<Long> lost, Percentiles bursts) {
    /** Keeps a copy of the list. */
    public Outcome {
        lost = List.copyOf(lost);
    }

    Outcome(final double perSecond, final long packets, final long[] lost, final Percentiles bursts) {
        this(perSecond, packets, Arrays.stream(lost).boxed().toList(), bursts);
    }

    /**
     * Packets for which there was no descriptor.
     *
     * @return all of them.
     */
    public long allLost() {
        return lost.stream().mapToLong(Long::longValue).sum();
    }
}
