/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bindings;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Where shared libraries may lie: distributions' directories, those of a build from source, LD_LIBRARY_PATH. */
final class LibraryDirectories {
    private static final List<String> ROOTS = List.of("/usr/local", "/usr", "/opt/dpdk", "");

    private LibraryDirectories() {
    }

    /** Those that exist, the most specific first. */
    static List<Path> usual() {
        final Set<Path> directories = new LinkedHashSet<>();
        for (final String named : System.getenv().getOrDefault("LD_LIBRARY_PATH", "").split(":", -1)) {
            if (!named.isEmpty()) {
                directories.add(Path.of(named));
            }
        }
        for (final String root : ROOTS) {
            directories.addAll(multiarch(Path.of(root + "/lib")));
            directories.add(Path.of(root + "/lib64"));
            directories.add(Path.of(root + "/lib"));
        }
        return directories.stream().filter(Files::isDirectory).toList();
    }

    private static List<Path> multiarch(final Path parent) {
        final List<Path> directories = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(parent, "*-linux-gnu*")) {
            found.forEach(directories::add);
        } catch (final IOException e) {
            return List.of();
        }
        return directories;
    }
}
