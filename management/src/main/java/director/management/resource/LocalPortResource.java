/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.resource;

import director.dataplane.ManagedDirector;
import director.dataplane.localport.LocalPortCatalogue;
import director.management.socket.Exchange;
import director.management.socket.Json;
import director.management.socket.Reply;
import director.management.socket.Route;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code /v1/local-ports}: how the ports are used from which connections of full NAT come. */
final class LocalPortResource {
    private final ManagedDirector director;

    LocalPortResource(final ManagedDirector director) {
        this.director = director;
    }

    List<Route> routes() {
        return List.of(Route.get("/v1/local-ports", this::list));
    }

    private Reply list(final Exchange exchange) {
        exchange.query(List.of());
        final LocalPortCatalogue catalogue = director.localPorts();
        final ObjectNode json = Json.object();
        final ArrayNode addresses = json.putArray("addresses");
        for (final LocalPortCatalogue.Address each : catalogue.addresses()) {
            addresses.addObject().put("address", each.address().toString()).put("protocol", word(each.protocol()))
                .put("ports", each.size()).put("used", each.used()).put("resting", each.resting())
                .put("refused", each.refused());
        }
        final ArrayNode services = json.putArray("services");
        for (final LocalPortCatalogue.Pool each : catalogue.services()) {
            final ObjectNode service = services.addObject().put("service", each.service())
                .put("protocol", word(each.protocol())).put("use", each.use());
            final ArrayNode from = service.putArray("localAddresses");
            each.addresses().forEach(address -> from.add(address.address().toString()));
        }
        return Reply.json(json);
    }

    private static String word(final Enum<?> protocol) {
        return protocol.name().toLowerCase(Locale.ROOT);
    }
}
