/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management;

import director.management.replay.Difference;
import director.management.replay.Played;
import director.management.replay.Player;
import director.management.replay.Step;
import director.management.replay.Tally;
import director.management.replay.Trace;
import director.management.replay.TraceComparator;
import director.management.replay.TraceException;
import director.management.replay.TraceReader;
import director.management.replay.TraceWriter;
import director.management.schedulers.SchedulerPath;
import director.schedulers.SchedulerRegistry;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code director replay [--check] [--out DIR] TRACE...} and {@code director replay --rules FILE IN OUT}. */
@Command(
    name = "replay",
    description = "Plays recorded traces, each against an empty director with a clock of its own. Needs no port and no "
        + "privileges. Without options, prints the same steps with what this director did. With --rules, plays "
        + "captured packets and writes what this director sent.",
    exitCodeList = {
        " 0:all traces were played and, with --check, passed",
        " 1:with --check, a trace differs from its recording; without, a step is not supported yet",
        "64:the command line is wrong",
        "66:a trace, rules, a capture or a scheduler cannot be read or is malformed, or a file cannot be written",
        "70:internal error"
    })
final class ReplayCommand implements Callable<Integer> {
    private final Tally tally = new Tally();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private final SchedulerPathOption schedulerPath = new SchedulerPathOption();

    @Option(names = "--check", description = "Compare with what was recorded, name the first difference of each trace, "
        + "and count by kind how many passed.")
    private boolean check;

    @Option(names = "--out", paramLabel = "DIR", description = "Write DIR/<name of the trace> instead of printing.")
    private @Nullable Path directory;

    @Option(names = "--workers", paramLabel = "N", description = "Play traces with N workers, at which packets "
        + "arrive in turn, whoever owns them: 1 to " + Player.MOST_WORKERS + ", 1 unless told.")
    private int workers = 1;

    @Mixin
    private CaptureOptions captures = new CaptureOptions();

    @Parameters(arity = "0..*", paramLabel = "TRACE", description = "A recording: one JSON object a line. With "
        + "--rules, IN and OUT.")
    private List<Path> files = List.of();

    @Override
    public Integer call() {
        if (captures.given()) {
            return playCaptures();
        }
        if (files.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "name at least one TRACE, or --rules");
        }
        if (workers < 1 || workers > Player.MOST_WORKERS) {
            throw new ParameterException(spec.commandLine(),
                "--workers=" + workers + " is not in 1.." + Player.MOST_WORKERS);
        }
        prepareOutput();
        final SchedulerRegistry schedulers = schedulerPath.load(SchedulerPath::load);
        boolean malformed = false;
        boolean different = false;
        for (final Path file : files) {
            try {
                different |= !replay(TraceReader.read(file), schedulers);
            } catch (final TraceException e) {
                malformed = true;
                spec.commandLine().getErr().println("director: " + e.getMessage());
            }
        }
        if (check) {
            out().print(tally.text());
        }
        out().flush();
        spec.commandLine().getErr().flush();
        return (malformed ? ExitCode.NO_INPUT : different ? ExitCode.DIFFERENT : ExitCode.OK).code();
    }

    private int playCaptures() {
        if (workers != 1) {
            throw new ParameterException(spec.commandLine(), "--workers is for traces, not for --rules");
        }
        if (check || directory != null) {
            throw new ParameterException(spec.commandLine(), "--check and --out are for traces, not for --rules");
        }
        out().println(captures.play(spec.commandLine(), schedulerPath.load(SchedulerPath::load), files));
        out().flush();
        return ExitCode.OK.code();
    }

    /** Answers whether the trace passed. */
    private boolean replay(final Trace recorded, final SchedulerRegistry schedulers) {
        final Played played = Player.play(recorded, schedulers, workers);
        if (directory != null) {
            TraceWriter.write(played.trace(), directory.resolve(recorded.file().getFileName()));
        } else if (!check) {
            out().print(TraceWriter.text(played.trace()));
        }
        if (!check) {
            return report(played);
        }
        final Difference difference = TraceComparator.first(recorded, played);
        tally.add(recorded.kind(), difference == null);
        if (difference != null) {
            out().println(recorded.file() + ":" + difference.line() + ": " + difference.words());
        }
        return difference == null;
    }

    /** Names every step that was not carried out. Answers whether there was none. */
    private boolean report(final Played played) {
        boolean complete = true;
        for (final Step step : played.trace().steps()) {
            if (step.isNotSupported()) {
                complete = false;
                spec.commandLine().getErr().println(
                    "director: " + played.trace().file() + ":" + step.line() + ": " + step.notSupported());
            }
        }
        return complete;
    }

    private void prepareOutput() {
        if (directory == null) {
            return;
        }
        final Set<String> names = new HashSet<>();
        try {
            Files.createDirectories(directory);
            for (final Path file : files) {
                final Path target = directory.resolve(file.getFileName());
                if (!names.add(String.valueOf(file.getFileName()))) {
                    throw new ParameterException(spec.commandLine(), "two traces are called " + file.getFileName()
                        + ": play them into different directories");
                }
                if (Files.exists(file) && Files.exists(target) && Files.isSameFile(file, target)) {
                    throw new ParameterException(spec.commandLine(), "--out would overwrite " + file
                        + ": name another directory");
                }
            }
        } catch (final IOException e) {
            throw new TraceException(directory, "cannot be written: " + e, e);
        }
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
