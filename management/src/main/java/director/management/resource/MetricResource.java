/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.resource;

import director.management.metrics.Metrics;
import director.management.socket.Exchange;
import director.management.socket.Reply;
import director.management.socket.Route;
import java.io.IOException;
import java.util.List;

/** {@code /metrics} for Prometheus. */
final class MetricResource {
    private final Metrics metrics;

    MetricResource(final Metrics metrics) {
        this.metrics = metrics;
    }

    List<Route> routes() {
        return List.of(Route.get("/metrics", this::get));
    }

    private Reply get(final Exchange exchange) throws IOException {
        final Metrics.Text text = metrics.text(exchange.header("Accept"));
        return Reply.of(Reply.OK, text.type(), text.content());
    }
}
