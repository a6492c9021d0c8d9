/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** An expected end of a command: a message that needs no stack to be understood, and an exit code. */
final class CommandFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ExitCode exitCode;

    CommandFailure(final ExitCode exitCode, final List<String> messages, final @Nullable Throwable cause) {
        super(String.join(System.lineSeparator(), messages), cause);
        this.exitCode = exitCode;
    }

    ExitCode exitCode() {
        return exitCode;
    }
}
