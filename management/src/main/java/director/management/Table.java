/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Rows of text in columns that are as wide as what stands in them. Figures stand to the right. */
final class Table {
    private static final String GAP = "  ";

    private final Style style;
    private final String[] headings;
    private final boolean[] figures;
    private final List<Cell[]> rows = new ArrayList<>();
    private final int[] widths;
    private boolean begun;

    /** Columns; a heading that begins with a greater-than sign is one of figures. */
    Table(final Style style, final String... headings) {
        this.style = style;
        this.headings = new String[headings.length];
        this.figures = new boolean[headings.length];
        this.widths = new int[headings.length];
        for (int i = 0; i < headings.length; i++) {
            figures[i] = headings[i].startsWith(">");
            this.headings[i] = figures[i] ? headings[i].substring(1) : headings[i];
            widths[i] = this.headings[i].length();
        }
    }

    /** A text and how it looks on a terminal, which takes the same room. */
    record Cell(String text, String shown) {
        static Cell of(final String text) {
            return new Cell(text, text);
        }
    }

    void row(final String... texts) {
        row(Arrays.stream(texts).map(Cell::of).toArray(Cell[]::new));
    }

    void row(final Cell... cells) {
        rows.add(cells);
        for (int i = 0; i < cells.length; i++) {
            widths[i] = Math.max(widths[i], cells[i].text().length());
        }
    }

    int size() {
        return rows.size();
    }

    /** Prints the rows that were added since the last time, the first time after the headings. */
    void print(final PrintWriter out) {
        if (!begun) {
            begun = true;
            print(out, Arrays.stream(headings).map(text -> new Cell(text, style.heading(text))).toArray(Cell[]::new));
        }
        rows.forEach(row -> print(out, row));
        rows.clear();
        out.flush();
    }

    private void print(final PrintWriter out, final Cell[] row) {
        final StringBuilder line = new StringBuilder();
        int owed = 0;
        for (int i = 0; i < row.length; i++) {
            final int blanks = widths[i] - row[i].text().length();
            final int before = figures[i] ? blanks : 0;
            if (!row[i].text().isEmpty()) {
                line.repeat(' ', owed + before).append(row[i].shown());
                owed = blanks - before + GAP.length();
            } else {
                owed += blanks + GAP.length();
            }
        }
        out.println(line);
    }
}
