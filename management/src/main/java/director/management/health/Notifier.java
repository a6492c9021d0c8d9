/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.health;

import director.dataplane.service.ServiceKey;
import director.management.health.probe.Deadline;
import director.management.health.probe.Program;
import director.management.health.settings.NotifySettings;
import director.management.health.settings.RealServerHealth;
import director.management.health.settings.ServiceHealth;
import director.management.health.state.HealthEvent;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Executor;
import org.agrona.concurrent.NanoClock;
import org.jspecify.annotations.Nullable;

/**
 * Runs the programs that operators want to be run when something changes: those of a service one after another, in the
 * order of events. Any thread may call it.
 */
final class Notifier {
    /** For how long a program may run, in milliseconds. */
    static final int TIMEOUT_MS = 60_000;
    /** How many programs of a service wait at most, behind one that takes long. */
    static final int WAITING_MAX = 64;

    private static final System.Logger LOGGER = System.getLogger(Notifier.class.getName());

    private final Executor blocking;
    private final NanoClock clock;
    /** What waits by service; a service is there while one of its programs runs. */
    private final Map<ServiceKey, Queue<Run>> waiting = new HashMap<>();

    Notifier(final Executor blocking, final NanoClock clock) {
        this.blocking = blocking;
        this.clock = clock;
    }

    /** Runs what settings say is to be run, if anything. */
    void onEvent(final ServiceHealth service, final HealthEvent event) {
        final List<String> command = command(service, event);
        if (command.isEmpty()) {
            return;
        }
        final Run run = new Run(command, environment(event), event);
        synchronized (waiting) {
            final @Nullable Queue<Run> queue = waiting.get(event.service());
            if (queue != null) {
                if (queue.size() >= WAITING_MAX) {
                    LOGGER.log(Level.WARNING, "not running " + command.getFirst() + ", as " + WAITING_MAX
                        + " programs of " + event.service() + " wait already: " + event);
                } else {
                    queue.add(run);
                }
                return;
            }
            waiting.put(event.service(), new ArrayDeque<>());
        }
        start(run);
    }

    private void start(final Run run) {
        blocking.execute(() -> {
            run(run);
            final @Nullable Run next;
            synchronized (waiting) {
                next = waiting.getOrDefault(run.event.service(), new ArrayDeque<>()).poll();
                if (next == null) {
                    waiting.remove(run.event.service());
                }
            }
            if (next != null) {
                start(next);
            }
        });
    }

    private void run(final Run run) {
        final String program = run.command.getFirst();
        try {
            final Program.Result result = Program.run(run.command, run.environment, new Deadline(clock, TIMEOUT_MS));
            if (result.exitCode() != 0) {
                LOGGER.log(Level.WARNING, program + " ended with exit code " + result.exitCode() + " when " + run.event
                    + (result.output().isBlank() ? "" : ": " + result.output().strip()));
            }
        } catch (final IOException e) {
            LOGGER.log(Level.WARNING, program + " failed when " + run.event, e);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static List<String> command(final ServiceHealth service, final HealthEvent event) {
        return switch (event) {
            case HealthEvent.RealServerUp up -> programs(service, service.of(up.realServer())).up();
            case HealthEvent.RealServerDown down -> programs(service, service.of(down.realServer())).down();
            case HealthEvent.QuorumGained _ -> service.quorum().notification().up();
            case HealthEvent.QuorumLost _ -> service.quorum().notification().down();
        };
    }

    private static NotifySettings programs(final ServiceHealth service, final RealServerHealth realServer) {
        final NotifySettings own = realServer.notification();
        return own == null ? service.notification() : own;
    }

    private static Map<String, String> environment(final HealthEvent event) {
        final Map<String, String> environment = new HashMap<>(Map.of(
            "DIRECTOR_SERVICE", event.service().toString(), "DIRECTOR_EVENT", event.toString()));
        switch (event) {
            case HealthEvent.RealServerUp up ->
                environment.put("DIRECTOR_REAL_SERVER", up.realServer().toString());
            case HealthEvent.RealServerDown down ->
                environment.put("DIRECTOR_REAL_SERVER", down.realServer().toString());
            case HealthEvent.QuorumGained _, HealthEvent.QuorumLost _ -> { }
        }
        return environment;
    }

    /** A program, and why. */
    private record Run(List<String> command, Map<String, String> environment, HealthEvent event) {
    }
}
