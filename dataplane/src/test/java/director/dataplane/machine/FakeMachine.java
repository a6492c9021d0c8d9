/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.machine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes the files that {@link Machine} reads. Begins as a two-core machine with every capability. */
final class FakeMachine {
    private final Path root;

    FakeMachine(final Path root) {
        this.root = root;
        interfaces("lo", "eth0", "dc0");
        write("sys/devices/system/cpu/online", "0-1\n");
        process("1fffffeffff", "0-1");
        hugePages(2_048, 512, 512);
    }

    Machine machine() {
        return new Machine(root);
    }

    FakeMachine interfaces(final String... names) {
        final StringBuilder table = new StringBuilder("Inter-|   Receive\n face |bytes    packets\n");
        for (final String name : names) {
            table.append(String.format("%6s: 1234 5 0 0%n", name));
        }
        return write("proc/self/net/dev", table.toString());
    }

    FakeMachine cores(final String online) {
        return write("sys/devices/system/cpu/online", online + "\n");
    }

    FakeMachine process(final String effectiveCapabilities, final String allowedCores) {
        return write("proc/self/status", "Name:\tjava\nCapEff:\t" + effectiveCapabilities + "\nCpus_allowed:\t3\n"
            + "Cpus_allowed_list:\t" + allowedCores + "\n");
    }

    FakeMachine hugePages(final int kibibytes, final int reserved, final int free) {
        write("proc/meminfo", "MemTotal:       24676412 kB\nHugepagesize:       " + kibibytes + " kB\n");
        write("proc/sys/vm/nr_hugepages", reserved + "\n");
        return freeHugePages(kibibytes, free);
    }

    FakeMachine freeHugePages(final int kibibytes, final int free) {
        return write("sys/kernel/mm/hugepages/hugepages-" + kibibytes + "kB/free_hugepages", free + "\n");
    }

    private FakeMachine write(final String file, final String content) {
        try {
            final Path path = root.resolve(file);
            Files.createDirectories(path.getParent());
            Files.writeString(path, content);
            return this;
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
