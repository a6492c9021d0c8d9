/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.resource;

import director.dataplane.configuration.DirectorConfiguration;
import director.management.configuration.ConfigurationFile;
import director.management.desired.DesiredStore;
import director.management.events.EventBus;
import director.management.health.settings.HealthSettings;
import director.management.metrics.DirectorMetrics;
import director.management.metrics.IpvsMetrics;
import director.management.metrics.Metrics;
import director.management.socket.ManagementSocket;
import director.management.socket.Route;
import director.management.socket.SocketClient;
import director.management.socket.SocketSettings;
import director.schedulers.SchedulerRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;

/** A director in memory behind a management socket. */
final class SocketFixture implements AutoCloseable {
    private static final DirectorConfiguration CONFIGURATION = ConfigurationFile.parse("test", """
        version: 1
        ports:
          - {name: client, device: net_null0, addresses: [10.0.0.254/24]}
          - {name: real, device: net_null1, addresses: [10.9.0.254/16]}
        workers: {cores: [0]}
        """, SchedulerRegistry.load().names()).configuration();

    final LiveDirector director;
    final EventBus events = new EventBus(8, 4, Clock.systemUTC());
    final Path file;
    final SocketClient client;
    final DesiredStore store;
    final List<Route> routes;
    private final ManagementSocket socket;
    private final ManagementSocket.Serving serving;

    SocketFixture(final Path directory) {
        this(directory, new LiveDirector());
    }

    SocketFixture(final Path directory, final LiveDirector director) {
        this.director = director;
        file = directory.resolve("d.sock");
        socket = ManagementSocket.claim(new SocketSettings(file, false));
        final Metrics metrics =
            new Metrics(List.of(new IpvsMetrics(director.managed()), new DirectorMetrics(director.managed())));
        store = new DesiredStore(CONFIGURATION, HealthSettings.NONE, director.managed().conductor()::apply,
            director.managed().schedulers()::names, health -> { });
        routes = Resources.of(director.managed(), store, events, metrics);
        serving = socket.serve(routes);
        client = new SocketClient(file);
    }

    @Override
    public void close() {
        events.close();
        serving.close();
        socket.close();
        director.close();
    }
}
