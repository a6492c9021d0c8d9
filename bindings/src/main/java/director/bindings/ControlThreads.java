/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bindings;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;

/**
 * All threads of this process but workers: those of the JVM, which compile and collect, and those that answer, check
 * and watch. On a worker's core each of them would stop packets for as long as the scheduler of the kernel lets it run.
 * From any thread.
 */
public final class ControlThreads {
    private static final Path THREADS = Path.of("/proc/self/task");
    /** The thread has ended meanwhile. */
    private static final int ESRCH = 3;

    private ControlThreads() {
    }

    /**
     * Has every thread that there is run on other cores, and so every one that these start later. Workers pin
     * themselves to their cores afterwards. Nothing is done where no other core is left.
     *
     * @param cores those of workers, by their numbers in the kernel.
     * @return the cores that are left to run on; empty if there is none, and threads stay where they were.
     * @throws DpdkException if the kernel refuses.
     */
    public static BitSet keepOff(final BitSet cores) {
        final BitSet left = Affinity.get();
        left.andNot(cores);
        if (!left.isEmpty()) {
            confine(left);
        }
        return left;
    }

    private static void confine(final BitSet cores) {
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(THREADS)) {
            for (final Path thread : threads) {
                confine(Integer.parseInt(thread.getFileName().toString()), cores);
            }
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void confine(final int thread, final BitSet cores) {
        try {
            Affinity.set(thread, cores);
        } catch (final DpdkException e) {
            if (Math.abs(e.code()) != ESRCH) {
                throw e;
            }
        }
    }
}
