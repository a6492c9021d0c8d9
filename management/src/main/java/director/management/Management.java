/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management;

import director.dataplane.ManagedDirector;
import director.management.resource.Resources;
import director.management.socket.ManagementSocket;
import director.management.socket.SocketException;
import director.management.socket.SocketSettings;
import java.lang.System.Logger.Level;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The management of a running director, or none. From the thread that starts and stops the director. */
final class Management implements AutoCloseable {
    private static final System.Logger LOGGER = System.getLogger(Management.class.getName());

    private final @Nullable ManagementSocket socket;

    private Management(final @Nullable ManagementSocket socket) {
        this.socket = socket;
    }

    /**
     * Claims the socket, before anything that takes long.
     *
     * @param settings null if there is to be none.
     * @throws CommandFailure if there cannot be one.
     */
    static Management claim(final @Nullable SocketSettings settings) {
        try {
            return new Management(settings == null ? null : ManagementSocket.claim(settings));
        } catch (final SocketException e) {
            throw unavailable(e);
        }
    }

    /** Answers for a director until what is answered here is closed. */
    ManagementSocket.Serving serve(final ManagedDirector director) {
        if (socket == null) {
            return () -> { };
        }
        try {
            final ManagementSocket.Serving serving = socket.serve(Resources.of(director));
            LOGGER.log(Level.INFO, "management socket: " + socket.path());
            return serving;
        } catch (final SocketException e) {
            throw unavailable(e);
        }
    }

    @Override
    public void close() {
        if (socket != null) {
            socket.close();
        }
    }

    private static CommandFailure unavailable(final SocketException e) {
        return new CommandFailure(ExitCode.UNAVAILABLE, List.of(String.valueOf(e.getMessage())), e);
    }
}
