/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.plot;

import director.bench.support.BenchException;
import director.bench.support.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** {@code director bench plot}. */
@Command(
    name = "plot",
    description = {
        "Draws results of throughput, latency or all as SVG: throughput.svg has bars of each case's rate beside those "
            + "of testpmd, latency.svg a curve of percentiles for each load. What the results do not have is not drawn."
    })
public final class PlotCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "RESULT.json", description = "What was measured.")
    private Path results = Path.of("");

    @Parameters(index = "1", paramLabel = "DIRECTORY", description = "Where to draw; it is made if it is not there.")
    private Path directory = Path.of("");

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /** Made by picocli. */
    public PlotCommand() {
        // Nothing to prepare.
    }

    @Override
    public Integer call() throws IOException {
        final JsonNode root = Json.read(results);
        final JsonNode cases = root.path("cases");
        final JsonNode loads = root.path("latency").path("loads");
        if (cases.isEmpty() && loads.isEmpty()) {
            throw BenchException.failed(results + " has neither cases nor latency");
        }
        Files.createDirectories(directory);
        if (!cases.isEmpty()) {
            write("throughput.svg", RatePlot.draw(cases));
        }
        if (!loads.isEmpty()) {
            write("latency.svg", LatencyPlot.draw(loads));
        }
        return 0;
    }

    private void write(final String name, final String drawing) throws IOException {
        final Path file = directory.resolve(name);
        Files.writeString(file, drawing);
        final PrintWriter out = spec.commandLine().getOut();
        out.println(file);
        out.flush();
    }
}
