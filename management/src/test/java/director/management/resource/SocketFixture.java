/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.resource;

import director.management.events.EventBus;
import director.management.metrics.DirectorMetrics;
import director.management.metrics.IpvsMetrics;
import director.management.metrics.Metrics;
import director.management.socket.ManagementSocket;
import director.management.socket.SocketClient;
import director.management.socket.SocketSettings;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;

/** A director in memory behind a management socket. */
final class SocketFixture implements AutoCloseable {
    final LiveDirector director;
    final EventBus events = new EventBus(8, 4, Clock.systemUTC());
    final Path file;
    final SocketClient client;
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
        serving = socket.serve(Resources.of(director.managed(), events, metrics));
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
