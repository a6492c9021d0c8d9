/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management;

import director.management.socket.SocketSettings;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the management socket of {@code run} is, and who may use it. */
final class SocketOptions {
    /** Name of the socket in the director's own directory. */
    static final String FILE = "director.sock";

    @Option(
        names = "--socket",
        paramLabel = "PATH",
        defaultValue = "${env:DIRECTOR_SOCKET}",
        description = "The management socket; /run/director/director.sock unless told, or what DIRECTOR_SOCKET names.")
    private @Nullable Path file;

    @Option(names = "--no-socket", description = "Open no management socket.")
    private boolean none;

    @Option(
        names = "--socket-group",
        paramLabel = "GROUP",
        description = "The group that may use the socket beside the director's user; that user's unless told.")
    private @Nullable String group;

    @Option(
        names = "--socket-read-users",
        paramLabel = "USER",
        split = ",",
        description = "Users, by name or number, that may only look. They have to be in the group.")
    private List<String> readUsers = List.of();

    @Option(
        names = "--socket-read-groups",
        paramLabel = "GROUP",
        split = ",",
        description = "Groups, by name or number, whose users may only look.")
    private List<String> readGroups = List.of();

    @Option(
        names = "--socket-connections",
        paramLabel = "N",
        description = "How many connections there can be at once; ${DEFAULT-VALUE} unless told.")
    private int connections = SocketSettings.DEFAULT_MAX_CONNECTIONS;

    /**
     * What was asked for.
     *
     * @param ownDirectory where directors keep their files.
     * @return null if there is to be no socket.
     */
    @Nullable SocketSettings settings(final Path ownDirectory) {
        if (none) {
            return null;
        }
        final Path path = (file == null ? ownDirectory.resolve(FILE) : file).toAbsolutePath();
        return new SocketSettings(
            path, ownDirectory.toAbsolutePath().equals(path.getParent()), group, readUsers, readGroups, connections);
    }
}
