/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.resource;

import director.dataplane.ManagedDirector;
import director.dataplane.conductor.Catalogue;
import director.dataplane.localport.LocalPortCatalogue;
import director.dataplane.policy.ClientTable;
import director.dataplane.policy.Refusal;
import director.dataplane.policy.Refusals;
import director.dataplane.policy.ServiceUse;
import director.dataplane.snat.SnatRule;
import director.management.socket.Exchange;
import director.management.socket.Json;
import director.management.socket.ProblemException;
import director.management.socket.ProblemException.Kind;
import director.management.socket.Reply;
import director.management.socket.Route;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code /v1/refusals}: which services refuse clients by access lists and limits, whom, and why. */
final class RefusalResource {
    private static final int DEFAULT_LIMIT = 100;
    private static final int MAX_LIMIT = 10_000;

    private final ManagedDirector director;

    RefusalResource(final ManagedDirector director) {
        this.director = director;
    }

    List<Route> routes() {
        return List.of(Route.get("/v1/refusals", this::list));
    }

    private Reply list(final Exchange exchange) {
        final int limit = limit(exchange.query(List.of("limit")).get("limit"));
        final ObjectNode json = Json.object();
        final ArrayNode services = json.putArray("services");
        final Map<Integer, String> names = new HashMap<>();
        for (final Catalogue.Service service : director.catalogue().services()) {
            names.put(service.use().number(), Names.of(service.key()));
            services.add(of(Names.of(service.key()), service.use().refusals())
                .put("limitedConnections", service.use().state().connections()));
        }
        for (final SnatRule rule : director.snat().rules()) {
            final ServiceUse use = rule.limits().use();
            final String name = LocalPortCatalogue.SNAT + rule.settings().name();
            names.put(use.number(), name);
            services.add(of(name, use.refusals()).put("limitedConnections", use.state().connections()));
        }
        final ArrayNode clients = json.putArray("clients");
        for (final ClientTable.Client client : director.limits().clients().list(limit)) {
            final @Nullable String service = names.get(client.service());
            if (service != null) {
                clients.addObject().put("service", service).put("client", client.address().toString())
                    .put("connections", client.connections()).put("refused", client.refused());
            }
        }
        return Reply.json(json);
    }

    private static ObjectNode of(final String service, final Refusals refusals) {
        final ObjectNode json = Json.object().put("service", service);
        final ObjectNode refused = json.putObject("refused");
        for (final Refusal refusal : Refusal.values()) {
            refused.put(refusal.reason().label(), refusals.count(refusal));
        }
        final Refusals.@Nullable Last last = refusals.last();
        if (last != null) {
            json.putObject("last").put("client", last.client().toString())
                .put("reason", last.refusal().reason().label());
        }
        return json;
    }

    private static int limit(final @Nullable String text) {
        if (text == null) {
            return DEFAULT_LIMIT;
        }
        if (text.matches("[1-9][0-9]{0,4}") && Integer.parseInt(text) <= MAX_LIMIT) {
            return Integer.parseInt(text);
        }
        throw new ProblemException(Kind.BAD_REQUEST, List.of(new ProblemException.FieldError("limit",
            "is " + text + ", not a number of 1 to " + MAX_LIMIT + ": give one")));
    }
}
