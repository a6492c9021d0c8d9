/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.plot;

import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/**
 * Curves of percentiles, one for each load. To the right are the rare ones, each step ten times rarer; upwards the long
 * ones, each step ten times longer.
 */
final class LatencyPlot {
    private static final List<String> COLOURS = List.of("#5aa05a", "#1f5fa8", "#b03a3a", "#7a5aa0");
    private static final List<String> RARE =
        List.of("0 %", "90 %", "99 %", "99.9 %", "99.99 %", "99.999 %", "99.9999 %");
    private static final List<String> LONG = List.of("0.1 us", "1 us", "10 us", "100 us", "1 ms", "10 ms", "100 ms");
    private static final String GRID = "#d8d8d8";
    private static final int LEFT = 70;
    private static final int TOP = 30;
    private static final int STEP_RIGHT = 90;
    private static final int STEP_UP = 55;
    private static final int RIGHT = 130;
    private static final int BELOW = 40;
    private static final int LINE = 18;
    private static final double LEAST_US = 0.1;
    private static final double PERCENT = 100;

    private LatencyPlot() {
    }

    /** The loads of results, of which there must be one. */
    static String draw(final JsonNode loads) {
        final int wide = (RARE.size() - 1) * STEP_RIGHT;
        final int high = (LONG.size() - 1) * STEP_UP;
        final Svg svg = new Svg(LEFT + wide + RIGHT, TOP + high + BELOW);
        for (int i = 0; i < RARE.size(); i++) {
            svg.line(LEFT + i * STEP_RIGHT, TOP, LEFT + i * STEP_RIGHT, TOP + high, GRID);
            svg.text(LEFT + i * STEP_RIGHT, TOP + high + LINE, "middle", RARE.get(i));
        }
        for (int i = 0; i < LONG.size(); i++) {
            final int y = TOP + high - i * STEP_UP;
            svg.line(LEFT, y, LEFT + wide, y, GRID);
            svg.text(LEFT - LINE / 2.0, y + LINE / 4.0, "end", LONG.get(i));
        }
        svg.text(LEFT, TOP - LINE / 2.0, "start", "time of a burst inside the director, by how many take no longer");
        int number = 0;
        for (final JsonNode load : loads) {
            final String colour = COLOURS.get(number % COLOURS.size());
            svg.path(points(load.path("curve"), wide, high), colour);
            final double y = TOP + LINE * (number + 1.0);
            svg.line(LEFT + wide + LINE / 2.0, y, LEFT + wide + LINE * 2.0, y, colour);
            svg.text(LEFT + wide + LINE * 2.5, y + LINE / 4.0, "start",
                load.path("percent").asInt() + " % load");
            number++;
        }
        return svg.toString();
    }

    private static String points(final JsonNode curve, final int wide, final int high) {
        final StringBuilder points = new StringBuilder();
        for (final JsonNode point : curve) {
            points.append(String.format(Locale.ROOT, "%.1f,%.1f ", x(point.path("percentile").asDouble(), wide),
                y(point.path("us").asDouble(), high)));
        }
        return points.toString().strip();
    }

    /** The last point is that of 100 %, which is infinitely rare: it stands at the edge. */
    static double x(final double percentile, final int wide) {
        final double rest = 1 - percentile / PERCENT;
        return LEFT + (rest <= 0 ? wide : Math.min(wide, -Math.log10(rest) * STEP_RIGHT));
    }

    static double y(final double us, final int high) {
        return TOP + high - Math.clamp(Math.log10(Math.max(us, LEAST_US) / LEAST_US) * STEP_UP, 0, high);
    }
}
