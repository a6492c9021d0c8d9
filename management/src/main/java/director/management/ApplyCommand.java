/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management;

import director.management.configuration.ConfigurationFile;
import director.management.configuration.ConfigurationWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code director apply FILE}. */
@Command(
    name = "apply",
    description = "Makes a configuration file what the running director goes by, in one step: only what differs "
        + "changes, and connections go on. Prints what differs: + what is added, - what goes, ~ what changes. "
        + "Memory, ports (but for their kernelRate) and workers cannot change while it runs.")
public final class ApplyCommand implements Callable<Integer> {
    private static final String YAML = "application/yaml";

    @Mixin
    private final ClientOptions options = new ClientOptions();

    @Parameters(paramLabel = "FILE", description = "The configuration, YAML.")
    private Path file = Path.of("");

    @Option(names = "--dry-run", description = "Only print what differs.")
    private boolean dryRun;

    @Override
    public Integer call() {
        final DirectorApi director = options.director();
        final Set<String> schedulers = director.get("/v1/schedulers").path("schedulers").valueStream()
            .map(scheduler -> scheduler.path("name").asString(""))
            .collect(Collectors.toSet());
        final ConfigurationFile read = ConfigurationFile.read(file, schedulers);
        final byte[] yaml =
            ConfigurationWriter.yaml(read.configuration(), read.health()).getBytes(StandardCharsets.UTF_8);
        final JsonNode answer = dryRun ? director.send("POST", "/v1/configuration/diff", YAML, yaml)
            : director.send("PUT", "/v1/configuration", YAML, yaml);
        if (options.json()) {
            options.print(answer);
            return ExitCode.OK.code();
        }
        final Style style = options.style();
        final JsonNode differences = answer.path("changes");
        differences.forEach(difference -> options.out().println(painted(difference.path("text").asString(""), style)));
        options.out().println(file + ": " + summary(differences.size(), answer.path("version").asLong()));
        options.out().flush();
        return ExitCode.OK.code();
    }

    private String summary(final int differences, final long version) {
        if (differences == 0) {
            return "nothing differs";
        }
        return (differences == 1 ? "1 difference" : differences + " differences")
            + (dryRun ? ", nothing was changed" : ", applied as version " + version);
    }

    private static String painted(final String difference, final Style style) {
        return switch (difference.isEmpty() ? ' ' : difference.charAt(0)) {
            case '+' -> style.good(difference);
            case '-' -> style.bad(difference);
            default -> style.notable(difference);
        };
    }
}
