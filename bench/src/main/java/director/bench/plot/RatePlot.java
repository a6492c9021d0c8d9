/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.plot;

import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/** Bars of the rate of each case, with those of testpmd below. */
final class RatePlot {
    private static final List<String> FIGURES = List.of("mpps", "macswapMpps", "csumMpps");
    private static final List<String> LABELS = List.of("director", "macswap", "csum");
    private static final List<String> COLOURS = List.of("#1f5fa8", "#b8b8b8", "#dd9a3c");
    private static final String AXIS = "#606060";
    private static final int LEFT = 380;
    private static final int BARS = 460;
    private static final int RIGHT = 70;
    private static final int TOP = 40;
    private static final int THICK = 12;
    private static final int GAP = 10;
    private static final int LEGEND = 110;

    private RatePlot() {
    }

    /** The cases of results, of which there must be one. */
    static String draw(final JsonNode cases) {
        final int each = FIGURES.size() * THICK + GAP;
        final Svg svg = new Svg(LEFT + BARS + RIGHT, TOP + cases.size() * each + GAP);
        double most = 0;
        for (final JsonNode result : cases) {
            for (final String figure : FIGURES) {
                most = Math.max(most, result.path(figure).asDouble(0));
            }
        }
        svg.text(GAP, TOP / 2.0, "start", "million packets a second, one core");
        for (int i = 0; i < LABELS.size(); i++) {
            svg.bar(LEFT + i * LEGEND, TOP / 2.0 - THICK + 2, THICK, THICK, COLOURS.get(i));
            svg.text(LEFT + i * LEGEND + THICK + GAP / 2.0, TOP / 2.0, "start", LABELS.get(i));
        }
        int y = TOP;
        for (final JsonNode result : cases) {
            svg.text(LEFT - GAP, y + each / 2.0, "end", name(result));
            for (int i = 0; i < FIGURES.size(); i++) {
                final double value = result.path(FIGURES.get(i)).asDouble(0);
                final double length = most == 0 ? 0 : value / most * BARS;
                svg.bar(LEFT, y + i * THICK, length, THICK - 1, COLOURS.get(i));
                svg.text(LEFT + length + GAP / 2.0, y + (i + 1) * THICK - 2, "start",
                    String.format(Locale.ROOT, "%.1f", value));
            }
            y += each;
        }
        svg.line(LEFT, TOP - GAP / 2.0, LEFT, y, AXIS);
        return svg.toString();
    }

    private static String name(final JsonNode result) {
        final int services = result.path("services").asInt(1);
        return String.format(Locale.ROOT, "%s IPv%d %s %s, %,d flows%s", result.path("forwarding").asString("?"),
            result.path("ip").asInt(), result.path("protocol").asString("?"), result.path("pattern").asString("?"),
            result.path("flows").asInt(), services == 1 ? "" : String.format(Locale.ROOT, ", %,d services", services));
    }
}
