/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.expiry;

import director.bench.support.BenchException;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Does a crowd of connections that end at the same moment hold up the packets that come then? Expected: a few
 * microseconds a duty cycle, since each handles a bounded number of timers, and well under a second for all.
 */
@Command(
    name = "expiry",
    description = {
        "Opens connections in a worker in memory, lets them expire all at once, and measures its duty cycles.",
        "Time is processor time of the thread: a worker has its processor for itself, whatever else this machine does.",
        "Fails when the last one is gone more than a second late, or a duty cycle takes more than 100 microseconds."
    })
public final class ExpiryCommand implements Callable<Integer> {
    private static final int MILLION = 1_000_000;
    private static final long LATE_NS = TimeUnit.SECONDS.toNanos(1);
    private static final long CYCLE_NS = TimeUnit.MICROSECONDS.toNanos(100);
    private static final double NS_A_MILLI = 1e6;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--connections", paramLabel = "N", description = "A million unless told.")
    private int connections = MILLION;

    @Option(names = "--rounds", paramLabel = "N", description = "The last of them counts; 4 unless told.")
    private int rounds = 4;

    /** Made by picocli. */
    public ExpiryCommand() {
        // Nothing to prepare.
    }

    @Override
    public Integer call() {
        boolean good = false;
        for (int round = 1; round <= rounds; round++) {
            try (ExpiryRun run = new ExpiryRun(connections)) {
                run.run();
                report(round, run);
                good = run.lateNs() <= LATE_NS && run.expiring().quantileNs(1) <= CYCLE_NS;
            }
        }
        return good ? 0 : BenchException.FAILED;
    }

    private void report(final int round, final ExpiryRun run) {
        final PrintWriter out = spec.commandLine().getOut();
        out.printf(Locale.ROOT, "round %d: %,d connections of %.1f bytes, the last gone %.1f ms after it was due%n",
            round, connections, run.bytesEach(), run.lateNs() / NS_A_MILLI);
        out.println("  opening   " + run.opening());
        out.println("  expiring  " + run.expiring());
        out.println("  idle      " + run.idle());
        out.flush();
    }
}
