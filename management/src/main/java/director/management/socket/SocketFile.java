/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.socket;

import director.dataplane.machine.Peer;
import director.dataplane.machine.SocketClaim;
import director.dataplane.machine.UnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * The file of the socket: its directory, its right to be there, its owner and its modes. Nobody can reach a socket that
 * has not got its modes yet: it is bound under another name and moved.
 */
final class SocketFile implements AutoCloseable {
    private static final Set<PosixFilePermission> DIRECTORY = PosixFilePermissions.fromString("rwxr-x---");
    private static final Set<PosixFilePermission> SOCKET = PosixFilePermissions.fromString("rw-rw----");
    private static final String GROUP = "unix:gid";

    private final SocketSettings settings;
    private final SocketClaim claim;
    private final int group;

    private SocketFile(final SocketSettings settings, final SocketClaim claim, final int group) {
        this.settings = settings;
        this.claim = claim;
        this.group = group;
    }

    /** Makes the directory and claims the path. */
    static SocketFile claim(final SocketSettings settings) {
        try {
            final int group = settings.group() == null ? Own.group()
                : AccessRules.id(settings.group(), "group", Peer::groupId);
            prepareDirectory(settings, group);
            return new SocketFile(settings, SocketClaim.acquire(settings.file()), group);
        } catch (final UnavailableException e) {
            throw new SocketException("management " + e.getMessage(), e);
        } catch (final IOException e) {
            throw new SocketException("management socket=" + settings.file() + ": its directory cannot be made (" + e
                + "): give a path below a directory that this user may write to", e);
        }
    }

    /** Where to bind. */
    Path fresh() {
        return claim.fresh();
    }

    /** Gives what was bound its modes and its name. */
    void publish() throws IOException {
        Files.setPosixFilePermissions(fresh(), SOCKET);
        Files.setAttribute(fresh(), GROUP, group);
        Files.move(fresh(), settings.file(), StandardCopyOption.ATOMIC_MOVE);
    }

    /** The number of the group that the socket belongs to. */
    int group() {
        return group;
    }

    /** Removes the socket. */
    @Override
    public void close() {
        claim.close();
    }

    private static void prepareDirectory(final SocketSettings settings, final int group) throws IOException {
        final Path directory = settings.file().toAbsolutePath().getParent();
        if (directory == null) {
            throw new IOException("it is the root");
        }
        final boolean missing = Files.notExists(directory);
        if (missing) {
            Files.createDirectories(directory, PosixFilePermissions.asFileAttribute(DIRECTORY));
        }
        if (missing || settings.ownDirectory()) {
            Files.setPosixFilePermissions(directory, DIRECTORY);
            Files.setAttribute(directory, GROUP, group);
        }
    }
}
