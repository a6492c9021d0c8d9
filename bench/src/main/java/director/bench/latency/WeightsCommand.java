/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.latency;

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
 * Does a worker pause when the weight of a real server changes? Expected: no packet is lost; the next burst relearns
 * the ways to real servers, and a collection of the conductor's garbage stops the worker for its time.
 */
@Command(
    name = "weights",
    sortOptions = false,
    description = {
        "Changes weights among 10,000 real servers of one service, at half the peak rate, each 10 milliseconds after "
            + "the one before was done, and prints how long bursts took inside the worker and how many packets were "
            + "lost, beside the same load without changes, and what a thread on the same core loses of it that does "
            + "nothing. NAT of established TCP over IPv4, 4,096 flows.",
        "Needs root, two cores and huge pages, which it reserves for the time."
    })
public final class WeightsCommand implements Callable<Integer> {
    /** Real servers say that they are there before each load, which is believed for half a minute. */
    private static final int MOST_SECONDS = 20;
    private static final int MS_PER_SECOND = 1_000;
    private static final double LEAST_SECONDS = 0.1;

    @Option(
        names = "--seconds",
        paramLabel = "SECONDS",
        defaultValue = "5",
        description = "How long each load is measured: 0.1 to 20 (default ${DEFAULT-VALUE}).")
    private double seconds;

    @Mixin
    private Publication publication = new Publication();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /** Made by picocli. */
    public WeightsCommand() {
        // Nothing to prepare.
    }

    @Override
    public Integer call() throws IOException {
        if (seconds < LEAST_SECONDS || seconds > MOST_SECONDS) {
            throw new ParameterException(
                spec.commandLine(), "--seconds " + seconds + " is not in 0.1.." + MOST_SECONDS);
        }
        final Weights weights = Weights.measure(Cores.require(), (int) (seconds * MS_PER_SECOND));
        publication.publish("weights", weights.markdown(), weights.json());
        return 0;
    }
}
