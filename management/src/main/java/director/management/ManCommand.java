/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code director man}. */
@Command(
    name = "man",
    description = "Prints the manual page of the director or of one of its commands, as man reads it: director man "
        + "apply | man -l -")
final class ManCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(arity = "0..1", paramLabel = "COMMAND", description = "The command; none for the director itself.")
    private @Nullable String command;

    @Override
    public Integer call() {
        final CommandLine director = spec.root().commandLine();
        final @Nullable CommandLine described = command == null ? director : director.getSubcommands().get(command);
        if (described == null) {
            throw new ParameterException(spec.commandLine(), "there is no command " + command + ": use one of "
                + String.join(", ", director.getSubcommands().keySet()));
        }
        spec.commandLine().getOut().print(ManPage.of(described));
        spec.commandLine().getOut().flush();
        return ExitCode.OK.code();
    }
}
