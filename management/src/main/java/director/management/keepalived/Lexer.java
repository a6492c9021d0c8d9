/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.keepalived;

import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a line into words. A word ends at a blank; one in double quotes ends with them and may contain what else would
 * end it; a backslash takes away the meaning of what follows. A brace outside of quotes is a word. What follows an
 * exclamation mark or a hash is a comment.
 */
final class Lexer {
    static final String OPEN = "{";
    static final String CLOSE = "}";

    private final String place;
    private final String line;
    private final List<String> words = new ArrayList<>();
    /** Whether each of them was written in quotes, so that it cannot be a brace. */
    private final List<Boolean> quoted = new ArrayList<>();
    private int at;

    Lexer(final String place, final String line) {
        this.place = place;
        this.line = line;
        while (at < line.length() && !isComment()) {
            next();
        }
    }

    int size() {
        return words.size();
    }

    String word(final int index) {
        return words.get(index);
    }

    boolean is(final int index, final String brace) {
        return !quoted.get(index) && words.get(index).equals(brace);
    }

    private boolean isComment() {
        return line.charAt(at) == '!' || line.charAt(at) == '#';
    }

    private void next() {
        final char first = line.charAt(at);
        if (Character.isWhitespace(first)) {
            at++;
        } else if (first == '"') {
            at++;
            add(inQuotes(), true);
        } else if (first == '{' || first == '}') {
            at++;
            add(String.valueOf(first), false);
        } else {
            add(plain(), false);
        }
    }

    private void add(final String word, final boolean inQuotes) {
        words.add(word);
        quoted.add(inQuotes);
    }

    private String inQuotes() {
        final StringBuilder word = new StringBuilder();
        while (at < line.length() && line.charAt(at) != '"') {
            word.append(character());
        }
        if (at == line.length()) {
            throw new KeepalivedException(place + ": a text in quotes does not end: add \"", null);
        }
        at++;
        return word.toString();
    }

    private String plain() {
        final StringBuilder word = new StringBuilder();
        while (at < line.length() && !Character.isWhitespace(line.charAt(at)) && !isComment()
            && "{}\"".indexOf(line.charAt(at)) < 0) {
            word.append(character());
        }
        return word.toString();
    }

    private char character() {
        if (line.charAt(at) == '\\' && at + 1 < line.length()) {
            at++;
        }
        return line.charAt(at++);
    }
}
