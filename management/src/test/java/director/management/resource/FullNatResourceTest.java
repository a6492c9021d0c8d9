/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.resource;

import static org.assertj.core.api.Assertions.assertThat;

import director.dataplane.address.IpPrefix;
import director.dataplane.configuration.ClientAddress;
import director.dataplane.configuration.ForwardingMethod;
import director.dataplane.configuration.RealServerSettings;
import director.dataplane.configuration.ServiceSettings;
import director.management.client.IpvsadmClient;
import director.management.events.DirectorWatch;
import director.management.events.Event;
import director.management.events.EventBus;
import director.management.events.EventSubscription;
import director.management.metrics.LocalPortMetrics;
import director.management.metrics.Metrics;
import director.management.socket.SocketClient.Answer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Full NAT as one sees it from outside. */
class FullNatResourceTest {
    private static final String SERVICE = """
        {"protocol": "tcp", "address": "10.0.0.100", "port": 80, "scheduler": "wrr",
         "localAddresses": ["10.9.0.200"], "clientAddress": "proxy-v2",
         "realServers": [{"address": "10.9.0.1", "forwarding": "fullnat"}]}""";
    private static final String LISTED = "  -> 10.9.0.1:80                  FullNat 1      1          0         \n";

    @TempDir
    private Path directory;

    private SocketFixture fixture;
    private String out = "";
    private String err = "";

