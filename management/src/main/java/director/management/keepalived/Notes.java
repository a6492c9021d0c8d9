/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.keepalived;

import java.util.ArrayList;
import java.util.List;

/** What an import leaves out or changes, a line each. For one import. */
final class Notes {
    private final List<String> lines = new ArrayList<>();

    /** A statement that is left out. */
    void leftOut(final Statement statement, final String why) {
        lines.add(statement.place() + ": " + statement.name() + " is left out: " + why);
    }

    /** A statement of which nothing is known. */
    void unknown(final Statement statement) {
        lines.add(statement.place() + ": " + String.join(" ", statement.words()) + ": is not understood, and left out");
    }

    /** Something else about a statement. */
    void add(final Statement statement, final String words) {
        lines.add(statement.place() + ": " + words);
    }

    List<String> lines() {
        return lines;
    }
}
