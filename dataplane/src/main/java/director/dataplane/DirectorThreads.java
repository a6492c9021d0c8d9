/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane;

import director.dataplane.conductor.Conductor;
import director.dataplane.configuration.IdleMode;
import director.dataplane.worker.Worker;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.BusySpinIdleStrategy;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.SleepingMillisIdleStrategy;
import org.jspecify.annotations.Nullable;

/**
 * The threads of a director: its workers, its conductor, and one for what may take its time with the machine. From the
 * thread that starts and stops the director.
 */
final class DirectorThreads implements AutoCloseable {
    private static final long MAX_SPINS = 100;
    private static final long MAX_YIELDS = 10;
    private static final long MIN_PARK_NS = TimeUnit.MICROSECONDS.toNanos(1);
    private static final long MACHINE_PERIOD_MS = 50;
    private static final long MAX_PARK_NS = TimeUnit.MICROSECONDS.toNanos(50);

    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private final AgentRunner conductor;
    private final List<AgentRunner> workers;
    private final AgentRunner machine;

    DirectorThreads(
        final Conductor conductor, final List<Worker> workers, final Agent machine, final IdleMode idle) {
        final ErrorHandler onError = thrown -> failure.compareAndSet(null, thrown);
        this.conductor = runner(new SleepingMillisIdleStrategy(1), onError, conductor);
        this.machine = runner(new SleepingMillisIdleStrategy(MACHINE_PERIOD_MS), onError, machine);
        this.workers = workers.stream().map(worker -> runner(idle == IdleMode.POLL ? BusySpinIdleStrategy.INSTANCE
            : new BackoffIdleStrategy(MAX_SPINS, MAX_YIELDS, MIN_PARK_NS, MAX_PARK_NS), onError, worker)).toList();
    }

    void start() {
        AgentRunner.startOnThread(conductor);
        workers.forEach(AgentRunner::startOnThread);
        AgentRunner.startOnThread(machine);
    }

    /** What a thread threw first, or null. From any thread. */
    @Nullable Throwable failure() {
        return failure.get();
    }

    /** Ends the workers, which transmit what is queued, then the conductor. */
    @Override
    public void close() {
        machine.close();
        workers.forEach(AgentRunner::close);
        conductor.close();
    }

    private static AgentRunner runner(final IdleStrategy idle, final ErrorHandler onError, final Agent agent) {
        return new AgentRunner(idle, onError, null, agent);
    }
}
