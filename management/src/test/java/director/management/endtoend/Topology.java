/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.endtoend;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Network namespaces around one director, as {@code deploy/lib/topology.sh} draws them: a client, the director, real
 * servers. Closing it ends every process inside.
 */
final class Topology implements AutoCloseable {
    static final Path PROJECT = Path.of(System.getProperty("basedir", ".")).toAbsolutePath().resolve("..").normalize();

    private static final String SCRIPT = PROJECT.resolve("deploy/lib/topology.sh").toString();
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final Path state;
    private final Properties names = new Properties();

    Topology(final int realServers) {
        this(realServers, false);
    }

    /** With a way of the director's kernel to the real servers, or without. */
    Topology(final int realServers, final boolean checks) {
        try {
            state = Files.createTempDirectory("director-topology");
            final String prefix = "dit" + ProcessHandle.current().pid() + "-" + COUNT.incrementAndGet();
            boolean up = false;
            try {
                Shell.succeed(SCRIPT, "up", state.toString(), "--prefix", prefix, "--reals", "" + realServers,
                    "--checks", checks ? "yes" : "no");
                try (var reader = Files.newBufferedReader(state.resolve("environment"))) {
                    names.load(reader);
                }
                up = true;
            } finally {
                if (!up) {
                    close();
                }
            }
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a namespace is called: {@code CLIENT}, {@code DIRECTOR}, {@code REAL1}... */
    String name(final String where) {
        return names.getProperty(where);
    }

    /** A command that runs in a namespace: {@code CLIENT}, {@code DIRECTOR}, {@code REAL1}... */
    List<String> in(final String where, final String... command) {
        final List<String> words = new ArrayList<>(List.of("ip", "netns", "exec", names.getProperty(where)));
        words.addAll(Arrays.asList(command));
        return words;
    }

    /** Starts one of the {@link Programs} in a namespace. */
    Process start(final String where, final String program, final String... arguments) {
        final List<String> command = Programs.command(
            List.of("-Xmx256m", "-Dsun.net.httpserver.maxIdleConnections=10000"), program, arguments);
        try {
            return new ProcessBuilder(in(where, command.toArray(String[]::new))).redirectErrorStream(true).start();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    @Override
    public void close() {
        Shell.succeed(SCRIPT, "down", state.toString());
        try (var left = Files.walk(state)) {
            left.sorted((a, b) -> b.compareTo(a)).forEach(path -> path.toFile().delete());
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
