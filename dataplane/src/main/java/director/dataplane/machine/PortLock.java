/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.machine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * One locked file, for as long as this process lives or until closed. The kernel drops the lock of a process that was
 * killed, so nothing is ever stale. The file holds the process id of its owner.
 *
 * <p>The file is deleted while the lock is held. Who then gets a lock on the deleted file sees that the path leads
 * elsewhere, and tries again.
 */
final class PortLock implements AutoCloseable {
    /** A process that closes any descriptor of a file loses its lock (POSIX), so what is held is not opened again. */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path file;
    private final FileChannel channel;

    private PortLock(final Path file, final FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /**
     * Locks a file, which need not exist.
     *
     * @param file in a directory that exists.
     * @return null if somebody else, or somebody in this process, has it.
     */
    static @Nullable PortLock tryAcquire(final Path file) throws IOException {
        if (!HELD.add(file)) {
            return null;
        }
        PortLock lock = null;
        try {
            final FileChannel channel = lockedChannel(file);
            if (channel != null) {
                lock = new PortLock(file, channel);
            }
        } finally {
            if (lock == null) {
                HELD.remove(file);
            }
        }
        return lock;
    }

    /**
     * Who holds a file, as far as it tells.
     *
     * @param file what could not be locked.
     * @return the process id, or {@code unknown}.
     */
    static String owner(final Path file) throws IOException {
        if (HELD.contains(file)) {
            return Long.toString(ProcessHandle.current().pid());
        }
        try {
            final String owner = Files.readString(file, StandardCharsets.US_ASCII).strip();
            return owner.isEmpty() ? "unknown" : owner;
        } catch (final NoSuchFileException e) {
            return "unknown";
        }
    }

    @Override
    public void close() {
        try (channel) {
            Files.deleteIfExists(file);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            HELD.remove(file);
        }
    }

    private static @Nullable FileChannel lockedChannel(final Path file) throws IOException {
        while (true) {
            createIfMissing(file);
            final Object opened = fileKey(file);
            final FileChannel channel = open(file);
            if (channel == null) {
                continue;
            }
            if (channel.tryLock() == null) {
                channel.close();
                return null;
            }
            if (opened != null && opened.equals(fileKey(file))) {
                channel.truncate(0);
                channel.write(StandardCharsets.US_ASCII.encode(ProcessHandle.current().pid() + "\n"), 0);
                return channel;
            }
            channel.close();
        }
    }

    private static void createIfMissing(final Path file) throws IOException {
        try {
            Files.createFile(file);
        } catch (final FileAlreadyExistsException e) {
            return; // Somebody has it, or had it and was killed.
        }
    }

    private static @Nullable FileChannel open(final Path file) throws IOException {
        try {
            return FileChannel.open(file, StandardOpenOption.WRITE);
        } catch (final NoSuchFileException e) {
            return null;
        }
    }

    /** Device and inode. */
    private static @Nullable Object fileKey(final Path file) throws IOException {
        try {
            return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
        } catch (final NoSuchFileException e) {
            return null;
        }
    }
}
