/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.configuration;

import director.dataplane.configuration.ConfigurationException;
import director.dataplane.configuration.DirectorConfiguration;
import director.dataplane.configuration.Problem;
import director.dataplane.configuration.Problems;
import director.management.health.settings.HealthRules;
import director.management.health.settings.HealthSettings;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.composer.Composer;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/** A configuration that was read and concluded, and where in its file everything stood. */
public final class ConfigurationFile {
    private final DirectorConfiguration configuration;
    private final HealthSettings health;
    private final Positions positions;

    private ConfigurationFile(
        final DirectorConfiguration configuration, final HealthSettings health, final Positions positions) {
        this.configuration = configuration;
        this.health = health;
        this.positions = positions;
    }

    /**
     * Reads and concludes a file.
     *
     * @param file                 YAML.
     * @param registeredSchedulers the names that a service may give.
     * @return the file.
     * @throws ConfigurationFileException naming every problem with its line.
     */
    public static ConfigurationFile read(final Path file, final Set<String> registeredSchedulers) {
        try {
            return parse(file.toString(), Files.readString(file), registeredSchedulers);
        } catch (final NoSuchFileException e) {
            throw new ConfigurationFileException(List.of(file + ": there is no such file"), e);
        } catch (final CharacterCodingException e) {
            throw new ConfigurationFileException(List.of(file + ": is not UTF-8 text"), e);
        } catch (final IOException e) {
            throw new ConfigurationFileException(List.of(file + ": cannot be read (" + e + ")"), e);
        }
    }

    /**
     * Reads and concludes a text.
     *
     * @param name                 what messages call the file.
     * @param yaml                 the text.
     * @param registeredSchedulers the names that a service may give.
     * @return the file.
     * @throws ConfigurationFileException naming every problem with its line.
     */
    public static ConfigurationFile parse(
        final String name, final String yaml, final Set<String> registeredSchedulers) {
        final Positions positions = new Positions(name);
        final Problems problems = new Problems();
        try {
            final ConfigurationReader reader = new ConfigurationReader(problems, positions);
            final DirectorConfiguration configuration = reader.read(compose(name, yaml));
            new HealthRules(problems).check(reader.health());
            return new ConfigurationFile(
                configuration.conclude(registeredSchedulers, problems), reader.health(), positions);
        } catch (final ConfigurationException e) {
            throw new ConfigurationFileException(positions.locate(e.problems()), e);
        }
    }

    /**
     * What the file says.
     *
     * @return concluded.
     */
    public DirectorConfiguration configuration() {
        return configuration;
    }

    /**
     * What the file says of health checks.
     *
     * @return judged by {@link HealthRules}.
     */
    public HealthSettings health() {
        return health;
    }

    /**
     * Tells where problems stand that were found later, such as an interface that does not exist.
     *
     * @param problems with paths of this configuration.
     * @return a message each, {@code file:line:column: problem}, sorted by line.
     */
    public List<String> locate(final List<Problem> problems) {
        return positions.locate(problems);
    }

    private static Node compose(final String name, final String yaml) {
        final LoadSettings settings = LoadSettings.builder().setLabel(name).setUseMarks(true).build();
        try {
            final Optional<Node> root =
                new Composer(settings, new ParserImpl(settings, new StreamReader(settings, yaml))).getSingleNode();
            return root.orElseThrow(() -> new ConfigurationFileException(List.of(name
                + ":1:1: is empty: write at least version, ports and workers"), null));
        } catch (final MarkedYamlEngineException e) {
            final Optional<Mark> mark = e.getProblemMark().or(e::getContextMark);
            final String place = mark.map(at -> ":" + (at.getLine() + 1) + ":" + (at.getColumn() + 1)).orElse("");
            final String context = e.getContext() == null ? "" : e.getContext() + ", ";
            throw new ConfigurationFileException(List.of(name + place + ": is not YAML: " + context + e.getProblem()
                + ": correct the indentation, brackets or quotes there or above"), e);
        } catch (final YamlEngineException e) {
            throw new ConfigurationFileException(List.of(name + ": is not YAML: " + e.getMessage()), e);
        }
    }
}
