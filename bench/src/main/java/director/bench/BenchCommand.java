/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench;

import director.bench.all.AllCommand;
import director.bench.compare.CompareCommand;
import director.bench.environment.EnvironmentCommand;
import director.bench.expiry.ExpiryCommand;
import director.bench.jmh.JmhCommand;
import director.bench.latency.LatencyCommand;
import director.bench.latency.WeightsCommand;
import director.bench.plot.PlotCommand;
import director.bench.start.StartCommand;
import director.bench.support.BenchException;
import director.bench.throughput.ThroughputCommand;
import director.bench.workers.WorkersCommand;
import director.bindings.DpdkException;
import director.bindings.DpdkUnavailableException;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ScopeType;

/** {@code director bench}: the way from arguments to an exit code. */
@Command(
    name = "director bench",
    scope = ScopeType.INHERIT,
    usageHelpAutoWidth = true,
    description = "Measures the director on this machine.",
    exitCodeOnInvalidInput = 64,
    exitCodeOnExecutionException = 70,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
        " 0:everything was measured",
        " 1:a measurement failed, the machine was too busy for it to count, or a comparison found something worse",
        "64:the command line is wrong",
        "69:DPDK, testpmd, huge pages or cores are missing",
        "70:internal error"
    },
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
        AllCommand.class, ThroughputCommand.class, WorkersCommand.class, LatencyCommand.class, StartCommand.class,
        WeightsCommand.class, ExpiryCommand.class, JmhCommand.class, CompareCommand.class, PlotCommand.class,
        EnvironmentCommand.class
    })
public final class BenchCommand implements Runnable {
    @CommandLine.Option(
        names = {"-h", "--help"},
        usageHelp = true,
        scope = ScopeType.INHERIT,
        description = "Show this help message and exit.")
    @SuppressWarnings("UnusedVariable")
    private boolean help;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    /**
     * Runs one command and ends the JVM with its exit code.
     *
     * @param arguments see {@code director bench --help}.
     */
    public static void main(final String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    /**
     * The command line, ready to be executed.
     *
     * @return a new one.
     */
    public static CommandLine commandLine() {
        return new CommandLine(new BenchCommand())
            .setExecutionExceptionHandler(BenchCommand::report)
            .setParameterExceptionHandler(BenchCommand::refuse);
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "Missing command: " + String.join(", ",
            spec.subcommands().values().stream().map(CommandLine::getCommandName).distinct().toList()));
    }

    private static int refuse(final CommandLine.ParameterException exception, final String[] arguments) {
        final CommandLine command = exception.getCommandLine();
        command.getErr().println("director: " + exception.getMessage());
        command.getErr().println("See " + command.getCommandSpec().qualifiedName() + " --help.");
        command.getErr().flush();
        return command.getCommandSpec().exitCodeOnInvalidInput();
    }

    private static int report(
        final Exception exception, final CommandLine command, final CommandLine.ParseResult arguments) {
        final PrintWriter err = command.getErr();
        final int exitCode = switch (exception) {
            case BenchException expected -> expected.exitCode();
            case DpdkUnavailableException _ -> BenchException.UNAVAILABLE;
            case DpdkException _ -> BenchException.UNAVAILABLE;
            default -> command.getCommandSpec().exitCodeOnExecutionException();
        };
        if (exitCode == command.getCommandSpec().exitCodeOnExecutionException()) {
            exception.printStackTrace(err);
        } else {
            String.valueOf(exception.getMessage()).lines().map(line -> "director: " + line).forEach(err::println);
        }
        err.flush();
        return exitCode;
    }
}
