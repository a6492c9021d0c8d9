/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.health.probe;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Runs programs of others: in a process group of their own, which is killed as a whole when the time is over or the
 * program has ended, with a small part of what they print. Blocks the thread of the operating system that it is called
 * on.
 */
public final class Program {
    /** How much of what a program prints is kept, in bytes. */
    static final int OUTPUT_MAX = 4_096;

    private static final Path SET_SESSION = Path.of("/usr/bin/setsid");
    private static final long POLL_MS = 10;
    private static final long KILL_PATIENCE_MS = 5_000;

    private Program() {
    }

    /**
     * What came of it.
     *
     * @param exitCode 0 to 255.
     * @param output   the beginning of what it printed, on standard output and error.
     */
    public record Result(int exitCode, String output) {
    }

    /**
     * Runs a program to its end.
     *
     * @param command     its absolute path and its arguments, which no shell looks at.
     * @param environment variables beside the director's own.
     * @param deadline    until when.
     * @return what came of it.
     * @throws IOException          if it cannot be started, or the time is over.
     * @throws InterruptedException if the thread was interrupted; the program is killed then, too.
     */
    public static Result run(
        final List<String> command, final Map<String, String> environment, final Deadline deadline)
            throws IOException, InterruptedException {
        if (!Files.isExecutable(Path.of(command.getFirst()))) {
            throw new ProbeException(command.getFirst() + " is not there, or not to be run");
        }
        final List<String> words = new ArrayList<>(List.of(SET_SESSION.toString()));
        words.addAll(command);
        final ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
        builder.environment().putAll(environment);
        final Process process = builder.start();
        try {
            process.getOutputStream().close();
            return await(process, deadline);
        } finally {
            killGroup(process);
        }
    }

    private static Result await(final Process process, final Deadline deadline)
            throws IOException, InterruptedException {
        final StringBuilder output = new StringBuilder();
        final byte[] piece = new byte[OUTPUT_MAX];
        final InputStream in = process.getInputStream();
        while (true) {
            final boolean ended = process.waitFor(POLL_MS, TimeUnit.MILLISECONDS);
            // What is not there yet is not waited for: a child that lives on may keep the pipe open.
            while (in.available() > 0) {
                final int count = in.read(piece, 0, Math.min(in.available(), OUTPUT_MAX));
                final int room = Math.max(0, OUTPUT_MAX - output.length());
                output.append(new String(piece, 0, Math.min(Math.max(count, 0), room), StandardCharsets.ISO_8859_1));
                if (deadline.isOver()) {
                    throw deadline.expired();
                }
            }
            if (ended) {
                return new Result(process.exitValue(), output.toString());
            }
            if (deadline.isOver()) {
                throw deadline.expired();
            }
        }
    }

    /** The program and whatever it has started and left, unless that made a group of its own. */
    private static void killGroup(final Process process) throws IOException {
        // Also when the program has ended: what it left behind has no business here.
        final Process kill = new ProcessBuilder("/bin/sh", "-c", "kill -s KILL -- \"-$1\"", "sh",
            Long.toString(process.pid())).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
        boolean interrupted = false;
        try {
            kill.waitFor(KILL_PATIENCE_MS, TimeUnit.MILLISECONDS);
        } catch (final InterruptedException e) {
            interrupted = true;
        }
        process.destroyForcibly();
        process.getInputStream().close();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
