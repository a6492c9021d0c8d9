/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.capture;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A capture cannot be read or written. The message begins with the file and, where there is one, the place in it. */
public final class CaptureException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * About a whole file.
     *
     * @param file    which.
     * @param problem what is wrong, and what to do.
     * @param cause   null if there is none.
     */
    public CaptureException(final Path file, final String problem, final @Nullable Throwable cause) {
        super(file + ": " + problem, cause);
    }

    CaptureException(final Path file, final long offset, final String problem) {
        super(file + ": byte " + offset + ": " + problem);
    }
}
