/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.resource;

import director.dataplane.ManagedDirector;
import director.dataplane.configuration.RealServerSettings;
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
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code /v1/services/{service}/real-servers}: the real servers of one service. */
final class RealServerResource {
    private static final String ALL = "/v1/services/{service}/real-servers";
    private static final String ONE = "/v1/services/{service}/real-servers/{realServer}";
    private static final String LIST = "realServers";

    private final ManagedDirector director;
    private final Changes changes;

    RealServerResource(final ManagedDirector director, final Changes changes) {
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
        final ObjectNode json = Json.object();
        json.set(LIST, withStatistics(changes.state(), service(exchange)).path(LIST));
        return Reply.json(json);
    }

    private Reply get(final Exchange exchange) {
        exchange.query(List.of());
        final DesiredState state = changes.state();
        final ServiceSettings service = Edits.existing(state, service(exchange));
        final RealServerSettings realServer = Edits.existing(service, name(exchange));
        final String tag = ETags.of(ServiceJson.of(state, service, realServer));
        return ETags.reply(exchange, tag,
            element(withStatistics(state, service(exchange)), Names.of(realServer)));
    }

    private Reply add(final Exchange exchange) throws IOException {
        final ServiceKey key = service(exchange);
        final ObjectNode body = Bodies.object(exchange);
        final Names.Endpoint[] name = new Names.Endpoint[1];
        final DesiredState now = changes.make(present -> {
            final ServiceSettings service = Edits.existing(present, key);
            final JsonService wanted = with(present, service, body, null);
            final RealServerSettings added = wanted.settings().realServers().getLast();
            name[0] = new Names.Endpoint(added.address(), added.port());
            if (Edits.find(service, name[0]) != null) {
                throw new ProblemException(Kind.CONFLICT, "real server " + name[0] + " of " + key
                    + " exists already: PUT or PATCH it");
            }
            return Edits.with(present, wanted);
        }, key, LIST + "[" + Edits.existing(changes.state(), key).realServers().size() + "]");
        return created(now, key, name[0]);
    }

    private Reply put(final Exchange exchange) throws IOException {
        final ServiceKey key = service(exchange);
        final Names.Endpoint name = name(exchange);
        final ObjectNode body = Bodies.object(exchange);
        final boolean[] isNew = new boolean[1];
        final DesiredState now = changes.make(present -> {
            final ServiceSettings service = Edits.existing(present, key);
            final RealServerSettings before = Edits.find(service, name);
            isNew[0] = before == null;
            check(exchange, present, service, before);
            return Edits.with(present, with(present, service, body, name));
        }, key, within(key, name));
        return isNew[0] ? created(now, key, name) : changed(now, key, name);
    }

    private Reply patch(final Exchange exchange) throws IOException {
        final ServiceKey key = service(exchange);
        final Names.Endpoint name = name(exchange);
        final ObjectNode patch = Bodies.object(exchange);
        return changed(changes.make(present -> {
            final ServiceSettings service = Edits.existing(present, key);
            final RealServerSettings realServer = Edits.existing(service, name);
            check(exchange, present, service, realServer);
            final ObjectNode patched = MergePatch.apply(ServiceJson.of(present, service, realServer), patch);
            return Edits.with(present, with(present, service, patched, name));
        }, key, within(key, name)), key, name);
    }

    private Reply delete(final Exchange exchange) {
        final ServiceKey key = service(exchange);
        final Names.Endpoint name = name(exchange);
        changes.make(present -> {
            final ServiceSettings service = Edits.existing(present, key);
            check(exchange, present, service, Edits.existing(service, name));
            final ObjectNode json = ServiceJson.of(present, service);
            final ArrayNode others = Json.object().putArray(LIST);
            for (final JsonNode each : json.path(LIST)) {
                if (!each.path("id").asString().equals(name.toString())) {
                    others.add(each);
                }
            }
            json.set(LIST, others);
            return Edits.with(present, Changes.read(json, ""));
        }, key, "");
        return Reply.empty(Reply.NO_CONTENT);
    }

    /** The service with a real server as the body describes it: at the end, or in the place of the one of a name. */
    private static JsonService with(
        final DesiredState present,
        final ServiceSettings service,
        final ObjectNode body,
        final Names.@Nullable Endpoint name) {
        final ObjectNode json = ServiceJson.of(present, service);
        final ArrayNode list = (ArrayNode) json.path(LIST);
        int place = list.size();
        for (int i = 0; i < list.size() && name != null; i++) {
            place = list.get(i).path("id").asString().equals(name.toString()) ? i : place;
        }
        if (place == list.size()) {
            list.add(body);
        } else {
            list.set(place, body);
        }
        final JsonService read = Changes.read(json, LIST + "[" + place + "]");
        final RealServerSettings made = read.settings().realServers().get(place);
        if (name != null && !name.names(made)) {
            throw Bodies.invalid("id", "of the body would be " + Names.of(made) + ", and the path names " + name
                + ": a real server is not renamed, but deleted and added");
        }
        return read;
    }

    private String within(final ServiceKey key, final Names.Endpoint name) {
        final List<RealServerSettings> list = Edits.existing(changes.state(), key).realServers();
        int place = list.size();
        for (int i = 0; i < list.size(); i++) {
            place = name.names(list.get(i)) ? i : place;
        }
        return LIST + "[" + place + "]";
    }

    private ObjectNode withStatistics(final DesiredState state, final ServiceKey key) {
        return new StatisticsJson(director.catalogue(), director.load())
            .addTo(ServiceJson.of(state, Edits.existing(state, key)), key);
    }

    private static JsonNode element(final ObjectNode service, final String id) {
        for (final JsonNode each : service.path(LIST)) {
            if (each.path("id").asString().equals(id)) {
                return each;
            }
        }
        throw new IllegalStateException(id);
    }

    private static ServiceKey service(final Exchange exchange) {
        return Names.service(exchange.parameter("service"));
    }

    private static Names.Endpoint name(final Exchange exchange) {
        return Names.realServer(exchange.parameter("realServer"));
    }

    private static Reply created(final DesiredState now, final ServiceKey key, final Names.Endpoint name) {
        final Reply changed = changed(now, key, name);
        return new Reply(Reply.CREATED, changed.headers(), changed.type(), changed.content(), null)
            .with("Location", "/v1/services/" + Names.of(key) + "/real-servers/" + name);
    }

    private static Reply changed(final DesiredState now, final ServiceKey key, final Names.Endpoint name) {
        final ServiceSettings service = Edits.existing(now, key);
        final ObjectNode json = ServiceJson.of(now, service, Edits.existing(service, name));
        return Reply.json(json).with("ETag", ETags.of(json));
    }

    private static void check(
        final Exchange exchange,
        final DesiredState in,
        final ServiceSettings service,
        final @Nullable RealServerSettings present) {
        ETags.check(exchange, present == null ? null : ETags.of(ServiceJson.of(in, service, present)));
    }
}
