/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.socket;

import org.jspecify.annotations.Nullable;

/** The management socket cannot be opened. Nothing is left behind. */
public final class SocketException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SocketException(final String message, final @Nullable Throwable cause) {
        super(message, cause);
    }
}
