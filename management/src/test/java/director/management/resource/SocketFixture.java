/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.resource;

import director.management.configuration.ConfigurationFile;
import director.management.desired.DesiredStore;
import director.management.events.EventBus;
import director.management.metrics.DirectorMetrics;
import director.management.metrics.IpvsMetrics;
import director.management.metrics.Metrics;
import director.management.socket.ManagementSocket;
import director.management.socket.Route;
import director.management.socket.SocketClient;
import director.management.socket.SocketSettings;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;

/** A director in memory behind a management socket. */
public final class SocketFixture implements AutoCloseable {
    /** What a {@link LiveDirector} stands in, and no service. */
    private static final String EMPTY = """
        version: 1
        ports:
          - {name: client, interface: c0, addresses: [10.0.0.254/24, "fd00::254/64"], gateway: 10.0.0.1}
          - {name: servers, interface: s0, addresses: [10.9.0.254/16, "fd09::254/64"]}
        workers: {cores: [1]}
        """;

    public final LiveDirector director;
    public final DesiredStore store;
    final EventBus events = new EventBus(8, 4, Clock.systemUTC());
    final Path file;
    final SocketClient client;
    final List<Route> routes;
    private final ManagementSocket socket;
    private final ManagementSocket.Serving serving;

    public SocketFixture(final Path directory) {
        this(directory, new LiveDirector());
    }

    SocketFixture(final Path directory, final LiveDirector director) {
        this.director = director;
        file = directory.resolve("d.sock");
        final ConfigurationFile empty =
            ConfigurationFile.parse("empty", EMPTY, director.managed().schedulers().names());
        store = new DesiredStore(empty.configuration(), empty.health(), director.managed().conductor()::apply,
            director.managed().schedulers()::names, health -> { });
        socket = ManagementSocket.claim(new SocketSettings(file, false));
        final Metrics metrics =
            new Metrics(List.of(new IpvsMetrics(director.managed()), new DirectorMetrics(director.managed())));
        routes = Resources.of(director.managed(), store, events, metrics);
        serving = socket.serve(routes);
        client = new SocketClient(file);
    }

    /** Where the socket is. */
    public Path file() {
        return file;
    }

    @Override
    public void close() {
        events.close();
        serving.close();
        socket.close();
        director.close();
    }
}
