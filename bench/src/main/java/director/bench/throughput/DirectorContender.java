/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.throughput;

import director.bench.support.BenchException;
import director.bench.support.ChildJvm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import tools.jackson.databind.json.JsonMapper;

/** The director, in a process of its own for each measurement. */
final class DirectorContender implements Supplier<Measurement> {
    private static final int START_AND_STOP_SECONDS = 60;
    private static final int MS_PER_SECOND = 1_000;

    private final RigSettings settings;
    private final Path result;

    /** A contender that notes its results in a directory of its own. */
    DirectorContender(final RigSettings settings, final Path directory) {
        this.settings = settings;
        this.result = directory.resolve("measurement.json");
    }

    @Override
    public Measurement get() {
        final List<String> arguments = new ArrayList<>();
        arguments.add(result.toString());
        arguments.addAll(settings.arguments());
        final ProcessBuilder builder = new ProcessBuilder(ChildJvm.command(RigProcess.class, arguments))
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.INHERIT);
        try {
            Files.deleteIfExists(result);
            final Process process = Children.watch(builder.start());
            final int seconds =
                START_AND_STOP_SECONDS + (settings.measureMs() + settings.warmUpMs()) / MS_PER_SECOND;
            if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw BenchException.failed("the director did not end within " + seconds + " s");
            }
            if (process.exitValue() != 0) {
                throw BenchException.failed("the director ended with " + process.exitValue() + "; why stands above");
            }
            return JsonMapper.shared().readValue(Files.readAllBytes(result), Measurement.class);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw BenchException.failed("interrupted");
        }
    }
}
