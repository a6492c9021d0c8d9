/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** A client that asks a service a hundred times a second, and knows when it was answered last. */
final class Pulse implements AutoCloseable {
    private static final Path PROGRAM = Topology.PROJECT.resolve("management/src/test/resources/endtoend/pulse.py");
    private static final Duration SILENCE = Duration.ofMillis(300);
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final Process process;
    private final AtomicLong lastAnswer = new AtomicLong();
    private final AtomicLong longestGap = new AtomicLong();

    /** Its clock is that of {@link System#nanoTime()}. */
    Pulse(final Topology topology, final String address, final int port, final String... source) throws IOException {
        final List<String> command = topology.in("CLIENT", "python3", PROGRAM.toString(), address, "" + port);
        command.addAll(List.of(source));
        process = new ProcessBuilder(command).redirectErrorStream(true).start();
        Thread.ofVirtual().start(() -> listen(process.inputReader()));
    }

    private void listen(final BufferedReader answers) {
        answers.lines().mapToLong(Long::parseLong).forEach(answer -> {
            final long before = lastAnswer.getAndSet(answer);
            longestGap.accumulateAndGet(before == 0 ? 0 : answer - before, Math::max);
        });
    }

    /** Waits for an answer that came after a time of {@link System#nanoTime()}. Answers after how many milliseconds. */
    long answeredAfter(final long nanoTime, final Duration patience) {
        while (lastAnswer.get() - nanoTime < 0) {
            assertThat(Duration.ofNanos(System.nanoTime() - nanoTime)).as("without an answer").isLessThan(patience);
            assertThat(process.isAlive()).isTrue();
            Shell.succeed("sleep", "0.01");
        }
        return (lastAnswer.get() - nanoTime) / NANOS_PER_MILLI;
    }

    /** The longest time between two answers since the last call, in milliseconds. */
    long longestGap() {
        return longestGap.getAndSet(0) / NANOS_PER_MILLI;
    }

    /** Waits until no answers come any more. */
    void awaitSilence(final Duration patience) {
        final long begin = System.nanoTime();
        while (System.nanoTime() - lastAnswer.get() < SILENCE.toNanos()) {
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).as("still answered").isLessThan(patience);
            Shell.succeed("sleep", "0.01");
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            process.getInputStream().close();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
