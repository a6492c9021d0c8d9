/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.start;

import director.bench.environment.Publication;
import director.bench.rig.Cores;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * How much does a director lose whose code is not compiled yet? Expected: what comes while methods are interpreted and
 * compiled, most of it in the first tenth of a second, unless the director has warmed up before.
 */
@Command(
    name = "start",
    sortOptions = false,
    description = {
        "Starts a process and sends to its worker at once, for one second, SYNs and then data of 4,096 flows; prints "
            + "how many packets were lost, in each tenth of the second, because 1,024 waited, and how many a thread on "
            + "the same core loses that does nothing. Nothing is warmed up by the rig.",
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

    @Mixin
    private Publication publication = new Publication();

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
        publication.publish("start", start.markdown(), start.json());
        return 0;
    }
}
