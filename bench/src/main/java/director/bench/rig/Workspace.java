/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.rig;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A directory for the time of a measurement, with no directories in it. Any thread. */
public final class Workspace implements AutoCloseable {
    private final Path directory;
    private final Thread cleanUp = new Thread(this::delete);

    /**
     * An empty directory.
     *
     * @throws IOException if it cannot be made.
     */
    public Workspace() throws IOException {
        directory = Files.createTempDirectory("director-bench");
        Runtime.getRuntime().addShutdownHook(cleanUp);
    }

    /**
     * Where it is.
     *
     * @return its path.
     */
    public Path directory() {
        return directory;
    }

    /** Deletes it, with all that is in it. */
    @Override
    public void close() {
        delete();
        try {
            Runtime.getRuntime().removeShutdownHook(cleanUp);
        } catch (final IllegalStateException e) {
            // The JVM ends: the hook finds nothing left to do.
            return;
        }
    }

    private void delete() {
        try (var files = Files.list(directory)) {
            for (final Path file : files.toList()) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(directory);
        } catch (final IOException e) {
            // Gone already, or the system's to clean up.
            return;
        }
    }
}
