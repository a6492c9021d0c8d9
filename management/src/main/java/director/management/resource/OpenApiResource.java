/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.resource;

import director.management.socket.Reply;
import director.management.socket.Route;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** {@code /v1/openapi.yaml}: what this package understands, for programs. */
final class OpenApiResource {
    private static final String FILE = "openapi.yaml";

    private OpenApiResource() {
    }

    static List<Route> routes() {
        return List.of(Route.get("/v1/openapi.yaml", exchange -> {
            exchange.query(List.of());
            return Reply.of(Reply.OK, "application/yaml", document());
        }));
    }

    static byte[] document() throws IOException {
        try (InputStream in = OpenApiResource.class.getResourceAsStream(FILE)) {
            if (in == null) {
                throw new IOException(FILE + " is missing from the module");
            }
            return in.readAllBytes();
        }
    }
}
