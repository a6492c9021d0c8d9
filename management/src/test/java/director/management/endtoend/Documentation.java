/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.endtoend;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The commands that the documentation tells people to type. */
final class Documentation {
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```sh\\n(.*?)^```");
    private static final Pattern CELL = Pattern.compile("(?m)^\\| (`director [^|]*`) \\|");
    private static final Pattern SPAN = Pattern.compile("`(director [^`]*)`");
    private static final Pattern INNERMOST = Pattern.compile(" ?\\[([^\\[\\]]*)]");

    /** What stands for something of the reader's own, in the order in which it is replaced. */
    private static final Map<String, String> PLACEHOLDERS = new LinkedHashMap<>();

    static {
        PLACEHOLDERS.put("TRACE\\.\\.\\.", "trace.jsonl");
        PLACEHOLDERS.put("TRACE", "trace.jsonl");
        PLACEHOLDERS.put("--workers N", "--workers 4");
        PLACEHOLDERS.put("--limit COUNT", "--limit 4");
        PLACEHOLDERS.put("--rules FILE", "--rules rules.txt");
        PLACEHOLDERS.put("RULES", "rules.txt");
        PLACEHOLDERS.put("IN OUT", "in.pcapng out.pcapng");
        PLACEHOLDERS.put("IN\\.pcapng OUT\\.pcapng", "in.pcapng out.pcapng");
        PLACEHOLDERS.put("KEEPALIVED\\.CONF", "keepalived.conf");
        PLACEHOLDERS.put("FILE", "director.yaml");
        PLACEHOLDERS.put("DIR", "out");
        PLACEHOLDERS.put("ARGUMENTS", "-L -n");
        PLACEHOLDERS.put("COMMAND", "status");
        PLACEHOLDERS.put("SERVICE", "tcp-10.0.0.100-80");
        PLACEHOLDERS.put("SERVER", "10.9.0.2:80");
        PLACEHOLDERS.put("NAME VALUE", "drop_entry 1");
        PLACEHOLDERS.put("NAME", "drop_entry");
    }

    private Documentation() {
    }

    /**
     * Something to type.
     *
     * @param page   where it stands.
     * @param script one line or more.
     */
    record Example(Path page, String script) {
        @Override
        public String toString() {
            return Topology.PROJECT.relativize(page) + ": " + script.lines().findFirst().orElse("");
        }
    }

    /** Every block of shell commands of every page. */
    static List<Example> blocks() {
        final List<Example> examples = new ArrayList<>();
        for (final Path page : pages()) {
            BLOCK.matcher(read(page)).results().forEach(block ->
                examples.add(new Example(page, replaced(block.group(1)))));
        }
        return examples;
    }

    /** Every command of tables of commands, with all its options. */
    static List<Example> cells() {
        final List<Example> examples = new ArrayList<>();
        for (final Path page : pages()) {
            CELL.matcher(read(page)).results().forEach(cell -> SPAN.matcher(cell.group(1)).results().forEach(span ->
                variants(span.group(1)).forEach(command -> examples.add(new Example(page, replaced(command))))));
        }
        return examples;
    }

    /** The first block of a language on a page. */
    static String first(final String page, final String language) {
        return first(page, language, "");
    }

    /** The first block of a language on a page that has these words in it. */
    static String first(final String page, final String language, final String words) {
        return Pattern.compile("(?ms)^```" + language + "\\n(.*?)^```").matcher(read(Topology.PROJECT.resolve(page)))
            .results().map(block -> block.group(1)).filter(block -> block.contains(words)).findFirst()
            .orElseThrow(() -> new AssertionError(page + " has no " + language + " with " + words));
    }

    /** Without what stands in brackets, with what stands in the outer ones, with everything. */
    private static Set<String> variants(final String grammar) {
        final Set<String> variants = new LinkedHashSet<>();
        variants.add(withoutBrackets(grammar, ""));
        variants.add(withoutBrackets(INNERMOST.matcher(grammar).replaceAll(""), " $1"));
        variants.add(withoutBrackets(grammar, " $1"));
        return variants;
    }

    private static String withoutBrackets(final String grammar, final String replacement) {
        String left = grammar;
        while (left.indexOf('[') >= 0) {
            left = INNERMOST.matcher(left).replaceFirst(replacement);
        }
        return left;
    }

    private static String replaced(final String script) {
        String replaced = script;
        for (final Map.Entry<String, String> each : PLACEHOLDERS.entrySet()) {
            replaced = replaced.replaceAll("(?<![\\w/$.])" + each.getKey() + "(?![\\w.=])", each.getValue());
        }
        return replaced;
    }

    private static List<Path> pages() {
        try (Stream<Path> docs = Files.walk(Topology.PROJECT.resolve("docs"))) {
            return Stream.concat(
                Stream.of("README.md", "CONTRIBUTING.md").map(Topology.PROJECT::resolve),
                docs.filter(path -> path.toString().endsWith(".md")).sorted()).toList();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(final Path page) {
        try {
            return Files.readString(page);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
