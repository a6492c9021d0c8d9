/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.machine;

import director.dataplane.configuration.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;

/**
 * The right to listen at a path. A socket that a dead process left there is removed; a living one is an error that
 * names its process. Of two processes that start at the same time one gets the right, by a lock on a file beside the
 * socket, which the kernel drops when its owner dies.
 */
public final class SocketClaim implements AutoCloseable {
    /** {@code sun_path} holds 108 bytes, the last of which is 0. */
    private static final int LONGEST_PATH = 107;
    private static final String LOCK_SUFFIX = ".lock";
    /** A socket gets its final name only when nobody can misuse it any more, so a longer one is needed before. */
    private static final String NEW_SUFFIX = ".new";
    private static final int TYPE_MASK = 0170000;
    private static final int TYPE_SOCKET = 0140000;

    private final Path socket;
    private final PortLock lock;

    private SocketClaim(final Path socket, final PortLock lock) {
        this.socket = socket;
        this.lock = lock;
    }

    /**
     * Claims a path.
     *
     * @param socket where a socket is to be, in a directory that exists.
     * @return the claim; to be closed after the socket.
     * @throws UnavailableException if the path is too long, somebody listens there, something else is there, or the
     *                              directory cannot be used. The problem's path is {@code socket}.
     */
    public static SocketClaim acquire(final Path socket) {
        final int length = socket.toString().getBytes(StandardCharsets.UTF_8).length;
        if (length + NEW_SUFFIX.length() > LONGEST_PATH) {
            throw refused(socket, "is longer than " + (LONGEST_PATH - NEW_SUFFIX.length()) + " bytes",
                "give a shorter path");
        }
        try {
            final Path file = socket.resolveSibling(socket.getFileName() + LOCK_SUFFIX);
            final PortLock lock = PortLock.tryAcquire(file);
            if (lock == null) {
                throw refused(socket, "is in use by another director (process " + PortLock.owner(file) + ")",
                    "stop that one, or give this one another path");
            }
            return claim(socket, lock);
        } catch (final IOException e) {
            throw refused(socket, "cannot be made (" + e + ")",
                "give a path in a directory that this user may write to");
        }
    }

    /**
     * Where the socket is to be bound before it is moved to its path.
     *
     * @return beside it.
     */
    public Path fresh() {
        return socket.resolveSibling(socket.getFileName() + NEW_SUFFIX);
    }

    /** Removes the socket, if it is there, and gives the right back. */
    @Override
    public void close() {
        try (lock) {
            Files.deleteIfExists(fresh());
            Files.deleteIfExists(socket);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static SocketClaim claim(final Path socket, final PortLock lock) throws IOException {
        final SocketClaim claim = new SocketClaim(socket, lock);
        boolean free = false;
        try {
            removeStale(socket);
            Files.deleteIfExists(claim.fresh());
            free = true;
            return claim;
        } finally {
            if (!free) {
                lock.close();
            }
        }
    }

    private static void removeStale(final Path socket) throws IOException {
        if (!Files.exists(socket, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        final int mode = (int) Files.getAttribute(socket, "unix:mode", LinkOption.NOFOLLOW_LINKS);
        if ((mode & TYPE_MASK) != TYPE_SOCKET) {
            throw refused(socket, "is not a socket", "remove it, or give another path");
        }
        try (SocketChannel listener = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            throw refused(socket, "is in use by process " + Peer.of(listener).pid(),
                "stop that one, or give another path");
        } catch (final ConnectException e) {
            Files.delete(socket);
        }
    }

    private static UnavailableException refused(final Path socket, final String limit, final String remedy) {
        return new UnavailableException(List.of(new Problem("socket", socket.toString(), limit, remedy)));
    }
}
