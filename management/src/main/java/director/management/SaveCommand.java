/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.JsonNodeFactory;

/** {@code director save [FILE]}. */
@Command(
    name = "save",
    description = "Writes what the running director goes by as a configuration file, changes by commands included; "
        + "what is the default is left out.")
public final class SaveCommand implements Callable<Integer> {
    @Mixin
    private final ClientOptions options = new ClientOptions();

    @Parameters(arity = "0..1", paramLabel = "FILE", description = "Where to; standard output unless told. A file that "
        + "exists is replaced when everything is written.")
    private @Nullable Path file;

    @Override
    public Integer call() {
        final String yaml = options.director().text("/v1/configuration", "application/yaml");
        if (file != null) {
            replace(file, yaml);
        } else if (options.json()) {
            options.print(JsonNodeFactory.instance.objectNode().put("yaml", yaml));
        } else {
            options.out().print(yaml);
            options.out().flush();
        }
        return ExitCode.OK.code();
    }

    private static void replace(final Path file, final String yaml) {
        final Path target = file.toAbsolutePath();
        final Path fresh = target.resolveSibling("." + target.getFileName() + ".new");
        try {
            Files.writeString(fresh, yaml);
            Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (final IOException e) {
            throw new CommandFailure(ExitCode.UNAVAILABLE, List.of(file + " cannot be written: " + e), e);
        }
    }
}
