/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management;

/** How words look on a terminal that shows colours; elsewhere they stay plain. */
enum Style {
    /** No colours: not a terminal, or NO_COLOR is set. */
    PLAIN,
    /** With the escape sequences of ECMA-48. */
    COLOURED;

    private static final String RESET = "\u001b[0m";
    private static final String BOLD = "\u001b[1m";
    private static final String RED = "\u001b[31m";
    private static final String GREEN = "\u001b[32m";
    private static final String YELLOW = "\u001b[33m";

    static Style of(final boolean coloured) {
        return coloured ? COLOURED : PLAIN;
    }

    String heading(final String text) {
        return paint(BOLD, text);
    }

    /** Something that asks for attention. */
    String bad(final String text) {
        return paint(RED, text);
    }

    /** Something that somebody probably wanted so. */
    String notable(final String text) {
        return paint(YELLOW, text);
    }

    String good(final String text) {
        return paint(GREEN, text);
    }

    private String paint(final String colour, final String text) {
        return this == PLAIN || text.isEmpty() ? text : colour + text + RESET;
    }
}
