/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.endtoend;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Programs that {@code ./director test} unpacks and does not install, for their packages would start services. One that
 * is installed is preferred.
 */
final class Unpacked {
    private static final Path UNPACKED = Topology.PROJECT.resolve("dist/programs");

    private Unpacked() {
    }

    static void assume(final String program, final String debianPackage) {
        assumeTrue(Shell.has(program) || Files.isExecutable(unpacked(program)),
            "needs " + program + ": apt-get install " + debianPackage);
    }

    /** The command that runs one with these arguments. */
    static List<String> command(final String program, final String... arguments) {
        final List<String> command = new ArrayList<>();
        if (Shell.has(program)) {
            command.add(program);
        } else {
            command.addAll(List.of("env", "LD_LIBRARY_PATH=" + libraries(), unpacked(program).toString()));
        }
        command.addAll(Arrays.asList(arguments));
        return command;
    }

    private static Path unpacked(final String program) {
        final Path user = UNPACKED.resolve("usr/bin").resolve(program);
        return Files.exists(user) ? user : UNPACKED.resolve("usr/sbin").resolve(program);
    }

    /** Of whichever architecture: {@code usr/lib/x86_64-linux-gnu}. */
    private static String libraries() {
        return Stream.of("lib", "usr/lib").map(UNPACKED::resolve).filter(Files::isDirectory)
            .flatMap(Unpacked::entries).filter(directory -> directory.toString().endsWith("-linux-gnu"))
            .map(Path::toString).collect(Collectors.joining(":"));
    }

    private static Stream<Path> entries(final Path directory) {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.toList().stream();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
