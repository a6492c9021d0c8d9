/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.machine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Reads what Linux tells of the machine and of this process. Stateless: every call reads anew. */
public final class Machine {
    private static final int BITS_PER_HEX_DIGIT = 4;

    private final Path root;

    /**
     * A machine below some directory.
     *
     * @param root where {@code proc} and {@code sys} are: {@code /}, or what a test wrote.
     */
    public Machine(final Path root) {
        this.root = root;
    }

    /**
     * The machine that this process runs on.
     *
     * @return the one whose root is {@code /}.
     */
    public static Machine local() {
        return new Machine(Path.of("/"));
    }

    /**
     * The kernel interfaces of this process's network namespace. {@code /proc/self/net} always shows that one;
     * {@code /sys/class/net} shows the one in which {@code /sys} was mounted.
     *
     * @return names, sorted.
     */
    public Set<String> interfaces() {
        final Set<String> names = new TreeSet<>();
        for (final String line : lines("proc/self/net/dev")) {
            final int colon = line.indexOf(':');
            if (colon > 0) {
                names.add(line.substring(0, colon).strip());
            }
        }
        return names;
    }

    /**
     * The CPUs that are online.
     *
     * @return numbers, sorted.
     */
    public Set<Integer> onlineCores() {
        return parseList(String.join("", lines("sys/devices/system/cpu/online")));
    }

    /**
     * The CPUs that this process may run on: a cpuset, a container or {@code taskset} can take some away.
     *
     * @return numbers, sorted.
     */
    public Set<Integer> allowedCores() {
        return parseList(status("Cpus_allowed_list"));
    }

    /**
     * Whether a capability is in effect.
     *
     * @param capability what to ask for.
     * @return false if calls that need it will be refused.
     */
    public boolean has(final Capability capability) {
        final String hex = status("CapEff");
        final int digit = hex.length() - 1 - capability.bit() / BITS_PER_HEX_DIGIT;
        return digit >= 0
            && ((Character.digit(hex.charAt(digit), 16) >>> (capability.bit() % BITS_PER_HEX_DIGIT)) & 1) == 1;
    }

    /**
     * Free huge pages of every size.
     *
     * @return MiB, rounded down.
     */
    public long freeHugeMegabytes() {
        final Path sizes = root.resolve("sys/kernel/mm/hugepages");
        if (!Files.isDirectory(sizes)) {
            return 0;
        }
        try (var directories = Files.newDirectoryStream(sizes, "hugepages-*kB")) {
            long kibibytes = 0;
            for (final Path directory : directories) {
                final String name = String.valueOf(directory.getFileName());
                final long size = Long.parseLong(name.substring("hugepages-".length(), name.length() - "kB".length()));
                kibibytes += size * number(root.relativize(directory) + "/free_hugepages");
            }
            return kibibytes / 1024;
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The size of the huge pages that {@code vm.nr_hugepages} counts.
     *
     * @return KiB, usually 2,048; 0 on a kernel without huge pages.
     */
    public long defaultHugePageKibibytes() {
        for (final String line : lines("proc/meminfo")) {
            if (line.startsWith("Hugepagesize:")) {
                return Long.parseLong(line.replaceAll("\\D", ""));
            }
        }
        return 0;
    }

    /**
     * How many huge pages of the default size are reserved, used or not.
     *
     * @return {@code vm.nr_hugepages}.
     */
    public long reservedHugePages() {
        return number("proc/sys/vm/nr_hugepages");
    }

    /**
     * Whether TAP devices can be made.
     *
     * @return true if the kernel has them and this process sees their control file.
     */
    public boolean hasTun() {
        return Files.exists(root.resolve("dev/net/tun"));
    }

    private String status(final String key) {
        for (final String line : lines("proc/self/status")) {
            if (line.startsWith(key + ":")) {
                return line.substring(key.length() + 1).strip();
            }
        }
        return "";
    }

    private long number(final String file) {
        final String text = String.join("", lines(file)).strip();
        return text.isEmpty() ? 0 : Long.parseLong(text);
    }

    private List<String> lines(final String file) {
        try {
            return Files.readAllLines(root.resolve(file));
        } catch (final NoSuchFileException e) {
            return List.of();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads the kernel's list format: {@code 0-3,8}. */
    private static Set<Integer> parseList(final String list) {
        final Set<Integer> numbers = new TreeSet<>();
        for (final String range : list.strip().split(",", -1)) {
            if (!range.isEmpty()) {
                final int dash = range.indexOf('-');
                final int first = Integer.parseInt(dash < 0 ? range : range.substring(0, dash));
                final int last = Integer.parseInt(range.substring(dash + 1));
                for (int number = first; number <= last; number++) {
                    numbers.add(number);
                }
            }
        }
        return numbers;
    }
}
