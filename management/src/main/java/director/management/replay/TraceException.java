/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.replay;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A trace cannot be read or written. The message begins with the file and, where there is one, the line. */
public final class TraceException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TraceException(final Path file, final int line, final String problem, final @Nullable Throwable cause) {
        super(file + ":" + line + ": " + problem, cause);
    }

    /**
     * About a whole file.
     *
     * @param file    which.
     * @param problem what is wrong.
     * @param cause   null if there is none.
     */
    public TraceException(final Path file, final String problem, final @Nullable Throwable cause) {
        super(file + ": " + problem, cause);
    }
}
