/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.keepalived;

import java.util.List;

/**
 * A line of a keepalived.conf, with the block that it begins.
 *
 * @param place where it stands, {@code file:line}.
 * @param words at least one, without quotes.
 * @param block the statements in its braces; empty if it has none.
 */
record Statement(String place, List<String> words, List<Statement> block) {
    Statement {
        words = List.copyOf(words);
        block = List.copyOf(block);
    }

    /** Its first word. */
    String name() {
        return words.getFirst();
    }

    /** One of the words behind its name, or an empty text. */
    String argument(final int index) {
        return index + 1 < words.size() ? words.get(index + 1) : "";
    }

    /** Everything behind its name as it was written, but for quotes and blanks. */
    String arguments() {
        return String.join(" ", words.subList(1, words.size()));
    }
}
