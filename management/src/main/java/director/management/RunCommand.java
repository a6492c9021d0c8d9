/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management;

import director.dataplane.configuration.DirectorConfiguration;
import director.dataplane.machine.MachineRules;
import director.dataplane.machine.PortLocks;
import director.dataplane.machine.PrivilegeException;
import director.dataplane.machine.UnavailableException;
import director.management.configuration.ConfigurationFile;
import director.management.desired.DesiredStore;
import director.management.desired.Reload;
import director.management.socket.ManagementSocket;
import director.schedulers.SchedulerRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code director run --config FILE}. */
@Command(
    name = "run",
    description = "Balances until SIGTERM or SIGINT (Ctrl-C), then transmits what is queued, prints its counters and "
        + "releases ports and memory. SIGHUP has it read its configuration again: what differs changes, and a file "
        + "that is wrong changes nothing.")
final class RunCommand implements Callable<Integer> {
    private static final System.Logger LOGGER = System.getLogger(RunCommand.class.getName());
    private static final Duration FAILURE_POLL = Duration.ofMillis(100);

    private final Surroundings surroundings;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private final SchedulerPathOption schedulerPath = new SchedulerPathOption();

    @Mixin
    private final SocketOptions socketOptions = new SocketOptions();

    @Option(names = {"-c", "--config"}, required = true, paramLabel = "FILE", description = "The configuration, YAML.")
    private Path file = Path.of("");

    RunCommand(final Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws InterruptedException {
        final SchedulerRegistry schedulers = schedulerPath.load(surroundings.schedulers());
        final ConfigurationFile read = ConfigurationFile.read(file, schedulers.names());
        surroundings.stop().listen();
        surroundings.reload().listen();
        try {
            run(read, schedulers);
        } catch (final UnavailableException e) {
            final ExitCode exitCode = e instanceof PrivilegeException ? ExitCode.NOT_PERMITTED : ExitCode.UNAVAILABLE;
            throw new CommandFailure(exitCode, read.locate(e.problems()), e);
        }
        return ExitCode.OK.code();
    }

    private void run(final ConfigurationFile read, final SchedulerRegistry schedulers) throws InterruptedException {
        final DirectorConfiguration configuration = read.configuration();
        new MachineRules(configuration, surroundings.machine()).check();
        // The locks are released after the ports are closed.
        try (PortLocks _ = PortLocks.acquire(configuration.ports(), surroundings.lockDirectory());
            Management management = Management.claim(socketOptions.settings(surroundings.lockDirectory()));
            RunningDirector director =
                surroundings.starter().apply(Checks.unchecked(configuration, read.health()), schedulers);
            Checks checks =
                Checks.begin(director.managed(), configuration, read.health(), management.events())) {
            final DesiredStore store = new DesiredStore(
                configuration, read.health(), director::apply, schedulers::names, checks.monitor()::apply);
            try (ManagementSocket.Serving _ = management.serve(director.managed(), store, checks.monitor())) {
                LOGGER.log(System.Logger.Level.INFO, "running: " + Summary.of(configuration));
                spec.commandLine().getOut().println("director: ready");
                spec.commandLine().getOut().flush();
                final Throwable failure = awaitEnd(director, new Reload(file, schedulers::names, store));
                LOGGER.log(System.Logger.Level.INFO, "stopping");
                checks.end();
                director.stop();
                Summary.print(director.counters(), spec.commandLine().getOut());
                Summary.printMore(checks.monitor().counters(), spec.commandLine().getOut());
                if (failure != null) {
                    throw new CommandFailure(ExitCode.DIED, List.of("a thread died: " + failure), failure);
                }
            }
        }
    }

    private @Nullable Throwable awaitEnd(final RunningDirector director, final Reload reload)
            throws InterruptedException {
        while (!surroundings.stop().await(FAILURE_POLL)) {
            if (surroundings.reload().take()) {
                reload.reloadOrSayWhyNot();
            }
            final Throwable failure = director.failure();
            if (failure != null) {
                return failure;
            }
        }
        return director.failure();
    }
}
