/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.all;

import director.bench.environment.Environment;
import director.bench.support.BenchException;
import director.bench.support.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.ObjectNode;

/** {@code director bench all}. */
@Command(
    name = "all",
    sortOptions = false,
    description = {
        "Measures all that is published: throughput beside testpmd, new connections, two workers, latency, the "
            + "first second, weights that change, connections that end together, and schedulers. Writes DATE-HOST.json "
            + "and .md; the latter begins with what is aimed at, set beside what was measured, and goes to standard "
            + "output, too.",
        "Takes an hour or more, with --quick ten minutes or more: on a busy machine much is measured again. What needs "
            + "root, DPDK, two cores or a quiet machine, and does not find it, is noted as not measured; the rest goes "
            + "on, and the exit code is 1."
    })
public final class AllCommand implements Callable<Integer> {
    private static final int DATE = 10;

    @Option(names = "--quick", description = "Fewer cases, one round of each, and shorter ones.")
    private boolean quick;

    @Option(
        names = "--only",
        split = ",",
        paramLabel = "PART",
        description = "Leaves the others out, and keeps what the files of the day have of them: throughput, syn, "
            + "workers, latency, start, weights, expiry, schedulers.")
    private List<String> only = List.of();

    @Option(
        names = "--directory",
        paramLabel = "DIRECTORY",
        defaultValue = "bench/results",
        description = "Where to write (default ${DEFAULT-VALUE}, below the current directory).")
    private Path directory = Path.of("");

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /** Made by picocli. */
    public AllCommand() {
        // Nothing to prepare.
    }

    @Override
    public Integer call() throws IOException {
        final List<Part> parts = parts();
        Files.createDirectories(directory);
        final Environment environment = Environment.current();
        final Path json = directory.resolve(name(environment) + ".json");
        final Everything everything =
            new Everything(quick ? Plan.quick() : Plan.published(), environment, this::say, earlier(json));
        everything.measure(parts);
        final String markdown = everything.markdown();
        Files.writeString(json, Json.text(everything.results()));
        Files.writeString(directory.resolve(name(environment) + ".md"), markdown);
        final PrintWriter out = spec.commandLine().getOut();
        out.print(markdown);
        out.flush();
        say("written: " + json + ", and .md beside it");
        return everything.lacks(parts) ? BenchException.FAILED : 0;
    }

    /** Results that were written before, if only a part of them is to be measured. */
    private ObjectNode earlier(final Path json) {
        return !only.isEmpty() && Files.exists(json) && Json.read(json) instanceof ObjectNode found
            ? found : Json.object();
    }

    private List<Part> parts() {
        try {
            return Part.of(only);
        } catch (final IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    /** For example {@code 2026-11-28-balancer}. */
    static String name(final Environment environment) {
        final String date = environment.text("date");
        return date.substring(0, Math.min(DATE, date.length())) + "-"
            + environment.text("host").replaceAll("[^A-Za-z0-9.-]", "_");
    }

    private void say(final String words) {
        final PrintWriter err = spec.commandLine().getErr();
        err.println(words);
        err.flush();
    }
}
