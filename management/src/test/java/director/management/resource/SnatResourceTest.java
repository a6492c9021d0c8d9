/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.resource;

import static org.assertj.core.api.Assertions.assertThat;

import director.dataplane.address.AddressRange;
import director.dataplane.address.IpPrefix;
import director.dataplane.conductor.Change;
import director.dataplane.configuration.LimitSettings;
import director.dataplane.configuration.SnatSettings;
import director.dataplane.configuration.SnatTimeouts;
import director.dataplane.replay.Side;
import director.management.metrics.LocalPortMetrics;
import director.management.metrics.Metrics;
import director.management.metrics.SnatMetrics;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** SNAT as one sees it from outside. */
class SnatResourceTest {
    /** Echo requests of identifiers 1 and 2 from 10.9.0.7 to 192.0.2.1. */
    private static final List<String> PINGS = List.of(
        "4500001c000100004001aecf0a090007c00002010800f7fd00010001",
        "4500001c000100004001aecf0a090007c00002010800f7fc00020001");

    @TempDir
    private Path directory;

    private SocketFixture fixture;

    @BeforeEach
    void open() throws IOException {
        fixture = new SocketFixture(directory);
        fixture.store.change(List.of(new Change.SetSnat(List.of(new SnatSettings("internet",
            List.of(IpPrefix.parse("10.9.0.0/16")), "client", List.of(), List.of(AddressRange.parse("10.0.0.200")),
            SnatTimeouts.DEFAULT, LimitSettings.NONE, new LimitSettings(1, 0, 0))))), null);
        fixture.director.with(director -> PINGS.forEach(ping ->
            director.inject(Side.REAL, HexFormat.of().parseHex(ping))));
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void shouldShowRulesAndWhatGoesByThem() throws IOException {
        final JsonNode rule = fixture.client.get("/v1/snat").json().path("rules").path(0);
        assertThat(rule.path("name").asString()).isEqualTo("internet");
        assertThat(rule.path("addresses").path(0).asString()).isEqualTo("10.0.0.200");
        final JsonNode statistics = rule.path("statistics");
        assertThat(statistics.path("inactiveConnections").asInt()).isOne();
        assertThat(statistics.path("connections").asInt()).isOne();
        assertThat(statistics.path("refused").asInt()).isOne();
        assertThat(statistics.path("packetsOut").asInt()).isOne();
        assertThat(statistics.path("bytesOut").asInt()).isEqualTo(28);
        assertThat(statistics.path("bytesIn").asInt(-1)).isZero();
    }

    @Test
    void shouldShowConnectionsAndWhomLimitsRefuse() throws IOException {
        final JsonNode row = fixture.client.get("/v1/connections").json().path("connections").path(0);
        assertThat(row.path("protocol").asString()).isEqualTo("ICMP");
        assertThat(row.path("forwarding").asString()).isEqualTo("snat");
        assertThat(row.path("clientAddress").asString()).isEqualTo("10.9.0.7");
        assertThat(row.path("clientPort").asInt()).isOne();
        assertThat(row.path("realServerAddress").asString()).isEqualTo("192.0.2.1");
        assertThat(row.path("localAddress").asString()).isEqualTo("10.0.0.200");
        assertThat(row.path("localPort").asInt()).isBetween(1_024, 65_535);
        final JsonNode refusals = fixture.client.get("/v1/refusals").json();
        assertThat(refusals.path("services").path(0).path("service").asString()).isEqualTo("snat internet");
        assertThat(refusals.path("services").path(0).path("refused").path("client-connections").asInt()).isOne();
        assertThat(refusals.path("clients").path(0).path("service").asString()).isEqualTo("snat internet");
        assertThat(refusals.path("clients").path(0).path("client").asString()).isEqualTo("10.9.0.7");
    }

    @Test
    void shouldMeasureRules() throws IOException {
        final Metrics metrics = new Metrics(List.of(new SnatMetrics(fixture.director.managed()),
            new LocalPortMetrics(fixture.director.managed())));
        assertThat(new String(metrics.text(null).content(), StandardCharsets.UTF_8)).contains(
            "director_snat_connections{rule=\"internet\",state=\"inactive\"} 1.0\n",
            "director_snat_opened_connections_total{rule=\"internet\"} 1.0\n",
            "director_snat_packets_total{direction=\"out\",rule=\"internet\"} 1.0\n",
            "director_snat_bytes_total{direction=\"in\",rule=\"internet\"} 0.0\n",
            "director_snat_refused_connections_total{reason=\"client-connections\",rule=\"internet\"} 1.0\n",
            "director_local_ports_used{address=\"10.0.0.200\",protocol=\"icmp\"} 1.0\n",
            "director_service_local_port_use_ratio{protocol=\"icmp\",service=\"snat internet\"} ");
    }

    @Test
    void shouldShowRulesInTheConfigurationAndForgetThem() throws IOException {
        assertThat(fixture.client.get("/v1/configuration").json().path("snat").path(0).path("port").asString())
            .isEqualTo("client");
        fixture.store.change(List.of(new Change.SetSnat(List.of())), null);
        assertThat(fixture.client.get("/v1/snat").json().path("rules")).isEmpty();
        assertThat(fixture.store.configuration().packets().snat()).isEmpty();
    }
}
