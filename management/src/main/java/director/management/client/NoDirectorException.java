/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.client;

import java.io.IOException;
import java.nio.file.Path;

/** There is no director to talk to, or it may not be talked to. The message names the socket and the remedy. */
public final class NoDirectorException extends IOException {
    private static final long serialVersionUID = 1L;

    private final boolean forbidden;

    private NoDirectorException(final String message, final boolean forbidden, final Throwable cause) {
        super(message, cause);
        this.forbidden = forbidden;
    }

    static NoDirectorException of(final Path socket, final IOException cause) {
        final String reason = String.valueOf(cause.getMessage());
        if (reason.contains("Permission denied")) {
            return new NoDirectorException("this user may not use " + socket + ": become root, or a member of the "
                + "group that owns the socket", true, cause);
        }
        final String found = reason.contains("refused") ? "nobody listens at " + socket
            : reason.contains("No such file") ? "there is no " + socket : socket + ": " + reason;
        return new NoDirectorException("no director runs, or not here (" + found + "): start one with director run, or "
            + "name its socket in " + SocketPath.VARIABLE, false, cause);
    }

    /**
     * Whether there may be a director that this user may not talk to.
     *
     * @return false if there is none.
     */
    public boolean forbidden() {
        return forbidden;
    }
}
