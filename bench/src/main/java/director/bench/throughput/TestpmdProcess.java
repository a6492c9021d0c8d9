/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.throughput;

import director.bench.support.BenchException;
import director.bench.support.Children;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A running testpmd whose console is ours. From one thread. */
final class TestpmdProcess implements AutoCloseable {
    private static final String PROMPT = "testpmd> ";
    private static final String WORKER = "rte-worker-1";
    private static final int START_SECONDS = 60;
    private static final int POLL_MS = 10;

    private final Process process;
    private final ByteArrayOutputStream output = new ByteArrayOutputStream();
    private final Thread reader;

    /** Starts it and waits until it takes commands. */
    TestpmdProcess(final List<String> command) throws IOException, InterruptedException {
        process = Children.watch(new ProcessBuilder(command).redirectErrorStream(true).start());
        reader = Thread.ofPlatform().daemon().start(this::read);
        boolean ready = false;
        try {
            final long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
            while (!output().contains(PROMPT)) {
                if (!process.isAlive() || System.nanoTime() - deadline > 0) {
                    reader.join(TimeUnit.SECONDS.toMillis(1));
                    throw BenchException.failed("testpmd did not start:\n" + output());
                }
                Thread.sleep(POLL_MS);
            }
            ready = true;
        } finally {
            if (!ready) {
                close();
            }
        }
    }

    private void read() {
        try (InputStream in = process.getInputStream()) {
            in.transferTo(output);
        } catch (final IOException e) {
            output.writeBytes(e.toString().getBytes(StandardCharsets.US_ASCII));
        }
    }

    private String output() {
        return output.toString(StandardCharsets.US_ASCII);
    }

    /** Gives a command, then waits. */
    void type(final String command, final int thenMs) throws IOException, InterruptedException {
        if (!process.isAlive()) {
            throw BenchException.failed("testpmd died:\n" + output());
        }
        final OutputStream console = process.getOutputStream();
        console.write((command + "\n").getBytes(StandardCharsets.US_ASCII));
        console.flush();
        pause(thenMs);
    }

    void pause(final int milliseconds) throws InterruptedException {
        Thread.sleep(milliseconds);
    }

    /** Processor time of the thread that forwards, so far. Source: proc(5), schedstat of the kernel's documentation. */
    long workerCpuNs() throws IOException {
        final Path tasks = Path.of("/proc", Long.toString(process.pid()), "task");
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(tasks)) {
            for (final Path thread : threads) {
                if (Files.readString(thread.resolve("comm")).strip().equals(WORKER)) {
                    return Long.parseLong(Files.readString(thread.resolve("schedstat")).split(" ", 2)[0]);
                }
            }
        }
        throw BenchException.failed("testpmd has no thread " + WORKER);
    }

    /** Ends it. Answers all that it printed. */
    String quit() throws IOException, InterruptedException {
        type("stop", 0);
        type("quit", 0);
        if (!process.waitFor(START_SECONDS, TimeUnit.SECONDS)) {
            throw BenchException.failed("testpmd did not end:\n" + output());
        }
        reader.join();
        return output();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
