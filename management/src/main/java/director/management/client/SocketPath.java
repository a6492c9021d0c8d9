/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.client;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Where commands look for the management socket of a running director. */
public final class SocketPath {
    /** The environment variable that names the socket. */
    public static final String VARIABLE = "DIRECTOR_SOCKET";

    private static final String NAME = "director.sock";
    private static final String SHARED = "/run/director/" + NAME;

    private SocketPath() {
    }

    /**
     * The socket: what {@value #VARIABLE} names; else that of the machine's director, unless only the user has one.
     *
     * @return the path, whether or not there is a socket.
     */
    public static Path find() {
        return find(System.getenv(), Path.of(SHARED));
    }

    static Path find(final Map<String, String> environment, final Path shared) {
        final String named = environment.get(VARIABLE);
        if (named != null && !named.isEmpty()) {
            return Path.of(named);
        }
        if (Files.exists(shared)) {
            return shared;
        }
        final String runtime = environment.get("XDG_RUNTIME_DIR");
        final Path own = runtime == null || runtime.isEmpty()
            ? Path.of(System.getProperty("java.io.tmpdir"), "director-" + System.getProperty("user.name"), NAME)
            : Path.of(runtime, "director", NAME);
        return Files.exists(own) ? own : shared;
    }
}
