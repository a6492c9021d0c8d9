/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.keepalived;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;

/** Reads a keepalived.conf and the files that it includes. For one file. */
final class Parser {
    private static final int MAX_DEPTH = 16;

    /** Open blocks, the innermost first, with the statement that began each. */
    private final Deque<Open> open = new ArrayDeque<>();
    private List<Statement> statements = new ArrayList<>();

    private Parser() {
    }

    /**
     * Reads a file.
     *
     * @param file the file.
     * @return its statements and, in their place, those of included files.
     * @throws KeepalivedException if a file cannot be read, or quotes or braces do not match.
     */
    static List<Statement> read(final Path file) {
        final Parser parser = new Parser();
        parser.file(file, 0);
        if (!parser.open.isEmpty()) {
            throw new KeepalivedException(
                parser.open.peek().place + ": the block that begins here does not end: add }", null);
        }
        return parser.statements;
    }

    private void file(final Path file, final int depth) {
        final List<String> lines = lines(file);
        for (int i = 0; i < lines.size(); i++) {
            line(file, file + ":" + (i + 1), lines.get(i), depth);
        }
    }

    private void line(final Path file, final String place, final String line, final int depth) {
        final Lexer lexer = new Lexer(place, line);
        List<String> words = new ArrayList<>();
        for (int i = 0; i < lexer.size(); i++) {
            if (lexer.is(i, Lexer.OPEN)) {
                begin(place, words);
                words = new ArrayList<>();
            } else if (lexer.is(i, Lexer.CLOSE)) {
                statement(place, words);
                words = new ArrayList<>();
                end(place);
            } else {
                words.add(lexer.word(i));
            }
        }
        if (words.size() > 1 && words.getFirst().equals("include")) {
            include(file, place, words.get(1), depth);
        } else {
            statement(place, words);
        }
    }

    private void statement(final String place, final List<String> words) {
        if (!words.isEmpty()) {
            statements.add(new Statement(place, words, List.of()));
        }
    }

    /** A brace on a line of its own belongs to the line before. */
    private void begin(final String place, final List<String> words) {
        final Statement before = words.isEmpty() && !statements.isEmpty() ? statements.removeLast() : null;
        if (words.isEmpty() && before == null) {
            throw new KeepalivedException(place + ": a block begins without a name: write one before {", null);
        }
        open.push(new Open(before == null ? place : before.place(), before == null ? words : before.words(),
            statements));
        statements = new ArrayList<>();
    }

    private void end(final String place) {
        if (open.isEmpty()) {
            throw new KeepalivedException(place + ": } ends a block that does not begin: remove it", null);
        }
        final Open block = open.pop();
        final Statement statement = new Statement(block.place, block.words, statements);
        statements = block.outer;
        statements.add(statement);
    }

    private void include(final Path file, final String place, final String name, final int depth) {
        if (depth == MAX_DEPTH) {
            throw new KeepalivedException(place + ": files include one another more than " + MAX_DEPTH
                + " times: remove an include", null);
        }
        final Path pattern = file.resolveSibling(name);
        final Path directory = pattern.toAbsolutePath().getParent();
        final List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> matching =
            Files.newDirectoryStream(directory, pattern.getFileName().toString())) {
            matching.forEach(found::add);
        } catch (final IOException e) {
            throw new KeepalivedException(place + ": " + directory + " cannot be read (" + e + ")", e);
        }
        if (found.isEmpty()) {
            throw new KeepalivedException(place + ": " + pattern + " is no file: correct the name, or remove the line",
                null);
        }
        found.sort(Comparator.naturalOrder());
        found.forEach(each -> file(file.resolveSibling(name).resolveSibling(each.getFileName()), depth + 1));
    }

    private static List<String> lines(final Path file) {
        try {
            // Names and paths may be in any encoding that keeps ASCII.
            return Files.readAllLines(file, StandardCharsets.ISO_8859_1);
        } catch (final IOException e) {
            throw new KeepalivedException(file + ": cannot be read (" + e + ")", e);
        }
    }

    private record Open(String place, List<String> words, List<Statement> outer) {
    }
}
