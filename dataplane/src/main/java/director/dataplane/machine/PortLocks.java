/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.machine;

import director.dataplane.configuration.PortDevice;
import director.dataplane.configuration.PortSettings;
import director.dataplane.configuration.Problem;
import director.dataplane.configuration.Problems;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Holds the ports of one director against every other: two would both answer for the same addresses.
 *
 * <p>What is locked is a kernel interface within its network namespace, or a PCI device on the whole machine. A virtual
 * device of DPDK belongs to its process and needs no lock, unless it names the interface that it opens.
 */
public final class PortLocks implements AutoCloseable {
    private static final Pattern PCI = Pattern.compile("(?:[0-9a-fA-F]{4}:)?[0-9a-fA-F]{2}:[0-9a-fA-F]{2}\\.[0-7]");
    private static final int SHORT_PCI = "03:00.0".length();
    private static final Pattern NAMED_INTERFACE = Pattern.compile(",iface=([^,]+)");

    private final List<PortLock> locks = new ArrayList<>();

    private PortLocks() {
    }

    /**
     * Locks every port, or none.
     *
     * @param ports     of a concluded configuration.
     * @param directory where the lock files are; made if missing. See {@link #defaultDirectory}.
     * @return the locks; to be closed after the ports.
     * @throws UnavailableException if another director has one of the ports.
     */
    public static PortLocks acquire(final List<PortSettings> ports, final Path directory) {
        final PortLocks held = new PortLocks();
        final Problems problems = new Problems();
        try {
            Files.createDirectories(directory,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            for (int i = 0; i < ports.size(); i++) {
                for (final PortDevice opened : ports.get(i).devices()) {
                    held.acquire(i, opened, directory, problems);
                }
            }
        } catch (final IOException | UncheckedIOException e) {
            held.close();
            throw new UnavailableException(List.of(new Problem("ports", null, "cannot be locked (" + e + ")",
                "make " + directory + " a directory that this user can write")));
        }
        if (!problems.list().isEmpty()) {
            held.close();
            throw new UnavailableException(problems.list());
        }
        return held;
    }

    /**
     * Where all directors of a machine, or of a user without privileges, look for one another.
     *
     * @return {@code /run/director} if that can be written or made, else a directory of the user's own.
     */
    public static Path defaultDirectory() {
        final Path run = Path.of("/run");
        final Path shared = run.resolve("director");
        if (Files.isWritable(shared) || (Files.notExists(shared) && Files.isWritable(run))) {
            return shared;
        }
        final String runtime = System.getenv("XDG_RUNTIME_DIR");
        return runtime == null || runtime.isEmpty()
            ? Path.of(System.getProperty("java.io.tmpdir"), "director-" + System.getProperty("user.name"))
            : Path.of(runtime, "director");
    }

    @Override
    public void close() {
        locks.forEach(PortLock::close);
        locks.clear();
    }

    private void acquire(
        final int port, final PortDevice opened, final Path directory, final Problems problems) throws IOException {
        final String key = key(opened);
        if (key == null) {
            return;
        }
        final Path file = directory.resolve(key + ".lock");
        final PortLock lock = PortLock.tryAcquire(file);
        if (lock == null) {
            final boolean isDevice = opened.device() != null;
            problems.add(isDevice ? opened.devicePath(port) : opened.interfacePath(port),
                isDevice ? opened.device() : opened.interfaceName(),
                "is in use by another director (process " + PortLock.owner(file) + ")",
                "stop that one or give this one another port");
        } else {
            locks.add(lock);
        }
    }

    private static @Nullable String key(final PortDevice opened) throws IOException {
        final String device = opened.device();
        if (device == null) {
            return networkNamespace() + "-" + opened.interfaceName();
        }
        final String first = device.split(",", 2)[0];
        if (PCI.matcher(first).matches()) {
            return (first.length() == SHORT_PCI ? "pci-0000:" : "pci-") + first.toLowerCase(Locale.ROOT);
        }
        final Matcher named = NAMED_INTERFACE.matcher(device);
        return named.find() ? networkNamespace() + "-" + named.group(1).replace('/', '_') : null;
    }

    /** The inode of the namespace: the link reads {@code net:[4026531840]}. */
    private static String networkNamespace() throws IOException {
        return Files.readSymbolicLink(Path.of("/proc/self/ns/net")).toString().replaceAll("\\D", "");
    }
}
