/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management;

import director.management.client.SocketPath;
import java.io.PrintWriter;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;
import tools.jackson.databind.JsonNode;

/** What every command of this package takes: where the director is, and how its answer is to look. */
final class ClientOptions {
    @Spec(Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--socket", paramLabel = "PATH", description = "The management socket of the director; what "
        + "DIRECTOR_SOCKET names, or /run/director/director.sock, unless told.")
    private @Nullable Path socket;

    @Option(names = "--json", description = "Print JSON, for programs.")
    private boolean json;

    DirectorApi director() {
        return new DirectorApi(socket == null ? SocketPath.find() : socket);
    }

    boolean json() {
        return json;
    }

    PrintWriter out() {
        return spec.commandLine().getOut();
    }

    PrintWriter err() {
        return spec.commandLine().getErr();
    }

    /** Whether what is printed is read by a person who sees colours. */
    Style style() {
        return Style.of(spec.commandLine().getColorScheme().ansi().enabled());
    }

    void print(final JsonNode value) {
        out().println(DirectorApi.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(value));
        out().flush();
    }
}
