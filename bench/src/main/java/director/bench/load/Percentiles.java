/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;

/**
 * How times are distributed, in microseconds, to three digits.
 *
 * @param count   how many times there are.
 * @param p50Us   what half of them do not exceed.
 * @param p99Us   what 99 % do not exceed.
 * @param p999Us  what 99.9 % do not exceed.
 * @param p9999Us what 99.99 % do not exceed.
 * @param maxUs   the longest.
 * @param curve   more of them, for a drawing.
 */
public record Percentiles(
    long count, double p50Us, double p99Us, double p999Us, double p9999Us, double maxUs, List<Point> curve) {
    private static final double NS_PER_US = 1_000;
    private static final int TICKS_PER_HALF = 2;

    /** Keeps a copy of the list. */
    public Percentiles {
        curve = List.copyOf(curve);
    }

    /**
     * A point of the curve.
     *
     * @param percentile 0 to 100.
     * @param us         what so many per cent do not exceed.
     */
    public record Point(double percentile, double us) {
    }

    /**
     * What a histogram holds.
     *
     * @param histogram of nanoseconds.
     * @return the same in microseconds.
     */
    public static Percentiles of(final Histogram histogram) {
        final List<Point> curve = new ArrayList<>();
        for (final HistogramIterationValue value : histogram.percentiles(TICKS_PER_HALF)) {
            curve.add(new Point(value.getPercentileLevelIteratedTo(), value.getValueIteratedTo() / NS_PER_US));
        }
        return new Percentiles(histogram.getTotalCount(), us(histogram, 50), us(histogram, 99), us(histogram, 99.9),
            us(histogram, 99.99), histogram.getMaxValue() / NS_PER_US, curve);
    }

    private static double us(final Histogram histogram, final double percentile) {
        return histogram.getValueAtPercentile(percentile) / NS_PER_US;
    }

    /**
     * The figures as cells of a table.
     *
     * @return median, 99 %, 99.9 %, 99.99 % and the longest.
     */
    public String cells() {
        return String.format(
            Locale.ROOT, "%.1f | %.1f | %.1f | %.1f | %.1f", p50Us, p99Us, p999Us, p9999Us, maxUs);
    }
}
