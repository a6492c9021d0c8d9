/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.resource;

import director.dataplane.ManagedDirector;
import director.dataplane.conductor.Catalogue;
import director.management.socket.Exchange;
import director.management.socket.Json;
import director.management.socket.Reply;
import director.management.socket.Route;
import java.lang.module.ModuleDescriptor;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** {@code /v1/status}: what runs, and since when. */
final class StatusResource {
    private final ManagedDirector director;
    private final Instant startedAt = Instant.now();

    StatusResource(final ManagedDirector director) {
        this.director = director;
    }

    List<Route> routes() {
        return List.of(Route.get("/v1/status", this::get));
    }

    private Reply get(final Exchange exchange) {
        exchange.query(List.of());
        final Catalogue catalogue = director.catalogue();
        final ObjectNode status = Json.object();
        status.put("version", version());
        status.put("java", Runtime.version().toString());
        status.put("pid", ProcessHandle.current().pid());
        status.put("startedAt", startedAt.toString());
        status.put("uptimeSeconds", Duration.between(startedAt, Instant.now()).toSeconds());
        status.put("services", catalogue.services().size());
        status.put("realServers",
            catalogue.services().stream().mapToInt(service -> service.realServers().size()).sum());
        return Reply.json(status);
    }

    private static String version() {
        final ModuleDescriptor module = StatusResource.class.getModule().getDescriptor();
        return module == null ? "unknown" : module.rawVersion().orElse("unknown");
    }
}
