/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.environment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the kernel tells in files. A file that is not there is no error: its fact is unknown. Any thread. */
final class SystemFiles {
    static final String UNKNOWN = "unknown";

    private static final String CPUS = "sys/devices/system/cpu/";

    private final Path root;

    /** Files below a directory, which is the root of the file system unless a test has another. */
    SystemFiles(final Path root) {
        this.root = root;
    }

    /** A whole file without blanks at its ends. */
    String text(final String name, final String otherwise) {
        try {
            return Files.readString(root.resolve(name)).strip();
        } catch (final IOException e) {
            return otherwise;
        }
    }

    /** What follows a key and a colon in the first line that begins with it. */
    String value(final String name, final String key) {
        return text(name, "").lines()
            .filter(line -> line.startsWith(key) && line.indexOf(':') >= 0)
            .map(line -> line.substring(line.indexOf(':') + 1).strip())
            .findFirst().orElse(UNKNOWN);
    }

    /** A number of kilobytes in {@code /proc/meminfo}, in megabytes; 0 if it is not there. */
    long megabytes(final String key) {
        final String digits = value("proc/meminfo", key + ":").replaceAll("[^0-9]", "");
        return digits.isEmpty() ? 0 : Long.parseLong(digits) / 1_024;
    }

    /** The caches of the first processor, as {@code L1 Data 32K, shared by 0-1}. */
    List<String> caches() {
        return names(CPUS + "cpu0/cache").stream().filter(name -> name.startsWith("index")).map(name -> {
            final String cache = CPUS + "cpu0/cache/" + name + "/";
            return "L" + text(cache + "level", "?") + " " + text(cache + "type", "?") + " " + text(cache + "size", "?")
                + ", shared by " + text(cache + "shared_cpu_list", "?");
        }).toList();
    }

    /** What the kernel does about each weakness of the processor that it knows. */
    Map<String, String> mitigations() {
        final Map<String, String> found = new LinkedHashMap<>();
        names(CPUS + "vulnerabilities").forEach(name ->
            found.put(name, text(CPUS + "vulnerabilities/" + name, UNKNOWN)));
        return found;
    }

    /** What chooses the processor's frequency; {@code none} where the system does not. */
    String governor() {
        return text(CPUS + "cpu0/cpufreq/scaling_governor", "none");
    }

    private List<String> names(final String directory) {
        try (var files = Files.list(root.resolve(directory))) {
            return files.map(file -> String.valueOf(file.getFileName())).sorted().toList();
        } catch (final IOException e) {
            return List.of();
        }
    }
}
