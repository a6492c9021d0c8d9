/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.configuration;

import director.dataplane.configuration.Problems;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.composer.Composer;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/**
 * The texts of which a configuration is made, variables replaced: a file, and those of the directory {@code conf.d}
 * beside it whose names end in {@code .yaml}, in the order of their names. For one configuration.
 */
final class Sources {
    private static final String DIRECTORY = "conf.d";

    private final Map<String, String> variables;
    private final Positions positions;
    private final Problems problems;
    private final List<String> unreplaced = new ArrayList<>();

    Sources(final Map<String, String> variables, final Positions positions, final Problems problems) {
        this.variables = variables;
        this.positions = positions;
        this.problems = problems;
    }

    /** A file with what is beside it. */
    Node read(final Path file) {
        Node all = required(file.toString(), compose(file.toString(), text(file)));
        final Fragments fragments = new Fragments(problems, positions);
        for (final Path fragment : fragments(file)) {
            final List<Node> more = compose(fragment.toString(), text(fragment));
            // One in which everything is a comment says nothing.
            all = more.isEmpty() ? all : fragments.join(all, more.getFirst());
        }
        return checked(all);
    }

    /** A text that is no file. */
    Node parse(final String name, final String yaml) {
        return checked(required(name, compose(name, yaml)));
    }

    private Node checked(final Node node) {
        if (!unreplaced.isEmpty()) {
            throw new ConfigurationFileException(unreplaced, null);
        }
        return node;
    }

    private static Node required(final String name, final List<Node> root) {
        if (root.isEmpty()) {
            throw new ConfigurationFileException(List.of(name
                + ":1:1: is empty: write at least version, ports and workers"), null);
        }
        return root.getFirst();
    }

    private static List<Path> fragments(final Path file) {
        final Path directory = file.resolveSibling(DIRECTORY);
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (DirectoryStream<Path> found = Files.newDirectoryStream(directory, "*.yaml")) {
            final List<Path> sorted = new ArrayList<>();
            found.forEach(sorted::add);
            sorted.sort(Comparator.comparing(path -> path.getFileName().toString()));
            return sorted;
        } catch (final IOException e) {
            throw new ConfigurationFileException(List.of(directory + ": cannot be read (" + e + ")"), e);
        }
    }

    private static String text(final Path file) {
        try {
            return Files.readString(file);
        } catch (final NoSuchFileException e) {
            throw new ConfigurationFileException(List.of(file + ": there is no such file"), e);
        } catch (final CharacterCodingException e) {
            throw new ConfigurationFileException(List.of(file + ": is not UTF-8 text"), e);
        } catch (final IOException e) {
            throw new ConfigurationFileException(List.of(file + ": cannot be read (" + e + ")"), e);
        }
    }

    /** The only document of a text, or none. */
    private List<Node> compose(final String name, final String yaml) {
        final LoadSettings settings = LoadSettings.builder().setLabel(name).setUseMarks(true).build();
        try {
            final Substitution substitution =
                new Substitution(variables, settings.getSchema().getScalarResolver(), positions);
            final List<Node> root =
                new Composer(settings, new ParserImpl(settings, new StreamReader(settings, yaml))).getSingleNode()
                    .map(new Nesting(name)::require).map(substitution::replace).stream().toList();
            unreplaced.addAll(substitution.problems());
            return root;
        } catch (final MarkedYamlEngineException e) {
            final String place = e.getProblemMark().or(e::getContextMark).map(Sources::place).orElse("");
            final String context = e.getContext() == null || e.getContext().isEmpty() ? "" : e.getContext() + ", ";
            throw new ConfigurationFileException(List.of(name + place + ": is not YAML: " + context + e.getProblem()
                + ": correct the indentation, brackets or quotes there or above"), e);
        } catch (final YamlEngineException e) {
            throw new ConfigurationFileException(List.of(name + ": is not YAML: " + e.getMessage()), e);
        } catch (final StackOverflowError e) {
            throw Nesting.tooDeep(name, "");
        }
    }

    static String place(final Mark mark) {
        return ":" + (mark.getLine() + 1) + ":" + (mark.getColumn() + 1);
    }
}