    @BeforeEach
    void open() throws IOException {
        fixture = new SocketFixture(directory);
        assertThat(fixture.client.json("POST", "/v1/services", SERVICE).status()).isEqualTo(201);
        fixture.director.with(director -> LiveDirector.open(director, 1, 4_000));
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void shouldShowWhereAConnectionComesFrom() throws IOException {
        final JsonNode row = fixture.client.get("/v1/connections").json().path("connections").path(0);
        assertThat(row.path("forwarding").asString()).isEqualTo("fullnat");
        assertThat(row.path("localAddress").asString()).isEqualTo("10.9.0.200");
        assertThat(row.path("localPort").asInt()).isBetween(1_024, 65_535);
        assertThat(row.path("clientAddress").asString()).isEqualTo("100.0.0.1");
    }

    @Test
    void shouldShowHowLocalPortsAreUsed() throws IOException {
        final JsonNode ports = fixture.client.get("/v1/local-ports").json();
        final JsonNode address = ports.path("addresses").path(0);
        assertThat(address.path("address").asString()).isEqualTo("10.9.0.200");
        assertThat(address.path("protocol").asString()).isEqualTo("tcp");
        assertThat(address.path("ports").asInt()).isEqualTo(64_512);
        assertThat(address.path("used").asInt()).isOne();
        final JsonNode service = ports.path("services").path(0);
        assertThat(service.path("service").asString()).isEqualTo("TCP 10.0.0.100:80");
        assertThat(service.path("use").asDouble()).isBetween(0.00001, 0.00002);
        final Metrics metrics = new Metrics(List.of(new LocalPortMetrics(fixture.director.managed())));
        assertThat(new String(metrics.text(null).content(), StandardCharsets.UTF_8)).contains(
            "director_local_ports{address=\"10.9.0.200\",protocol=\"tcp\"} 64512.0\n",
            "director_local_ports_used{address=\"10.9.0.200\",protocol=\"tcp\"} 1.0\n",
            "director_local_ports_resting{address=\"10.9.0.200\",protocol=\"tcp\"} 0.0\n",
            "director_local_ports_refused_connections_total{address=\"10.9.0.200\",protocol=\"tcp\"} 0.0\n",
            "director_service_local_port_use_ratio{protocol=\"tcp\",service=\"TCP 10.0.0.100:80\"} ");
    }

    @Test
    void shouldListFullNatWithIpvsadmAndRefuseToMakeSomethingElseOfIt() {
        assertThat(run("", "-L", "-n")).isZero();
        assertThat(out).endsWith(LISTED);
        assertThat(run("", "-S", "-n")).isZero();
        assertThat(out).endsWith("-a -t 10.0.0.100:80 -r 10.9.0.1:80 --fullnat -w 1\n");
        assertThat(run(out, "-R")).isEqualTo(255);
        assertThat(err).contains("--fullnat");
        run("", "-L", "-n");
        assertThat(out).endsWith(LISTED);
    }

    @Test
    void shouldLeaveMethodAndLocalAddressesAsTheyAreWhenIpvsadmEdits() {
        assertThat(run("", "-e -t 10.0.0.100:80 -r 10.9.0.1:80 -m -w 7".split(" "))).as(err).isZero();
        assertThat(run("", "-E -t 10.0.0.100:80 -s wlc".split(" "))).as(err).isZero();
        final ServiceSettings edited = fixture.store.configuration().services().getFirst();
        assertThat(edited.localAddresses()).containsExactly(IpPrefix.parse("10.9.0.200"));
        assertThat(edited.clientAddress()).isEqualTo(new ClientAddress(ClientAddress.Form.PROXY_V2));
        assertThat(edited.realServers()).singleElement()
            .extracting(RealServerSettings::forwarding, RealServerSettings::weight)
            .containsExactly(ForwardingMethod.FULL_NAT, 7);
    }

    @Test
    void shouldRefuseARealServerOfIpvsadmThatWouldLackTheHeader() {
        assertThat(run("", "-a -t 10.0.0.100:80 -r 10.9.0.2:80 -m".split(" "))).isNotZero();
        assertThat(fixture.store.configuration().services().getFirst().realServers()).hasSize(1);
    }

    @Test
    void shouldChangeHowRealServersAreToldTheClientWhileRunning() throws IOException {
        final Answer changed = fixture.client.json("PATCH", "/v1/services/tcp-10.0.0.100-80",
            "{\"clientAddress\": \"none\"}");
        assertThat(changed.status()).as(changed.body()).isEqualTo(200);
        assertThat(fixture.store.configuration().services().getFirst().clientAddress().isOn()).isFalse();
    }

    @Test
    void shouldChangeLocalAddressesWhileRunning() throws IOException {
        final Answer changed = fixture.client.json("PATCH", "/v1/services/tcp-10.0.0.100-80",
            "{\"localAddresses\": [\"10.9.0.201\"]}");
        assertThat(changed.status()).as(changed.body()).isEqualTo(200);
        fixture.director.with(director -> LiveDirector.open(director, 2, 4_000));
        assertThat(fixture.client.get("/v1/connections?client=100.0.0.1").json().path("connections").path(0)
            .path("localAddress").asString()).isEqualTo("10.9.0.200");
        assertThat(fixture.client.get("/v1/connections?client=100.0.0.2").json().path("connections").path(0)
            .path("localAddress").asString()).isEqualTo("10.9.0.201");
        final Answer refused = fixture.client.json("PATCH", "/v1/services/tcp-10.0.0.100-80",
            "{\"localAddresses\": []}");
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.body()).contains("has no local address of IPv4 to come from");
    }

    @Test
    void shouldTellWhenLocalPortsBecomeFew() throws InterruptedException {
        final EventBus bus = fixture.events;
        final DirectorWatch watch = new DirectorWatch(fixture.director.managed(), bus);
        try (EventSubscription heard = bus.subscribe(null)) {
            fixture.director.with(director -> {
                for (int i = 0; i < 52_000; i++) {
                    LiveDirector.open(director, 10 + i, 4_000);
                }
            });
            watch.look();
            final Event event = Objects.requireNonNull(heard.next(Duration.ofSeconds(1)));
            assertThat(event.type()).isEqualTo("local-ports");
            assertThat(event.data()).containsEntry("service", "TCP 10.0.0.100:80").containsEntry("level", 80);
        }
    }

    private int run(final String input, final String... arguments) {
        final ByteArrayOutputStream standard = new ByteArrayOutputStream();
        final ByteArrayOutputStream errors = new ByteArrayOutputStream();
        final int exitCode = new IpvsadmClient(fixture.file(),
            new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)), standard, errors).run(arguments);
        out = standard.toString(StandardCharsets.UTF_8);
        err = errors.toString(StandardCharsets.UTF_8);
        return exitCode;
    }
}
