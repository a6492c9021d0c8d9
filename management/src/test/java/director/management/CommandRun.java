/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine;

/** Runs a command against the director of a socket, not on a terminal. */
record CommandRun(int exitCode, String out, String err) {
    static CommandRun of(final Object command, final Path socket, final String... arguments) {
        return of(command, CommandLine.Help.Ansi.OFF, socket, arguments);
    }

    static CommandRun of(
        final Object command, final CommandLine.Help.Ansi colours, final Path socket, final String... arguments) {
        final StringWriter out = new StringWriter();
        final StringWriter err = new StringWriter();
        final List<String> all = new ArrayList<>(Arrays.asList(arguments));
        all.addAll(List.of("--socket", socket.toString()));
        final int exitCode = new CommandLine(command)
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setColorScheme(CommandLine.Help.defaultColorScheme(colours))
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .setExecutionExceptionHandler((exception, line, _) -> {
                line.getErr().println(exception.getMessage());
                return exception instanceof CommandFailure failure ? failure.exitCode().code() : 70;
            })
            .execute(all.toArray(String[]::new));
        return new CommandRun(exitCode, out.toString(), err.toString());
    }
}
