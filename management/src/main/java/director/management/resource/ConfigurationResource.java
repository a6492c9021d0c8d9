/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.resource;

import director.dataplane.ManagedDirector;
import director.management.configuration.ConfigurationFile;
import director.management.configuration.ConfigurationFileException;
import director.management.configuration.ConfigurationWriter;
import director.management.configuration.SettingsTree;
import director.management.desired.Applied;
import director.management.desired.DesiredStore;
import director.management.desired.Difference;
import director.management.desired.RefusedException;
import director.management.desired.Version;
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
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code /v1/configuration}: everything at once. It is written and read as YAML or JSON, with the same keys; JSON is
 * read as the YAML that it is.
 */
final class ConfigurationResource {
    private static final String PATH = "/v1/configuration";
    private static final String YAML = "application/yaml";

    private final ManagedDirector director;
    private final DesiredStore store;

    ConfigurationResource(final ManagedDirector director, final DesiredStore store) {
        this.director = director;
        this.store = store;
    }

    List<Route> routes() {
        return List.of(
            Route.get(PATH, this::get),
            route("PUT", PATH, this::put),
            route("POST", PATH + "/validate", this::validate),
            route("POST", PATH + "/diff", this::diff));
    }

    private Reply get(final Exchange exchange) {
        exchange.query(List.of());
        final Version version = store.version();
        final String accepted = exchange.header("Accept");
        final Reply reply = accepted != null && accepted.contains("yaml")
            ? Reply.of(Reply.OK, YAML, ConfigurationWriter.yaml(store.configuration(), version.state().health())
                .getBytes(StandardCharsets.UTF_8))
            : Reply.json(Json.mapper().valueToTree(
                SettingsTree.CONCISE.configuration(store.configuration(), version.state().health())));
        return reply.with("ETag", tag(version));
    }

    private Reply put(final Exchange exchange) throws IOException {
        final ConfigurationFile wanted = read(exchange);
        try {
            final Applied applied =
                store.apply(wanted.configuration(), wanted.health(), expected(exchange.header("If-Match")));
            return Reply.json(changes(applied.differences()).put("version", applied.version().number()))
                .with("ETag", tag(applied.version()));
        } catch (final RefusedException e) {
            throw Changes.problem(e, "");
        }
    }

    private Reply validate(final Exchange exchange) throws IOException {
        read(exchange);
        return Reply.empty(Reply.NO_CONTENT);
    }

    private Reply diff(final Exchange exchange) throws IOException {
        final ConfigurationFile wanted = read(exchange);
        try {
            return Reply.json(changes(store.preview(wanted.configuration(), wanted.health())));
        } catch (final RefusedException e) {
            throw Changes.problem(e, "");
        }
    }

    private ConfigurationFile read(final Exchange exchange) throws IOException {
        final String text = new String(exchange.body(), StandardCharsets.UTF_8);
        if (exchange.mediaType().equals(Reply.JSON)) {
            Bodies.json(text.getBytes(StandardCharsets.UTF_8));
        }
        try {
            return ConfigurationFile.parse("body", text, director.schedulers().names());
        } catch (final ConfigurationFileException e) {
            throw new ProblemException(Kind.UNPROCESSABLE_CONTENT, String.valueOf(e.getMessage()), List.of(),
                Map.of(), e);
        }
    }

    private static ObjectNode changes(final List<Difference> differences) {
        final ObjectNode json = Json.object();
        final ArrayNode list = json.putArray("changes");
        differences.forEach(difference -> list.add(Json.mapper().valueToTree(difference.json())));
        return json;
    }

    private static String tag(final Version version) {
        return '"' + version.tag() + '"';
    }

    /** The tag of the version that somebody wants to follow, without its quotes. */
    private static @Nullable String expected(final @Nullable String header) {
        return header == null || header.equals("*") ? null
            : header.length() > 2 ? header.substring(1, header.length() - 1) : header;
    }

    private static Route route(final String method, final String path, final Route.Handler handler) {
        return new Route(method, path, Route.LARGE_BODY, List.of(Reply.JSON, YAML, "text/yaml"), handler);
    }
}
