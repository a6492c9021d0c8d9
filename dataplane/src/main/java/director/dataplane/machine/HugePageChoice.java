/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.machine;

import director.dataplane.configuration.HugePages;
import director.dataplane.configuration.MemorySettings;
import director.dataplane.configuration.Problem;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether packet memory comes from huge pages.
 *
 * @param hugePages what to start DPDK with: huge pages, or {@code --no-huge}.
 * @param warning   what the operator shall know; null if the choice is the best there is or the one asked for.
 */
public record HugePageChoice(boolean hugePages, @Nullable String warning) {
    private static final long KIBIBYTES_PER_MEBIBYTE = 1_024;

    /**
     * Decides by what is free now.
     *
     * @param memory  what was asked for.
     * @param machine where to look.
     * @return the choice.
     * @throws UnavailableException if huge pages are required and too few are free.
     */
    public static HugePageChoice of(final MemorySettings memory, final Machine machine) {
        if (memory.hugePages() == HugePages.NONE) {
            return new HugePageChoice(false, null);
        }
        final long freeMegabytes = machine.freeHugeMegabytes();
        if (freeMegabytes >= memory.megabytes()) {
            return new HugePageChoice(true, null);
        }
        final String remedy = remedy(memory.megabytes() - freeMegabytes, machine);
        if (memory.hugePages() == HugePages.REQUIRED) {
            throw new UnavailableException(List.of(new Problem("memory.megabytes", Integer.toString(memory.megabytes()),
                "is more than the " + freeMegabytes + " MiB of free huge pages", remedy)));
        }
        return new HugePageChoice(false, "memory.megabytes=" + memory.megabytes() + " is more than the " + freeMegabytes
            + " MiB of free huge pages: taking ordinary pages, which costs throughput with many connections and works "
            + "with virtual devices only; to have huge pages, " + remedy);
    }

    private static String remedy(final long missingMegabytes, final Machine machine) {
        final long pageKibibytes = machine.defaultHugePageKibibytes();
        if (pageKibibytes == 0) {
            return "use a kernel with huge pages or set memory.hugePages to none";
        }
        final long missingKibibytes = missingMegabytes * KIBIBYTES_PER_MEBIBYTE;
        final long pages = machine.reservedHugePages() + (missingKibibytes + pageKibibytes - 1) / pageKibibytes;
        return "run `sysctl -w vm.nr_hugepages=" + pages + "` as root, or lower memory.megabytes";
    }
}
