/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.resource;

import director.dataplane.ManagedDirector;
import director.management.schedulers.SchedulerPath;
import director.management.socket.Exchange;
import director.management.socket.Json;
import director.management.socket.ProblemException;
import director.management.socket.ProblemException.Kind;
import director.management.socket.Reply;
import director.management.socket.Route;
import director.schedulers.SchedulerException;
import director.schedulers.SchedulerRegistry;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Takes jars of schedulers into a running director, and schedulers out of it. */
final class SchedulerResource {
    private static final System.Logger LOGGER = System.getLogger(SchedulerResource.class.getName());
    private static final String JAR = "jar";
    private static final String NAME = "scheduler";

    private final SchedulerRegistry registry;

    SchedulerResource(final ManagedDirector director) {
        this.registry = director.schedulers();
    }

    List<Route> routes() {
        return List.of(
            Route.json("POST", "/v1/schedulers", this::load),
            Route.bare("DELETE", "/v1/schedulers/{" + NAME + "}", this::unload));
    }

    private Reply load(final Exchange exchange) throws IOException {
        exchange.query(List.of());
        final Path jar = jar(exchange.body());
        try {
            final List<String> names = SchedulerPath.registerJar(jar, registry);
            LOGGER.log(Level.INFO, "scheduler jar " + jar + " provides " + String.join(", ", names));
            final ObjectNode json = Json.object();
            final ArrayNode list = json.putArray("schedulers");
            names.forEach(list::add);
            return Reply.json(Reply.CREATED, json);
        } catch (final SchedulerException e) {
            throw new ProblemException(Kind.UNPROCESSABLE_CONTENT, String.valueOf(e.getMessage()));
        }
    }

    private Reply unload(final Exchange exchange) {
        exchange.query(List.of());
        final String name = exchange.parameter(NAME);
        if (!registry.contains(name)) {
            throw new ProblemException(Kind.NOT_FOUND, "there is no scheduler " + name);
        }
        try {
            SchedulerPath.unregister(name, registry);
        } catch (final SchedulerException e) {
            throw new ProblemException(Kind.CONFLICT, String.valueOf(e.getMessage()));
        }
        LOGGER.log(Level.INFO, "scheduler " + name + " is unloaded");
        return Reply.empty(Reply.NO_CONTENT);
    }

    private static Path jar(final byte[] body) {
        try {
            final JsonNode json = Json.mapper().readTree(body);
            if (json.size() == 1 && json.path(JAR).isString()) {
                final Path jar = Path.of(json.path(JAR).asString());
                if (jar.isAbsolute()) {
                    return jar;
                }
            }
        } catch (final JacksonException | InvalidPathException e) {
            throw new ProblemException(Kind.BAD_REQUEST, "the body is no JSON, or names no file: " + e.getMessage());
        }
        throw new ProblemException(Kind.UNPROCESSABLE_CONTENT,
            "the body is {\"jar\": \"/absolute/path.jar\"} and nothing else, a file that the director can read");
    }
}
