/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.workers;

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
 * Does a second worker add as much as the first one does? Expected: nearly, since workers share no memory that packets
 * of open connections write to; what is left are caches and memory that both have in common.
 */
@Command(
    name = "workers",
    sortOptions = false,
    description = {
        "Has two workers of one director forward packets of established connections, in turns alone and together, and "
            + "prints how much more both do than one. Each gets packets that it owns, so that none is handed over.",
        "Rates are those of processor time: the second worker shares its core with all other threads. Needs root, two "
            + "cores and huge pages, which it reserves for the time."
    })
public final class WorkersCommand implements Callable<Integer> {
    private static final int FEWEST_FLOWS = 64;
    private static final int MOST_FLOWS = 4_000_000;
    private static final double MOST_SECONDS = 60;
    private static final double LEAST_SECONDS = 0.05;
    private static final double MILLIS = 1_000;

    @Option(
        names = "--flows",
        paramLabel = "N",
        defaultValue = "4096",
        description = "Connections of both workers together: 64 to 4,000,000 (default ${DEFAULT-VALUE}).")
    private int flows;

    @Option(
        names = "--seconds",
        paramLabel = "S",
        defaultValue = "1",
        description = "How long each of the 15 stretches of time is: 0.05 to 60 (default ${DEFAULT-VALUE}).")
    private double seconds;

    @Option(
        names = "--shared-pool",
        description = "Has both workers share one pool of mbufs, as those of a director do whose memory.mbufs are too "
            + "few for more.")
    private boolean sharedPool;

    @Mixin
    private Publication publication = new Publication();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /** Made by picocli. */
    public WorkersCommand() {
        // Nothing to prepare.
    }

    @Override
    public Integer call() throws IOException {
        if (flows < FEWEST_FLOWS || flows > MOST_FLOWS) {
            throw new ParameterException(spec.commandLine(), "--flows " + flows + " is not from 64 to 4,000,000");
        }
        if (!(seconds >= LEAST_SECONDS && seconds <= MOST_SECONDS)) {
            throw new ParameterException(spec.commandLine(), "--seconds " + seconds + " is not from 0.05 to 60");
        }
        final Workers workers = Workers.measure(Cores.require(), flows, (int) (seconds * MILLIS), !sharedPool);
        publication.publish("workers", workers.markdown(), workers.json());
        return 0;
    }
}
