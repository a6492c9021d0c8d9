/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.environment;

import director.bench.support.Json;
import director.bench.support.ResultFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.ObjectNode;

/** Where a command that has one part of the figures leaves them, together with what they depend on. */
public final class Publication {
    @Option(
        names = "--json",
        paramLabel = "FILE",
        converter = ResultFile.class,
        description = "Also writes the results there as JSON.")
    private @Nullable Path json;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    /** Made by picocli. */
    public Publication() {
        // Nothing to prepare.
    }

    /**
     * Prints figures, and writes them to the file that was asked for, if any.
     *
     * @param part     the name of them all in the file.
     * @param markdown for people.
     * @param figures  for programs.
     * @throws IOException if the file cannot be written.
     */
    public void publish(final String part, final String markdown, final ObjectNode figures) throws IOException {
        final Environment environment = Environment.current();
        final PrintWriter out = spec.commandLine().getOut();
        out.print(markdown + "\n" + environment.sentence() + "\n");
        out.flush();
        if (json != null) {
            final ObjectNode root = Json.object();
            root.set("environment", Json.tree(environment.facts()));
            root.set(part, figures);
            Files.writeString(json, Json.text(root));
        }
    }
}
