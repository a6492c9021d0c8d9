/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.resource;

import director.management.events.Event;
import director.management.events.EventBus;
import director.management.events.EventSubscription;
import director.management.socket.Exchange;
import director.management.socket.Json;
import director.management.socket.Reply;
import director.management.socket.Route;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/** {@code /v1/events}: what happens, as server-sent events (WHATWG HTML §9.2). */
final class EventResource {
    private static final String TYPE = "text/event-stream";
    /** Shorter than the time after which a silent connection is closed. */
    private static final Duration HEARTBEAT = Duration.ofSeconds(10);
    private static final String ALIVE = ":\n\n";

    private final EventBus bus;

    EventResource(final EventBus bus) {
        this.bus = bus;
    }

    List<Route> routes() {
        return List.of(Route.get("/v1/events", this::listen));
    }

    private Reply listen(final Exchange exchange) {
        final Map<String, String> query = exchange.query(List.of("lastEventId"));
        final String header = exchange.header("Last-Event-ID");
        final String last = header == null ? query.get("lastEventId") : header;
        return Reply.stream(TYPE, out -> {
            try (EventSubscription subscription = bus.subscribe(last)) {
                write(out, subscription);
            } catch (final InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("the director is stopping");
            }
        });
    }

    private void write(final OutputStream out, final EventSubscription subscription)
            throws IOException, InterruptedException {
        // The first bytes tell the listener that it is heard.
        send(out, subscription.hasGap() ? "event: gap\ndata: {}\n\n" : ALIVE);
        while (!subscription.isOver()) {
            final Event event = subscription.next(HEARTBEAT);
            send(out, event == null ? ALIVE : text(event));
        }
    }

    private String text(final Event event) {
        final ObjectNode data = Json.object().put("time", event.time().toString());
        event.data().forEach((key, value) -> data.set(key, Json.mapper().valueToTree(value)));
        return "id: " + bus.id(event) + "\nevent: " + event.type() + "\ndata: " + data + "\n\n";
    }

    private static void send(final OutputStream out, final String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }
}
