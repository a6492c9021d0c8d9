/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management;

import director.management.logging.StderrLogger;
import java.lang.module.ModuleDescriptor;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** {@code director}: options that all commands share, and the way from arguments to an exit code. */
@Command(
    name = "director",
    scope = ScopeType.INHERIT,
    mixinStandardHelpOptions = true,
    versionProvider = DirectorCommand.Version.class,
    usageHelpAutoWidth = true,
    description = "A layer-4 load balancer on DPDK.",
    exitCodeOnInvalidInput = 64,
    exitCodeOnExecutionException = 70,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
        "  0:done, or stopped by a signal",
        "  1:a thread died while running, a running director refused, or a replay differs from its recording",
        " 64:the command line is wrong",
        " 66:a trace, rules, a capture, a keepalived.conf or a scheduler cannot be read or is malformed",
        " 69:DPDK, a port, a core or memory is not available",
        " 70:internal error",
        " 77:privileges are not enough",
        " 78:the configuration is missing or wrong",
        "130:interrupted while it waited"
    })
public final class DirectorCommand {
    @Option(
        names = "--debug",
        scope = ScopeType.INHERIT,
        description = "Log at level debug, and show the stack of an error.")
    private boolean debug;

    @Option(
        names = "--log-level",
        scope = ScopeType.INHERIT,
        paramLabel = "LEVEL",
        description = "What to log to standard error: error, warning, info (default), debug or trace.")
    private System.Logger.@Nullable Level logLevel;

    private DirectorCommand() {
    }

    /**
     * Runs one command and ends the JVM with its exit code.
     *
     * @param arguments see {@code director --help}.
     */
    public static void main(final String[] arguments) {
        final StopSignal stop = new StopSignal();
        stop.exit(commandLine(Surroundings.real(stop)).execute(arguments));
    }

    static CommandLine commandLine(final Surroundings surroundings) {
        final DirectorCommand director = new DirectorCommand();
        final CommandLine commandLine = new CommandLine(director)
            .addSubcommand(new RunCommand(surroundings))
            .addSubcommand(new CheckConfigCommand(surroundings))
            .addSubcommand(new ImportCommand())
            .addSubcommand(new ReplayCommand())
            .addSubcommand(new FuzzCommand())
            .addSubcommand(new StatusCommand())
            .addSubcommand(new ServicesCommand())
            .addSubcommand(new RefusalsCommand())
            .addSubcommand(new SnatCommand())
            .addSubcommand(new ConnectionsCommand())
            .addSubcommand(new SetCommand())
            .addSubcommand(new DrainCommand(surroundings.stop(), System::nanoTime))
            .addSubcommand(new EventsCommand())
            .addSubcommand(new ApplyCommand())
            .addSubcommand(new SaveCommand())
            .addSubcommand(new SchedulersCommand())
            .addSubcommand(new CompletionCommand())
            .addSubcommand(new ManCommand());
        return commandLine
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setExecutionExceptionHandler(new FailureHandler(() -> director.debug))
            .setExecutionStrategy(director::execute);
    }

    private int execute(final CommandLine.ParseResult arguments) {
        final System.Logger.Level unlessTold = debug ? System.Logger.Level.DEBUG : System.Logger.Level.INFO;
        StderrLogger.setThreshold(logLevel == null ? unlessTold : logLevel);
        try {
            return new CommandLine.RunLast().execute(arguments);
        } catch (final Error e) {
            // picocli hands exceptions alone to FailureHandler; the JVM would wait for StopSignal.exit for ever.
            throw new CommandLine.ExecutionException(
                arguments.commandSpec().commandLine(), e.toString(), new IllegalStateException(e.toString(), e));
        }
    }

    /** The version that the build gave this module. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            final ModuleDescriptor module = DirectorCommand.class.getModule().getDescriptor();
            final String version = module == null ? "(class path)" : module.rawVersion().orElse("(no version)");
            return new String[] {"director " + version, "Java " + Runtime.version()};
        }
    }
}
