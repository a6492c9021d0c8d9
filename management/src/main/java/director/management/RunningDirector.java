/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management;

import director.dataplane.Counter;
import director.dataplane.Director;
import director.dataplane.ManagedDirector;
import director.dataplane.conductor.Change;
import director.dataplane.configuration.DirectorConfiguration;
import director.dataplane.machine.WorkerCores;
import director.schedulers.SchedulerRegistry;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What {@code run} needs of a {@link Director}; a test gives its own. */
interface RunningDirector extends AutoCloseable {
    List<Counter> counters();

    @Nullable Throwable failure();

    /** What can be seen and changed while it runs. */
    ManagedDirector managed();

    /** Carries out changes as one; see {@link director.dataplane.conductor.ConductorProxy#apply}. */
    CompletableFuture<@Nullable Void> apply(List<Change> changes);

    /** Ends the threads and transmits what is queued; counters can still be read. */
    void stop();

    @Override
    void close();

    /** Starts the real one. */
    static RunningDirector start(final DirectorConfiguration configuration, final SchedulerRegistry schedulers) {
        WorkerCores.reserve(configuration.workers().cores());
        final Director director = Director.start(configuration, schedulers);
        return new RunningDirector() {
            @Override
            public List<Counter> counters() {
                return director.counters();
            }

            @Override
            public @Nullable Throwable failure() {
                return director.failure();
            }

            @Override
            public ManagedDirector managed() {
                return director;
            }

            @Override
            public CompletableFuture<@Nullable Void> apply(final List<Change> changes) {
                return director.conductor().apply(changes);
            }

            @Override
            public void stop() {
                director.stop();
            }

            @Override
            public void close() {
                director.close();
            }
        };
    }
}
