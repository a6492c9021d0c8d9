/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.resource;

import director.dataplane.conductor.Catalogue;
import director.dataplane.policy.Refusal;
import director.dataplane.service.ServiceKey;
import director.dataplane.service.Totals;
import director.dataplane.service.TrafficMeter;
import director.management.socket.Json;
import director.schedulers.DestinationLoad;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What services and real servers do, in JSON, put beside what they are. */
final class StatisticsJson {
    private final DestinationLoad load;
    private final Map<ServiceKey, Catalogue.Service> services = new HashMap<>();

    StatisticsJson(final Catalogue catalogue, final DestinationLoad load) {
        this.load = load;
        catalogue.services().forEach(service -> services.put(service.key(), service));
    }

    /** Adds to a service that {@link ServiceJson} wrote, and to its real servers. */
    ObjectNode addTo(final ObjectNode service, final ServiceKey key) {
        final Catalogue.@Nullable Service known = services.get(key);
        if (known == null) {
            return service;
        }
        final Map<String, Catalogue.Entry> entries = new HashMap<>();
        known.realServers().forEach(entry -> entries.put(Names.of(entry.settings()), entry));
        for (final JsonNode realServer : service.path("realServers")) {
            final Catalogue.Entry entry = entries.get(realServer.path("id").asString());
            if (entry != null) {
                ((ObjectNode) realServer).set("statistics", of(entry));
            }
        }
        service.set("statistics", of(known));
        return service;
    }

    private static ObjectNode of(final Catalogue.Service service) {
        final ObjectNode json = of(service.meter());
        json.put("refused", Arrays.stream(Refusal.values()).mapToLong(service.use().refusals()::count).sum());
        return json;
    }

    private ObjectNode of(final Catalogue.Entry entry) {
        final ObjectNode json = Json.object();
        json.put("weight", entry.settings().weight());
        json.put("activeConnections", load.activeConnections(entry.number()));
        json.put("inactiveConnections", load.inactiveConnections(entry.number()));
        json.put("overloaded", load.isOverloaded(entry.number()));
        json.setAll(of(entry.meter()));
        return json;
    }

    private static ObjectNode of(final TrafficMeter meter) {
        final ObjectNode json = Json.object();
        put(json, meter.totals());
        put(json.putObject("rates"), meter.rates());
        return json;
    }

    private static void put(final ObjectNode json, final Totals totals) {
        json.put("connections", totals.connections());
        json.put("packetsIn", totals.packetsIn());
        json.put("packetsOut", totals.packetsOut());
        json.put("bytesIn", totals.bytesIn());
        json.put("bytesOut", totals.bytesOut());
    }
}
