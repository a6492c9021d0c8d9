/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.ipvsadm;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Splits arguments into words with their values, as popt(3) does: letters may be joined ({@code -Ln}), a value may
 * follow its letter at once, after {@code =} or as the next argument, and {@code --} ends the options.
 */
final class WordReader {
    private final List<String> arguments;
    private final List<String> leftOver = new ArrayList<>();
    private int next;
    private String joined = "";
    private String current = "";
    private @Nullable String value;

    WordReader(final List<String> arguments) {
        this.arguments = arguments;
    }

    /**
     * The next word.
     *
     * @return null at the end.
     * @throws UsageException if it is unknown, or its value is missing or too much.
     */
    @Nullable Word read() throws UsageException {
        value = null;
        while (joined.isEmpty()) {
            if (next >= arguments.size()) {
                return null;
            }
            current = arguments.get(next++);
            if ("--".equals(current)) {
                leftOver.addAll(arguments.subList(next, arguments.size()));
                next = arguments.size();
            } else if (current.startsWith("--")) {
                return readName();
            } else if (current.length() > 1 && current.charAt(0) == '-') {
                joined = current.substring(1);
            } else {
                leftOver.add(current);
            }
        }
        return readLetter();
    }

    private Word readLetter() throws UsageException {
        final Word word = Word.ofLetter(joined.charAt(0));
        joined = joined.substring(1);
        if (word == null) {
            throw UsageException.unreadable(current, "unknown option");
        }
        final boolean equals = joined.startsWith("=");
        if (word.takes() == Word.Takes.NOTHING) {
            refuseValue(equals);
        } else if (joined.isEmpty()) {
            value = nextArgument(word);
        } else {
            value = equals ? joined.substring(1) : joined;
            joined = "";
        }
        return word;
    }

    private Word readName() throws UsageException {
        final int equals = current.indexOf('=');
        final Word word = Word.ofName(current.substring(2, equals < 0 ? current.length() : equals));
        if (word == null) {
            throw UsageException.unreadable(current, "unknown option");
        }
        if (word.takes() == Word.Takes.NOTHING) {
            refuseValue(equals >= 0);
        } else {
            value = equals < 0 ? nextArgument(word) : current.substring(equals + 1);
        }
        return word;
    }

    private void refuseValue(final boolean given) throws UsageException {
        if (given) {
            throw UsageException.unreadable(current, "option does not take an argument");
        }
    }

    private @Nullable String nextArgument(final Word word) throws UsageException {
        final boolean last = next >= arguments.size();
        if (word.takes() == Word.Takes.PERHAPS && (last || arguments.get(next).startsWith("-"))) {
            return null;
        }
        if (last) {
            throw UsageException.unreadable(current, "missing argument");
        }
        return arguments.get(next++);
    }

    /**
     * The argument that the last word was in.
     *
     * @return the argument.
     */
    String current() {
        return current;
    }

    /**
     * The last word's value.
     *
     * @return null if it has none.
     */
    @Nullable String value() {
        return value;
    }

    /**
     * What is neither a word nor a value.
     *
     * @return complete once all words are read.
     */
    List<String> leftOver() {
        return leftOver;
    }
}
