/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.resource;

import director.dataplane.configuration.RealServerSettings;
import director.dataplane.configuration.ServiceSettings;
import director.dataplane.service.RealServerKey;
import director.dataplane.service.ServiceKey;
import director.management.configuration.SettingsTree;
import director.management.desired.DesiredState;
import director.management.health.settings.ServiceHealth;
import director.management.socket.Json;
import java.util.Map;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Services and real servers in JSON: a name for paths, and the keys of a configuration file without what is as it is
 * unless told.
 */
final class ServiceJson {
    private ServiceJson() {
    }

    /** A service with its real servers. */
    static ObjectNode of(final DesiredState state, final ServiceSettings service) {
        return of(service, health(state, ServiceKey.of(service)));
    }

    /** A service with its real servers, whose health settings are at hand. */
    static ObjectNode of(final ServiceSettings service, final ServiceHealth health) {
        final ObjectNode json = json(Names.of(ServiceKey.of(service)), SettingsTree.CONCISE.service(service, health));
        final ArrayNode realServers = json.putArray("realServers");
        for (final RealServerSettings realServer : service.realServers()) {
            realServers.add(of(service, realServer, health));
        }
        return json;
    }

    /** A real server. */
    static ObjectNode of(
        final DesiredState state, final ServiceSettings service, final RealServerSettings realServer) {
        return of(service, realServer, health(state, ServiceKey.of(service)));
    }

    private static ObjectNode of(
        final ServiceSettings service, final RealServerSettings realServer, final ServiceHealth health) {
        final ObjectNode json = json(Names.of(realServer),
            SettingsTree.CONCISE.realServer(service, realServer, health.of(RealServerKey.of(realServer))));
        json.put("port", realServer.port());
        json.put("weight", realServer.weight());
        json.put("forwarding", realServer.forwarding().label());
        return json;
    }

    /** A state has them for each of its services. */
    private static ServiceHealth health(final DesiredState state, final ServiceKey key) {
        for (final ServiceHealth health : state.health().services()) {
            if (health.service().equals(key)) {
                return health;
            }
        }
        throw new IllegalArgumentException(key + " is none of these services");
    }

    private static ObjectNode json(final String id, final Map<String, Object> tree) {
        return Json.object().put("id", id).setAll((ObjectNode) Json.mapper().valueToTree(tree));
    }
}
