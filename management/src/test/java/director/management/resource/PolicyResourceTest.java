/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.resource;

import static org.assertj.core.api.Assertions.assertThat;

import director.management.metrics.Metrics;
import director.management.metrics.PolicyMetrics;
import director.management.socket.SocketClient.Answer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Access lists and limits as one sees them from outside. */
class PolicyResourceTest {
    private static final String PATH = "/v1/services/tcp-10.0.0.100-80";
    private static final String SERVICE = """
        {"protocol": "tcp", "address": "10.0.0.100", "port": 80, "scheduler": "wrr",
         "limits": {"connections": 3}, "clientLimits": {"connections": 2, "rate": 1000, "burst": 500},
         "realServers": [{"address": "10.9.0.1", "limits": {"connections": 9}}]}""";

    @TempDir
    private Path directory;

    private SocketFixture fixture;

    @BeforeEach
    void open() throws IOException {
        fixture = new SocketFixture(directory);
        assertThat(fixture.client.json("POST", "/v1/services", SERVICE).status()).isEqualTo(201);
        fixture.director.with(director -> {
            for (int port = 4_000; port < 4_005; port++) {
                LiveDirector.open(director, 1, port);
            }
            for (int client = 2; client < 6; client++) {
                LiveDirector.open(director, client, 4_000);
            }
        });
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void shouldShowWhomServicesRefuseAndWhy() throws IOException {
        final JsonNode all = fixture.client.get("/v1/refusals").json();
        final JsonNode service = all.path("services").path(0);
        assertThat(service.path("service").asString()).isEqualTo("tcp-10.0.0.100-80");
        assertThat(service.path("limitedConnections").asInt()).isEqualTo(3);
        assertThat(service.path("refused").path("client-connections").asInt()).isEqualTo(3);
        assertThat(service.path("refused").path("service-connections").asInt()).isEqualTo(3);
        assertThat(service.path("refused").path("client-denied").asInt(-1)).isZero();
        assertThat(service.path("last").path("client").asString()).isEqualTo("100.0.0.5");
        assertThat(service.path("last").path("reason").asString()).isEqualTo("service-connections");
        final JsonNode client = all.path("clients").path(0);
        assertThat(client.path("client").asString()).isEqualTo("100.0.0.1");
        assertThat(client.path("connections").asInt()).isEqualTo(2);
        assertThat(client.path("refused").asInt()).isEqualTo(3);
        assertThat(fixture.client.get("/v1/refusals?limit=1").json().path("clients")).hasSize(1);
        assertThat(fixture.client.get("/v1/refusals?limit=0").status()).isEqualTo(400);
        assertThat(fixture.client.get(PATH).json().path("statistics").path("refused").asInt()).isEqualTo(6);
    }

    @Test
    void shouldListConnectionsThatCountAgainstLimits() throws IOException {
        assertThat(fixture.client.get("/v1/connections").json().path("connections")).hasSize(3).allSatisfy(each ->
            assertThat(each.path("engineData").isMissingNode()).isTrue());
    }

    @Test
    void shouldMeasureWhatIsRefusedAndWhatCounts() throws IOException {
        final Metrics metrics = new Metrics(List.of(new PolicyMetrics(fixture.director.managed())));
        assertThat(new String(metrics.text(null).content(), StandardCharsets.UTF_8)).contains(
            "director_service_refused_connections_total{reason=\"client-connections\",service=\"TCP 10.0.0.100:80\"} "
                + "3.0\n",
            "director_service_refused_connections_total{reason=\"client-denied\",service=\"TCP 10.0.0.100:80\"} 0.0\n",
            "director_service_limited_connections{service=\"TCP 10.0.0.100:80\"} 3.0\n",
            "director_real_server_limited_connections{real_server=\"10.9.0.1:80\",service=\"TCP 10.0.0.100:80\"} "
                + "3.0\n");
    }

    @Test
    void shouldChangeLimitsAndAccessWhileRunning() throws IOException {
        assertThat(fixture.client.json("PATCH", PATH, "{\"limits\": {\"connections\": 4}}").status()).isEqualTo(200);
        fixture.director.with(director -> LiveDirector.open(director, 9, 4_000));
        assertThat(fixture.client.get("/v1/refusals").json().path("services").path(0).path("limitedConnections")
            .asInt()).isEqualTo(4);
        final Answer unknown = fixture.client.json("PATCH", PATH, "{\"access\": {\"deny\": [\"bad\"]}}");
        assertThat(unknown.status()).isEqualTo(422);
        assertThat(unknown.body()).contains("is no access list: define it in accessLists");
        assertThat(fixture.client.json("PATCH", PATH, "{\"limits\": null, \"clientLimits\": null}").json()
            .path("limits").isMissingNode()).isTrue();
    }
}
