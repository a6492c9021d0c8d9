/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management;

import director.management.fuzz.FuzzException;
import director.management.fuzz.Fuzzer;
import java.io.PrintWriter;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code director fuzz [--packets N] [--seed S]}. */
@Command(
    name = "fuzz",
    description = "Sends wrong packets through directors in memory: recorded ones with mistakes, truncated and nested "
        + "headers, options that loop, fragments that overlap. Whatever goes wrong is shown with a seed and few frames "
        + "that repeat it. Needs no port and no privileges.",
    exitCodeList = {
        " 0:nothing went wrong",
        " 1:something did",
        "64:the command line is wrong",
        "70:internal error"
    })
final class FuzzCommand implements Callable<Integer> {
    private static final long MILLION = 1_000_000;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--packets", paramLabel = "N", description = "How many; ${DEFAULT-VALUE} unless told.")
    private long packets = MILLION;

    @Option(names = "--seed", paramLabel = "S", description = "The same seed makes the same packets; 1 unless told.")
    private long seed = 1;

    @Override
    public Integer call() {
        final PrintWriter out = spec.commandLine().getOut();
        final Fuzzer fuzzer = new Fuzzer();
        final long startNs = System.nanoTime();
        final long[] said = {0};
        try {
            fuzzer.truncate();
            fuzzer.run(seed, packets, sent -> {
                if (sent / MILLION > said[0]) {
                    said[0] = sent / MILLION;
                    report(out, fuzzer, startNs);
                }
            });
        } catch (final FuzzException e) {
            out.println(e.getMessage());
            out.flush();
            return ExitCode.DIFFERENT.code();
        }
        report(out, fuzzer, startNs);
        out.println("dropped for: " + new TreeSet<>(fuzzer.reasons()));
        out.flush();
        return ExitCode.OK.code();
    }

    private static void report(final PrintWriter out, final Fuzzer fuzzer, final long startNs) {
        final long millis = Math.max(1, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNs));
        out.printf("%,d packets in %,d s, %,d a second; %,d sent, %,d on the fast path%n", fuzzer.packets(),
            TimeUnit.MILLISECONDS.toSeconds(millis), fuzzer.packets() * 1_000 / millis, fuzzer.emitted(),
            fuzzer.fast());
        out.flush();
    }
}
