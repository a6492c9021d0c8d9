/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.socket;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the management socket is and who may use it.
 *
 * @param file           the socket.
 * @param ownDirectory   whether the directory is the director's own, so that its mode and group are set even if it
 *                       exists; one that is missing is made in any case.
 * @param group          name or number of the group that may use it beside the director's user; null for the user's.
 * @param readUsers      names or numbers of users that may only read.
 * @param readGroups     names or numbers of groups that may only read.
 * @param maxConnections how many connections there can be at once; more are closed at once.
 */
public record SocketSettings(
    Path file,
    boolean ownDirectory,
    @Nullable String group,
    List<String> readUsers,
    List<String> readGroups,
    int maxConnections) {
    /** As many connections as there can be unless told. */
    public static final int DEFAULT_MAX_CONNECTIONS = 64;

    /** Keeps copies of the lists. */
    public SocketSettings {
        readUsers = List.copyOf(readUsers);
        readGroups = List.copyOf(readGroups);
    }

    /**
     * A socket for the director's own user and its group.
     *
     * @param file         the socket.
     * @param ownDirectory whether the directory is the director's own.
     */
    public SocketSettings(final Path file, final boolean ownDirectory) {
        this(file, ownDirectory, null, List.of(), List.of(), DEFAULT_MAX_CONNECTIONS);
    }
}
