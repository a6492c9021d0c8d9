/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.resource;

import director.dataplane.ManagedDirector;
import director.dataplane.configuration.ServiceSettings;
import director.dataplane.service.ServiceKey;
import director.management.configuration.JsonService;
import director.management.desired.DesiredState;
import director.management.socket.Exchange;
import director.management.socket.Json;
import director.management.socket.ProblemException;
import director.management.socket.ProblemException.Kind;
import director.management.socket.Reply;
import director.management.socket.Route;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code /v1/services}: virtual services with their real servers. */
final class ServiceResource {
    private static final String ALL = "/v1/services";
    private static final String ONE = "/v1/services/{service}";

    private final ManagedDirector director;
    private final Changes changes;

    ServiceResource(final ManagedDirector director, final Changes changes) {
        this.director = director;
        this.changes = changes;
    }

    List<Route> routes() {
        return List.of(
            Route.get(ALL, this::list),
            Route.json("POST", ALL, this::add),
            Route.get(ONE, this::get),
            Route.json("PUT", ONE, this::put),
            MergePatch.route(ONE, this::patch),
            Route.bare("DELETE", ONE, this::delete));
    }

    private Reply list(final Exchange exchange) {
        exchange.query(List.of());
        final StatisticsJson statistics = statistics();
        final DesiredState state = changes.state();
        final ObjectNode json = Json.object();
        final ArrayNode services = json.putArray("services");
        for (int i = 0; i < state.services().size(); i++) {
            final ServiceSettings service = state.services().get(i);
            services.add(statistics.addTo(
                ServiceJson.of(service, state.health().services().get(i)), ServiceKey.of(service)));
        }
        return Reply.json(json);
    }

    private Reply get(final Exchange exchange) {
        exchange.query(List.of());
        final ServiceKey key = Names.service(exchange.parameter("service"));
        final DesiredState state = changes.state();
        final ObjectNode json = ServiceJson.of(state, Edits.existing(state, key));
        final String tag = ETags.of(json);
        return ETags.reply(exchange, tag, statistics().addTo(json, key));
    }

    private Reply add(final Exchange exchange) throws IOException {
        final JsonService wanted = Changes.read(Bodies.object(exchange), "");
        final ServiceKey key = ServiceKey.of(wanted.settings());
        return created(changes.make(present -> {
            if (Edits.find(present, key) != null) {
                throw new ProblemException(Kind.CONFLICT,
                    "service " + key + " exists already: PUT or PATCH /v1/services/" + Names.of(key));
            }
            return Edits.with(present, wanted);
        }, key, ""), key);
    }

    private Reply put(final Exchange exchange) throws IOException {
        final ServiceKey key = Names.service(exchange.parameter("service"));
        final JsonService wanted = named(Changes.read(Bodies.object(exchange), ""), key);
        final boolean[] isNew = new boolean[1];
        final DesiredState now = changes.make(present -> {
            final ServiceSettings before = Edits.find(present, key);
            isNew[0] = before == null;
            check(exchange, present, before);
            return Edits.with(present, wanted);
        }, key, "");
        return isNew[0] ? created(now, key) : changed(now, key);
    }

    private Reply patch(final Exchange exchange) throws IOException {
        final ServiceKey key = Names.service(exchange.parameter("service"));
        final ObjectNode patch = Bodies.object(exchange);
        return changed(changes.make(present -> {
            final ServiceSettings service = Edits.existing(present, key);
            check(exchange, present, service);
            return Edits.with(present,
                named(Changes.read(MergePatch.apply(ServiceJson.of(present, service), patch), ""), key));
        }, key, ""), key);
    }

    private Reply delete(final Exchange exchange) {
        final ServiceKey key = Names.service(exchange.parameter("service"));
        changes.make(present -> {
            check(exchange, present, Edits.existing(present, key));
            return Edits.without(present, key);
        }, key, "");
        return Reply.empty(Reply.NO_CONTENT);
    }

    private StatisticsJson statistics() {
        return new StatisticsJson(director.catalogue(), director.load());
    }

    private static Reply created(final DesiredState now, final ServiceKey key) {
        final ObjectNode json = ServiceJson.of(now, Edits.existing(now, key));
        return Reply.json(Reply.CREATED, json).with("ETag", ETags.of(json))
            .with("Location", "/v1/services/" + Names.of(key));
    }

    private static Reply changed(final DesiredState now, final ServiceKey key) {
        final ObjectNode json = ServiceJson.of(now, Edits.existing(now, key));
        return Reply.json(json).with("ETag", ETags.of(json));
    }

    private static void check(
        final Exchange exchange, final DesiredState in, final @Nullable ServiceSettings present) {
        ETags.check(exchange, present == null ? null : ETags.of(ServiceJson.of(in, present)));
    }

    private static JsonService named(final JsonService service, final ServiceKey key) {
        final ServiceKey given = ServiceKey.of(service.settings());
        if (!given.equals(key)) {
            throw Bodies.invalid("id", "of the body would be " + Names.of(given) + ", and the path names "
                + Names.of(key) + ": a service is not renamed, but deleted and added");
        }
        return service;
    }
}
