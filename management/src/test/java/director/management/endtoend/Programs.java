/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.endtoend;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * The small programs of the test resources that run inside namespaces, each a class without a package. They are
 * compiled once, into the build directory: a JVM that is given a source file instead takes a second longer, each time.
 * Of processes that run tests beside each other, each has a directory of its own. What one compiles while another's
 * program begins would else be read half-written.
 */
final class Programs {
    private static final Path SOURCES = Topology.PROJECT.resolve("management/src/test/resources/endtoend");
    private static final Path CLASSES = compile();

    private Programs() {
    }

    /** The command that runs one, with more flags of the JVM. */
    static List<String> command(final List<String> flags, final String program, final String... arguments) {
        final List<String> command = new ArrayList<>(List.of(Topology.java(), "-XX:+UseSerialGC", "-XX:-UsePerfData",
            "-XX:TieredStopAtLevel=1"));
        command.addAll(flags);
        command.addAll(List.of("-cp", CLASSES.toString(), program));
        command.addAll(Arrays.asList(arguments));
        return command;
    }

    /** The command that runs one, with arguments. */
    static List<String> command(final String program, final String... arguments) {
        return command(List.of(), program, arguments);
    }

    private static Path compile() {
        final Path classes = Topology.PROJECT.resolve("management/target/endtoend")
            .resolve(Long.toString(ProcessHandle.current().pid()));
        final List<String> command = new ArrayList<>(List.of(
            Path.of(System.getProperty("java.home"), "bin", "javac").toString(), "-d", classes.toString()));
        try (Stream<Path> files = Files.list(SOURCES)) {
            files.map(Path::toString).filter(file -> file.endsWith(".java")).forEach(command::add);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
        Shell.succeed(command.toArray(String[]::new));
        return classes;
    }
}
