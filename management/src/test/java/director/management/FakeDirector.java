/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management;

import director.dataplane.Counter;
import director.dataplane.ManagedDirector;
import director.dataplane.PortView;
import director.dataplane.WorkerView;
import director.dataplane.conductor.Catalogue;
import director.dataplane.conductor.Change;
import director.dataplane.conductor.ConductorProxy;
import director.dataplane.configuration.ClientSettings;
import director.dataplane.configuration.DirectorConfiguration;
import director.dataplane.listing.WorkerListing;
import director.dataplane.localport.LocalPortCatalogue;
import director.dataplane.policy.Limits;
import director.dataplane.service.SummedLoad;
import director.dataplane.snat.SnatTable;
import director.schedulers.SchedulerRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Remembers what was asked of it. */
final class FakeDirector implements RunningDirector {
    private static final ManagedDirector MANAGED = new ManagedDirector() {
        @Override
        public ConductorProxy conductor() {
            throw new UnsupportedOperationException("nobody changes this one");
        }

        @Override
        public Catalogue catalogue() {
            return new Catalogue(List.of());
        }

        @Override
        public List<Counter> counters() {
            return List.of();
        }

        @Override
        public SummedLoad load() {
            throw new UnsupportedOperationException("there are no real servers");
        }

        @Override
        public List<PortView> ports() {
            return List.of();
        }

        @Override
        public List<WorkerView> workers() {
            return List.of();
        }

        @Override
        public SchedulerRegistry schedulers() {
            return new SchedulerRegistry();
        }

        @Override
        public Limits limits() {
            return new Limits(1, ClientSettings.DEFAULT, 1);
        }

        @Override
        public SnatTable snat() {
            return SnatTable.NONE;
        }

        @Override
        public LocalPortCatalogue localPorts() {
            return LocalPortCatalogue.NONE;
        }

        @Override
        public List<WorkerListing> listings() {
            return List.of();
        }
    };

    final List<DirectorConfiguration> started = new ArrayList<>();
    @Nullable RuntimeException refusal;
    @Nullable Error fault;
    @Nullable Throwable failure;
    final List<Change> applied = new ArrayList<>();
    int stopped;
    int closed;

    RunningDirector start(final DirectorConfiguration configuration) {
        if (refusal != null) {
            throw refusal;
        }
        if (fault != null) {
            throw fault;
        }
        started.add(configuration);
        return this;
    }

    @Override
    public List<Counter> counters() {
        if (stopped == 0 || closed > 0) {
            throw new IllegalStateException("final counters are read after the threads and before the memory end");
        }
        return List.of(
            new Counter("rx_packets", "port=client", 12_345, "Packets received."),
            new Counter("rx_missed", "port=client", 0, "Packets the port had no room for."),
            new Counter("connections", "", 7, "Connections."));
    }

    @Override
    public @Nullable Throwable failure() {
        return failure;
    }

    @Override
    public ManagedDirector managed() {
        return MANAGED;
    }

    @Override
    public CompletableFuture<@Nullable Void> apply(final List<Change> changes) {
        applied.addAll(changes);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void stop() {
        stopped++;
    }

    @Override
    public void close() {
        closed++;
    }
}
