/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.configuration;

import director.dataplane.configuration.ConfigurationException;
import director.dataplane.configuration.DirectorConfiguration;
import director.dataplane.configuration.Problem;
import director.dataplane.configuration.Problems;
import director.management.health.settings.HealthRules;
import director.management.health.settings.HealthSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.snakeyaml.engine.v2.nodes.Node;

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
     * Reads and concludes a file, those of {@code conf.d} beside it, and the rules that they name. Environment
     * variables are replaced.
     *
     * @param file                 YAML.
     * @param registeredSchedulers the names that a service may give.
     * @return the file.
     * @throws ConfigurationFileException naming every problem with its line.
     */
    public static ConfigurationFile read(final Path file, final Set<String> registeredSchedulers) {
        return read(file, registeredSchedulers, System.getenv());
    }

    /**
     * As {@link #read(Path, Set)}, with other variables.
     *
     * @param file                 YAML.
     * @param registeredSchedulers the names that a service may give.
     * @param variables            what <code>${NAME}</code> can stand for.
     * @return the file.
     * @throws ConfigurationFileException naming every problem with its line.
     */
    public static ConfigurationFile read(
        final Path file, final Set<String> registeredSchedulers, final Map<String, String> variables) {
        final Positions positions = new Positions(file.toString());
        final Problems problems = new Problems();
        final Node root = new Sources(variables, positions, problems).read(file);
        return conclude(root, new ConfigurationReader(problems, positions, new RulesReader(problems, positions)),
            registeredSchedulers, problems, positions);
    }

    /**
     * Reads and concludes a text, such as somebody sends it. It has no variables and cannot name files.
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
        final Node root = new Sources(Map.of(), positions, problems).parse(name, yaml);
        return conclude(root, new ConfigurationReader(problems, positions, null), registeredSchedulers, problems,
            positions);
    }

    private static ConfigurationFile conclude(
        final Node root, final ConfigurationReader reader, final Set<String> registeredSchedulers,
        final Problems problems, final Positions positions) {
        try {
            final DirectorConfiguration configuration = reader.read(root);
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
}
