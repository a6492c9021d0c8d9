/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** An expected end of a command: a message that needs no stack to be understood, and an exit code. */
public final class CommandFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ExitCode exitCode;

    /**
     * An end of a command.
     *
     * @param exitCode what it ends with.
     * @param messages what goes to standard error, a line each.
     * @param cause    why, for {@code --debug}; or null.
     */
    public CommandFailure(final ExitCode exitCode, final List<String> messages, final @Nullable Throwable cause) {
        super(String.join(System.lineSeparator(), messages), cause);
        this.exitCode = exitCode;
    }

    /**
     * What the command ends with.
     *
     * @return not {@link ExitCode#OK}.
     */
    public ExitCode exitCode() {
        return exitCode;
    }
}
