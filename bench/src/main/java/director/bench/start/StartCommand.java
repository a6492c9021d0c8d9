/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.start;

import director.bench.environment.Environment;
import director.bench.rig.Cores;
import director.bench.support.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.ObjectNode;

/**
 * How much does a director lose whose code is not compiled yet? Expected: what comes while methods are interpreted and
 * compiled, most of it in the first tenth of a second, unless the director has warmed up before.
 */
@Command(
    name = "start",
    sortOptions = false,
    description = {
        "Starts a process and sends to its worker at once, for one second, SYNs and then data of 4,096 flows; prints "
            + "how many packets were lost, in each tenth of the second, because 1,024 waited. Nothing is warmed up by "
            + "the rig.",
        "Packets come in equal intervals, whether the worker is ready or not. Needs root, two cores and huge pages, "
            + "which it reserves for the time."
    })
public final class StartCommand implements Callable<Integer> {
    private static final double MOST_MPPS = 100;

    @Option(
        names = "--mpps",
        paramLabel = "RATE",
        defaultValue = "5",
        description = "Million packets a second: more than 0, up to 100 (default ${DEFAULT-VALUE}).")
    private double mpps;

    @Option(names = "--json", paramLabel = "FILE", description = "Also writes the results there as JSON.")
    private @Nullable Path json;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /** Made by picocli. */
    public StartCommand() {
        // Nothing to prepare.
    }

    @Override
    public Integer call() throws IOException {
        if (mpps <= 0 || mpps > MOST_MPPS) {
            throw new ParameterException(spec.commandLine(), "--mpps " + mpps + " is not above 0 and up to 100");
        }
        final Start start = Start.measure(Cores.require(), mpps);
        final Environment environment = Environment.current();
        final PrintWriter out = spec.commandLine().getOut();
        out.print(start.markdown() + "\n" + environment.sentence() + "\n");
        out.flush();
        if (json != null) {
            final ObjectNode root = Json.object();
            root.set("environment", Json.tree(environment.facts()));
            root.set("start", start.json());
            Files.writeString(json, Json.text(root));
        }
        return 0;
    }
}
