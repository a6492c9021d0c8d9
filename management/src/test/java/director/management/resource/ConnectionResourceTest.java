/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.resource;

import static org.assertj.core.api.Assertions.assertThat;

import director.dataplane.address.IpAddress;
import director.dataplane.configuration.ForwardingMethod;
import director.dataplane.configuration.Protocol;
import director.dataplane.configuration.RealServerSettings;
import director.dataplane.configuration.ServiceSettings;
import director.management.socket.Json;
import director.management.socket.SocketClient.Answer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

@Timeout(value = 120, unit = TimeUnit.SECONDS)
class ConnectionResourceTest {
    private static final int CONNECTIONS = 5_000;
    private static final int PORT = 4_000;

    @TempDir
    Path directory = Path.of("");

    private @Nullable SocketFixture opened;

    @BeforeEach
    void open() {
        opened = new SocketFixture(directory);
        opened.director.with(director -> {
            director.change(proxy -> proxy.addService(service()));
            for (int i = 0; i < CONNECTIONS; i++) {
                LiveDirector.open(director, i + 1, PORT);
            }
        });
    }

    @AfterEach
    void close() {
        fixture().close();
    }

    @Test
    void shouldShowEachConnectionOnceInPages() throws IOException {
        final Set<String> clients = new HashSet<>();
        int pages = 0;
        String path = "/v1/connections?limit=1500";
        while (!path.isEmpty()) {
            final JsonNode page = fixture().client.get(path).json();
            assertThat(page.path("connections").size()).isLessThanOrEqualTo(1_500);
            page.path("connections").forEach(row ->
                assertThat(clients.add(row.path("clientAddress").asString())).isTrue());
            pages++;
            path = page.has("next") ? "/v1/connections?limit=1500&cursor=" + page.path("next").asString() : "";
        }
        assertThat(clients).hasSize(CONNECTIONS);
        assertThat(pages).isEqualTo(4);
    }

    @Test
    void shouldSayEverythingOfAConnection() throws IOException {
        final JsonNode row =
            fixture().client.get("/v1/connections?client=100.0.0.7").json().path("connections").path(0);
        assertThat(row.path("protocol").asString()).isEqualTo("TCP");
        assertThat(row.path("clientPort").asInt()).isEqualTo(PORT);
        assertThat(row.path("virtualAddress").asString()).isEqualTo("10.0.0.100");
        assertThat(row.path("virtualPort").asInt()).isEqualTo(80);
        assertThat(row.path("realServerAddress").asString()).startsWith("10.9.0.");
        assertThat(row.path("realServerPort").asInt()).isEqualTo(80);
        assertThat(row.path("forwarding").asString()).isEqualTo("nat");
        assertThat(row.path("state").asString()).isEqualTo("SYN_RECV");
        assertThat(row.path("template").asBoolean(true)).isFalse();
        assertThat(row.path("expiresSeconds").asInt()).isBetween(1, 60);
    }

    @Test
    void shouldStreamAllAsLines() throws IOException {
        final Answer answer = fixture().client.get("/v1/connections", "Accept: application/x-ndjson");
        assertThat(answer.headers()).containsEntry("content-type", "application/x-ndjson");
        final List<JsonNode> rows = answer.body().lines().map(line -> Json.mapper().readTree(line)).toList();
        assertThat(rows).hasSize(CONNECTIONS);
        assertThat(rows.stream().map(row -> row.path("clientAddress").asString()).distinct()).hasSize(CONNECTIONS);
    }

    @Test
    void shouldFilterByServiceClientRealServerAndState() throws IOException {
        assertThat(count("service=tcp-10.0.0.100-80")).isEqualTo(CONNECTIONS);
        assertThat(count("service=tcp-10.0.0.100-81")).isZero();
        assertThat(count("client=100.0.0.0/30")).isEqualTo(3);
        assertThat(count("realServer=10.9.0.1-80") + count("realServer=10.9.0.2-80")).isEqualTo(CONNECTIONS);
        assertThat(count("realServer=10.9.0.1-80")).isEqualTo(CONNECTIONS / 2);
        assertThat(count("state=syn_recv")).isEqualTo(CONNECTIONS);
        assertThat(count("state=ESTABLISHED")).isZero();
        assertThat(count("state=C-SENT")).isZero();
        assertThat(count("state=UDP")).isZero();
        assertThat(count("template=true")).isZero();
    }

    @Test
    void shouldNameTheParameterThatCannotBe() throws IOException {
        for (final String wrong : List.of("service=x", "client=10.0.0.0/33", "realServer=x", "template=yes", "limit=0",
            "limit=10001", "cursor=x", "cursor=9-0", "state=ESTABLISHD", "states=LISTEN")) {
            final Answer answer = fixture().client.get("/v1/connections?" + wrong);
            assertThat(answer.status()).as(wrong).isEqualTo(400);
            assertThat(answer.errors()).singleElement().asString().startsWith(wrong.split("=", 2)[0] + ": ");
        }
    }

    private SocketFixture fixture() {
        return Objects.requireNonNull(opened);
    }

    private int count(final String query) throws IOException {
        return fixture().client.get("/v1/connections?limit=10000&" + query).json().path("connections").size();
    }

    static ServiceSettings service() {
        return new ServiceSettings(Protocol.TCP, IpAddress.parse("10.0.0.100"), 80, "rr", 0, List.of(
            realServer("10.9.0.1"), realServer("10.9.0.2")));
    }

    private static RealServerSettings realServer(final String address) {
        return new RealServerSettings(IpAddress.parse(address), 80, 1, ForwardingMethod.NAT);
    }
}
