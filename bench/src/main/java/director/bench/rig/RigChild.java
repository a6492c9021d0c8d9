/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.rig;

import director.bench.support.BenchException;
import director.bench.support.ChildJvm;
import director.bench.support.Children;
import director.bindings.ControlThreads;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.json.JsonMapper;

/** A measurement in a process of its own: a fresh DPDK and a fresh JIT each time. */
public final class RigChild {
    private RigChild() {
    }

    /** What such a process does. */
    @FunctionalInterface
    public interface Body {
        /**
         * Measures.
         *
         * @param settings what.
         * @return what was measured, to be written as JSON.
         * @throws Exception if anything is not as it has to be.
         */
        Object measure(RigSettings settings) throws Exception;
    }

    /**
     * Starts a process and waits for what it measures.
     *
     * @param main      calls {@link #main}.
     * @param settings  for it.
     * @param result    what it answers.
     * @param directory where both can leave files.
     * @param seconds   how long it may take.
     * @param <T>       what it answers.
     * @return what was measured.
     * @throws BenchException if it fails or takes longer.
     */
    public static <T> T run(final Class<?> main, final RigSettings settings, final Class<T> result,
        final Path directory, final int seconds) {
        final Path file = directory.resolve("measurement.json");
        final ProcessBuilder builder = new ProcessBuilder(ChildJvm.command(
            main, List.of(file.toString(), JsonMapper.shared().writeValueAsString(settings))))
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.INHERIT);
        try {
            Files.deleteIfExists(file);
            final Process process = Children.watch(builder.start());
            if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw BenchException.failed("the director did not end within " + seconds + " s");
            }
            if (process.exitValue() != 0) {
                throw BenchException.failed("the director ended with " + process.exitValue() + "; why stands above");
            }
            return JsonMapper.shared().readValue(Files.readAllBytes(file), result);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw BenchException.failed("interrupted");
        }
    }

    /**
     * The other end of {@link #run}: measures and writes the answer, or says why not and ends the process.
     *
     * @param arguments of the process.
     * @param body      measures.
     * @throws Exception if anything is not as it has to be.
     */
    public static void main(final String[] arguments, final Body body) throws Exception {
        try {
            final RigSettings settings = JsonMapper.shared().readValue(arguments[1], RigSettings.class);
            // As a director that is run does: what compiles and collects is not to stop packets.
            final BitSet worker = new BitSet();
            worker.set(settings.workerCore());
            ControlThreads.keepOff(worker);
            final Object result = body.measure(settings);
            Files.write(Path.of(arguments[0]), JsonMapper.shared().writeValueAsBytes(result));
        } catch (final BenchException e) {
            System.err.println("director: " + e.getMessage());
            System.exit(e.exitCode());
        }
    }
}
