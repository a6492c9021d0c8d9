/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.plot;

import java.util.Locale;

/** A drawing in SVG: a width, a height, and shapes one over the other. From one thread. */
final class Svg {
    private static final String TEXT = "font-family=\"sans-serif\" font-size=\"12\"";

    private final StringBuilder shapes = new StringBuilder();
    private final int width;
    private final int height;

    /** An empty drawing on white, in pixels. */
    Svg(final int width, final int height) {
        this.width = width;
        this.height = height;
    }

    /** A filled rectangle. */
    void bar(final double x, final double y, final double wide, final double high, final String colour) {
        add(String.format(Locale.ROOT, "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"%s\"/>",
            x, y, wide, high, colour));
    }

    void line(final double x1, final double y1, final double x2, final double y2, final String colour) {
        add(String.format(Locale.ROOT, "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\"/>",
            x1, y1, x2, y2, colour));
    }

    /** Lines from point to point; points are {@code x,y}, with blanks between them. */
    void path(final String points, final String colour) {
        add("<polyline points=\"" + points + "\" fill=\"none\" stroke=\"" + colour + "\" stroke-width=\"2\"/>");
    }

    /** Words that begin, end or have their middle at a place, as {@code anchor} says in SVG's words. */
    void text(final double x, final double y, final String anchor, final String words) {
        add(String.format(Locale.ROOT, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" " + TEXT + ">%s</text>",
            x, y, anchor, escaped(words)));
    }

    private void add(final String shape) {
        shapes.append(shape).append('\n');
    }

    private static String escaped(final String words) {
        return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" "
            + "viewBox=\"0 0 %d %d\">\n<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>\n%s</svg>\n",
            width, height, width, height, shapes);
    }
}
