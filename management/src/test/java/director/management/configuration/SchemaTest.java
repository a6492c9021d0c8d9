/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import director.dataplane.configuration.DirectorConfiguration;
import director.dataplane.configuration.Problems;
import director.management.desired.RandomConfigurations;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The published schema and the reader are about the same format. */
class SchemaTest {
    private static final Path SCHEMA = project().resolve("docs/director.schema.json");
    private static final Pattern YAML = Pattern.compile("(?ms)^```yaml\\n(.*?)^```$");

    private final JsonSchema schema =
        JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(text(SCHEMA));

    @Test
    void shouldHaveEveryKeyThatTheReaderKnowsAndNoOther() {
        final Positions positions = new Positions("f");
        final RandomConfigurations random = new RandomConfigurations(3);
        for (int i = 0; i < 200; i++) {
            final DirectorConfiguration configuration = random.next();
            read(positions, ConfigurationWriter.yaml(configuration, random.health(configuration)));
        }
        final Map<String, Set<String>> published = new TreeMap<>();
        collect("", JsonMapper.shared().readTree(text(SCHEMA)), published);
        assertThat(positions.known()).isEqualTo(published);
    }

    @Test
    void shouldAcceptWhatIsWritten() {
        final RandomConfigurations random = new RandomConfigurations(4);
        for (int i = 0; i < 200; i++) {
            final DirectorConfiguration configuration = random.next();
            assertValid(ConfigurationWriter.yaml(configuration, random.health(configuration)));
        }
    }

    @Test
    void shouldAcceptEveryExampleOfTheDocumentation() throws IOException {
        assertValid(text(project().resolve("deploy/director.example.yaml")));
        int examples = 0;
        for (final String document : List.of("README.md", "docs/configuration.md", "docs/operations.md")) {
            final Matcher example = YAML.matcher(text(project().resolve(document)));
            while (example.find()) {
                assertValid(example.group(1));
                examples++;
            }
        }
        assertThat(examples).isGreaterThan(5);
    }

    @Test
    void shouldAcceptAsManyPortsAsTheReader() {
        final StringBuilder yaml = new StringBuilder("version: 1\nports:\n  - {name: p0, device: net_null0}\n");
        for (int i = 1; i < 64; i++) {
            yaml.append("  - {name: p").append(i).append(", parent: p0, vlan: ").append(i).append("}\n");
        }
        assertThat(schema.validate(yaml.toString(), InputFormat.YAML)).noneMatch(
            message -> message.getInstanceLocation().toString().contains("ports"));
        yaml.append("  - {name: p64, parent: p0, vlan: 64}\n");
        assertThat(schema.validate(yaml.toString(), InputFormat.YAML)).anyMatch(
            message -> message.getInstanceLocation().toString().endsWith("ports"));
    }

    @Test
    void shouldRefuseWhatTheReaderRefuses() {
        for (final String wrong : List.of("version: 2", "prots: []", "workers: {cores: 1}", "memory: {megabytes: 1}",
            "services: [{scheduler: rr, port: 65536}]", "services: [{scheduler: rr, realServers: [{port: 1}]}]",
            "sysctls: {sloppy_tcp: 2}", "services: [{scheduler: rr, healthChecks: [{type: telnet}]}]",
            "mssClamp: 100")) {
            assertThat(problems(wrong)).as(wrong).isNotEmpty();
        }
        assertThat(problems("mssClamp: '${CLAMP:-path}'\nworkers: {cores: ['${CORE}']}")).isEmpty();
    }

    private void assertValid(final String yaml) {
        assertThat(problems(yaml)).as(yaml).isEmpty();
    }

    private Set<ValidationMessage> problems(final String yaml) {
        return schema.validate(json(yaml), InputFormat.JSON);
    }

    /** As the reader sees it: what is a number is for YAML 1.2 to say. */
    private static String json(final String yaml) {
        return JsonMapper.shared().writeValueAsString(new Load(LoadSettings.builder().build()).loadFromString(yaml));
    }

    private static void read(final Positions positions, final String yaml) {
        final Problems problems = new Problems();
        new ConfigurationReader(problems, positions, null)
            .read(new Sources(Map.of(), positions, problems).parse("f", yaml));
        assertThat(problems.list()).as(yaml).isEmpty();
    }

    /** The keys of every section of the schema, by its path. */
    private static void collect(final String path, final JsonNode at, final Map<String, Set<String>> published) {
        final JsonNode node = resolved(at);
        if (node.has("properties")) {
            published.put(path, new TreeSet<>(node.get("properties").propertyNames()));
            node.get("properties").propertyStream().forEach(entry ->
                collect(path.isEmpty() ? entry.getKey() : path + "." + entry.getKey(), entry.getValue(), published));
        } else if (node.has("items")) {
            collect(path + "[]", node.get("items"), published);
        }
    }

    private static JsonNode resolved(final JsonNode node) {
        return node.has("$ref")
            ? JsonMapper.shared().readTree(text(SCHEMA)).at(node.get("$ref").asString().substring(1)) : node;
    }

    private static String text(final Path file) {
        try {
            return Files.readString(file);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path project() {
        Path directory = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(directory.resolve("docs/adr"))) {
            directory = Objects.requireNonNull(directory.getParent());
        }
        return directory;
    }
}
