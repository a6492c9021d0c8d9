/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * A real server that is being drained.
 *
 * @param path        where it is, below the socket.
 * @param service     the identifier of its service.
 * @param id          its identifier there.
 * @param name        how people call the two.
 * @param weight      what it had before.
 * @param connections those that it has now, active or not.
 */
record Drained(String path, String service, String id, String name, int weight, long connections) {
    static Drained of(final JsonNode service, final JsonNode realServer) {
        final String serviceId = service.path("id").asString("");
        final String id = realServer.path("id").asString("");
        return new Drained("/v1/services/" + serviceId + "/real-servers/" + id, serviceId, id,
            ServiceName.endpoint(realServer) + " of " + ServiceName.of(service), realServer.path("weight").asInt(0),
            connections(realServer));
    }

    /** The same as it is now, or null if it is no more. */
    @Nullable Drained in(final JsonNode services) {
        for (final JsonNode each : services.path("services")) {
            for (final JsonNode realServer : each.path("realServers")) {
                if (each.path("id").asString("").equals(service) && realServer.path("id").asString("").equals(id)) {
                    return new Drained(path, service, id, name, weight, connections(realServer));
                }
            }
        }
        return null;
    }

    void weigh(final DirectorApi director, final int wanted) {
        director.patch(path, JsonNodeFactory.instance.objectNode().put("weight", wanted));
    }

    void remove(final DirectorApi director) {
        director.delete(path);
    }

    private static long connections(final JsonNode realServer) {
        final JsonNode statistics = realServer.path("statistics");
        return statistics.path("activeConnections").asLong() + statistics.path("inactiveConnections").asLong();
    }

    @Override
    public String toString() {
        return name;
    }
}
