/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bindings;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** The huge pages that the kernel has reserved and nobody uses. */
final class HugePages {
    private static final Path DIRECTORY = Path.of("/sys/kernel/mm/hugepages");
    private static final String PREFIX = "hugepages-";
    private static final int KILOBYTES = 1024;
    private static final int USUAL_PAGE_MEGABYTES = 2;

    private HugePages() {
    }

    /** Of all sizes together. */
    static long freeMegabytes() {
        long megabytes = 0;
        try (DirectoryStream<Path> sizes = Files.newDirectoryStream(DIRECTORY, PREFIX + "*kB")) {
            for (final Path size : sizes) {
                final String name = size.getFileName().toString();
                final long pageKilobytes = Long.parseLong(name.substring(PREFIX.length(), name.length() - 2));
                final String free = Files.readString(size.resolve("free_hugepages")).trim();
                megabytes += pageKilobytes * Long.parseLong(free) / KILOBYTES;
            }
        } catch (final IOException e) {
            // A kernel without huge pages, or a container that hides them.
            return 0;
        }
        return megabytes;
    }

    /** What to do for so much memory. */
    static String remedy(final long megabytes) {
        final long pages = (Math.max(1, megabytes) + USUAL_PAGE_MEGABYTES - 1) / USUAL_PAGE_MEGABYTES;
        return "reserve more with \"sysctl vm.nr_hugepages=N\", N at least " + pages
            + " above what others use, or do without huge pages";
    }
}
