/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.warmup;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * How busy the JVM's compilers are, as the kernel tells it of their threads ({@code proc(5)}, the scheduler statistics
 * of tasks). From one thread.
 */
final class CompilerThreads {
    private static final Path OWN_TASKS = Path.of("/proc/self/task");

    private final Path tasks;

    /** Those of this process. */
    CompilerThreads() {
        this(OWN_TASKS);
    }

    /** Those of a process whose threads are the folders of {@code tasks}. */
    CompilerThreads(final Path tasks) {
        this.tasks = tasks;
    }

    /** For how long all compilers together ran or waited for a processor so far, in nanoseconds. */
    long busyNs() {
        long sum = 0;
        try (DirectoryStream<Path> all = Files.newDirectoryStream(tasks)) {
            for (final Path task : all) {
                sum += busyNs(task);
            }
        } catch (final IOException e) {
            // No such file system: nothing is known.
            return sum;
        }
        return sum;
    }

    private static long busyNs(final Path task) {
        try {
            final String name = Files.readString(task.resolve("comm"));
            if (!name.startsWith("C1 Compiler") && !name.startsWith("C2 Compiler")) {
                return 0;
            }
            final String[] times = Files.readString(task.resolve("schedstat")).split(" ", 3);
            return Long.parseLong(times[0]) + Long.parseLong(times[1]);
        } catch (final IOException e) {
            // The thread has ended in between, and with it its statistics.
            return 0;
        }
    }
}
