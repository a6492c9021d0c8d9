/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.resource;

import director.management.configuration.ConfigurationFile;
import director.management.configuration.ConfigurationFileException;
import director.management.configuration.ConfigurationWriter;
import director.management.desired.Applied;
import director.management.desired.DesiredStore;
import director.management.desired.Difference;
import director.management.desired.RefusedException;
import director.management.socket.Exchange;
import director.management.socket.Json;
import director.management.socket.ProblemException;
import director.management.socket.ProblemException.Kind;
import director.management.socket.Reply;
import director.management.socket.Route;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code /v1/configuration}: what the director is to do, as a configuration file. PUT makes another one of it and
 * answers what differed; with {@code dryRun=true} it answers that and changes nothing.
 */
final class ConfigurationResource {
    private static final String PATH = "/v1/configuration";
    private static final String YAML = "application/yaml";
    private static final String DRY_RUN = "dryRun";
    private static final String NAME = "configuration";

    private final DesiredStore store;
    private final Supplier<Set<String>> schedulers;

    ConfigurationResource(final DesiredStore store, final Supplier<Set<String>> schedulers) {
        this.store = store;
        this.schedulers = schedulers;
    }

    List<Route> routes() {
        return List.of(
            Route.get(PATH, this::get),
            new Route("PUT", PATH, Route.LARGE_BODY, List.of(YAML), this::put));
    }

    private Reply get(final Exchange exchange) {
        exchange.query(List.of());
        final String yaml = ConfigurationWriter.yaml(store.configuration(), store.version().state().health());
        return Reply.of(Reply.OK, YAML, yaml.getBytes(StandardCharsets.UTF_8));
    }

    private Reply put(final Exchange exchange) throws IOException {
        final boolean dryRun = dryRun(exchange);
        final String yaml = new String(exchange.body(), StandardCharsets.UTF_8);
        try {
            final ConfigurationFile file = ConfigurationFile.parse(NAME, yaml, schedulers.get());
            if (dryRun) {
                return reply(store.version().number(), store.preview(file.configuration(), file.health()));
            }
            final Applied applied = store.apply(file.configuration(), file.health(), null);
            return reply(applied.version().number(), applied.differences());
        } catch (final ConfigurationFileException e) {
            throw new ProblemException(
                Kind.UNPROCESSABLE_CONTENT, String.valueOf(e.getMessage()), List.of(), Map.of(), e);
        } catch (final RefusedException e) {
            throw new ProblemException(e.reason() == RefusedException.Reason.INVALID
                ? Kind.UNPROCESSABLE_CONTENT : Kind.CONFLICT, String.valueOf(e.getMessage()), List.of(), Map.of(), e);
        }
    }

    private static boolean dryRun(final Exchange exchange) {
        final String text = exchange.query(List.of(DRY_RUN)).getOrDefault(DRY_RUN, "false");
        if (!text.equals("true") && !text.equals("false")) {
            throw new ProblemException(Kind.BAD_REQUEST, List.of(
                new ProblemException.FieldError(DRY_RUN, "is " + text + ": give true or false")));
        }
        return text.equals("true");
    }

    private static Reply reply(final long version, final List<Difference> differences) {
        final ObjectNode json = Json.object().put("version", version);
        final ArrayNode list = json.putArray("differences");
        differences.forEach(difference -> list.add(Json.mapper().valueToTree(difference.json())));
        return Reply.json(json);
    }
}
