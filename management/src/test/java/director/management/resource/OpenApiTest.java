/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.resource;

import static org.assertj.core.api.Assertions.assertThat;

import director.management.socket.Json;
import director.management.socket.Route;
import director.management.socket.SocketClient.Answer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.databind.JsonNode;

/** Holds the document and the server against each other. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class OpenApiTest {
    private static final String SERVICE = "/v1/services/tcp-10.0.0.100-80";

    @TempDir
    Path directory = Path.of("");

    @Test
    void shouldDocumentEachRouteAndServeEachThatIsDocumented() throws IOException {
        final TreeSet<String> documented = new TreeSet<>();
        document().path("paths").properties().forEach(path -> path.getValue().properties().forEach(method -> {
            if (!method.getKey().equals("parameters")) {
                documented.add(method.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey());
            }
        }));
        try (SocketFixture fixture = new SocketFixture(directory)) {
            assertThat(fixture.routes.stream().map(Route::toString)).containsExactlyInAnyOrderElementsOf(documented);
        }
    }

    @Test
    void shouldDocumentTheBodiesThatRoutesRead() throws IOException {
        final JsonNode paths = document().path("paths");
        try (SocketFixture fixture = new SocketFixture(directory)) {
            for (final Route route : fixture.routes) {
                final JsonNode content = paths.path(route.path()).path(route.method().toLowerCase(Locale.ROOT))
                    .path("requestBody").path("content");
                assertThat(content.propertyStream().map(Map.Entry::getKey)).as(route.toString())
                    .containsExactlyInAnyOrderElementsOf(route.bodyTypes());
            }
        }
    }

    @Test
    void shouldAnswerAsDocumented() throws IOException {
        final JsonNode document = document();
        try (SocketFixture fixture = new SocketFixture(directory)) {
            check(document, "/v1/services", "post", fixture.client.json("POST", "/v1/services", """
                {"protocol": "tcp", "address": "10.0.0.100", "port": 80, "scheduler": "wrr",
                 "persistence": {"timeout": 60}, "realServers": [{"address": "10.9.0.1", "weight": 2}]}"""), 201);
            fixture.director.with(director -> LiveDirector.open(director, 1, 4_000));
            final String realServer = SERVICE + "/real-servers/10.9.0.1-80";
            check(document, "/v1/services/{service}/real-servers", "post", fixture.client.json(
                "POST", SERVICE + "/real-servers", "{\"address\": \"10.9.0.2\"}"), 201);
            for (final String path : List.of("/v1/status", "/v1/services", "/v1/connections", "/v1/ports",
                "/v1/workers", "/v1/neighbours", "/v1/local-ports", "/v1/refusals", "/v1/counters", "/v1/schedulers",
                "/v1/settings",
                "/v1/timeouts", "/v1/configuration")) {
                check(document, path, "get", fixture.client.get(path), 200);
            }
            check(document, "/v1/services/{service}", "get", fixture.client.get(SERVICE), 200);
            check(document, "/v1/services/{service}/real-servers", "get",
                fixture.client.get(SERVICE + "/real-servers"), 200);
            check(document, "/v1/services/{service}/real-servers/{realServer}", "get",
                fixture.client.get(realServer), 200);
            check(document, "/v1/services/{service}/real-servers/{realServer}", "patch",
                fixture.client.json("PATCH", realServer, "{\"weight\": 0}"), 200);
            check(document, "/v1/services/{service}/real-servers/{realServer}", "patch",
                fixture.client.json("PATCH", realServer, "{\"weight\": -1}"), 422);
            check(document, "/v1/services/{service}", "get", fixture.client.get(SERVICE + "1"), 404);
            check(document, "/v1/services", "post", fixture.client.send("POST", "/v1/services", "x"), 415);
            check(document, "/v1/settings/{setting}", "put",
                fixture.client.json("PUT", "/v1/settings/sloppy_tcp", "{\"value\": 1}"), 200);
            check(document, "/v1/configuration", "put",
                fixture.client.json("PUT", "/v1/configuration", "{}", "If-Match: \"x\""), 422);
            check(document, "/v1/services/{service}", "delete", fixture.client.json(
                "DELETE", SERVICE, "", "If-Match: \"x\""), 412);
            check(document, "/v1/services/{service}", "delete", fixture.client.send("DELETE", SERVICE, ""), 204);
        }
    }

    @Test
    void shouldServeTheDocument() throws IOException {
        try (SocketFixture fixture = new SocketFixture(directory)) {
            final Answer answer = fixture.client.get("/v1/openapi.yaml");
            assertThat(answer.headers()).containsEntry("content-type", "application/yaml");
            assertThat(answer.body()).startsWith("# Licensed").contains("openapi: 3.1.0");
        }
    }

    private static void check(
        final JsonNode document, final String path, final String method, final Answer answer, final int status) {
        final String what = method + " " + path + ": " + answer;
        assertThat(answer.status()).as(what).isEqualTo(status);
        final JsonNode documented =
            document.path("paths").path(path).path(method).path("responses").path(Integer.toString(status));
        assertThat(documented.isMissingNode()).as(what).isFalse();
        final JsonNode content = documented.path("content");
        if (content.isMissingNode()) {
            assertThat(answer.body()).as(what).isEmpty();
            return;
        }
        final JsonNode schema = content.path(String.valueOf(answer.headers().get("content-type"))).path("schema");
        assertThat(schema.isMissingNode()).as(what).isFalse();
        assertThat(new Schema(document).violations(schema, answer.json(), "")).as(what).isEmpty();
    }

    private static JsonNode document() throws IOException {
        return Json.mapper().valueToTree(new Load(LoadSettings.builder().build())
            .loadFromString(new String(OpenApiResource.document(), StandardCharsets.UTF_8)));
    }
}
