/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.compare;

import tools.jackson.databind.JsonNode;

/**
 * A figure of a case and how far its rounds lay apart.
 *
 * @param median what counts.
 * @param least  of the rounds.
 * @param most   of the rounds.
 */
record Spread(double median, double least, double most) {
    /** As results have it; one that was written without its rounds has no spread. */
    static Spread of(final JsonNode result, final String figure) {
        final double median = result.path(figure).asDouble(0);
        return new Spread(median, result.path("min").path(figure).asDouble(median),
            result.path("max").path(figure).asDouble(median));
    }

    /** From the least to the most, as a part of the median. */
    double width() {
        return median == 0 ? 0 : (most - least) / median;
    }
}
