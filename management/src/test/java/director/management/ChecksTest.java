/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management;

import static org.assertj.core.api.Assertions.assertThat;

import director.dataplane.address.IpAddress;
import director.dataplane.conductor.Catalogue;
import director.dataplane.configuration.DirectorConfiguration;
import director.dataplane.service.Availability;
import director.management.configuration.ConfigurationFile;
import director.management.events.Event;
import director.management.events.EventBus;
import director.management.events.EventSubscription;
import director.management.health.settings.HealthSettings;
import director.management.health.settings.RealServerHealth;
import director.management.health.settings.ServiceHealth;
import director.management.metrics.HealthMetrics;
import director.management.metrics.Metrics;
import director.management.resource.LiveDirector;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Health checks of a director in memory, whose real servers are checked on the loopback interface. */
class ChecksTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String YAML = """
        version: 1
        ports:
          - {name: client, interface: dc0, addresses: [10.0.0.254/24]}
          - {name: real, interface: dr0, addresses: [10.9.0.254/16]}
        workers: {cores: [1]}
        services:
          - protocol: tcp
            address: 10.0.0.100
            port: 80
            scheduler: rr
            healthChecks: [{type: tcp, port: HEALTHY, warmUpMs: 0}]
            realServers:
              - {address: 10.9.0.1, checkAddress: 192.0.2.1}
              - {address: 10.9.0.2, weight: 3, healthChecks: [{type: tcp, port: CLOSED, warmUpMs: 0}],
                 checkAddress: 192.0.2.1}
          - protocol: tcp
            address: 10.0.0.100
            port: 81
            scheduler: rr
            healthChecks: [{type: tcp, port: HEALTHY, warmUpMs: 3600000}]
            realServers:
              - {address: 10.9.0.1, checkAddress: 192.0.2.1}
          - protocol: tcp
            address: 10.0.0.100
            port: 82
            scheduler: rr
            realServers:
              - {address: 10.9.0.1}
        """;

    @Test
    void shouldGiveConnectionsToRealServersOnceTheyWereCheckedAndTellWhatChanges() throws Exception {
        final EventBus events = new EventBus(100, 100, Clock.systemUTC());
        try (ServerSocket healthy = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
            LiveDirector live = new LiveDirector(); EventSubscription subscription = events.subscribe(null)) {
            final ConfigurationFile file = ConfigurationFile.parse(
                "d.yaml", YAML.replace("HEALTHY", "" + healthy.getLocalPort()).replace("CLOSED", "" + closedPort()),
                Set.of("rr"));
            final DirectorConfiguration first = Checks.unchecked(file.configuration(), file.health());
            first.services().forEach(service -> live.managed().conductor().addService(service).join());
            assertThat(availability(live)).containsOnlyKeys("TCP 10.0.0.100:82 10.9.0.1:82");

            try (Checks checks = Checks.begin(
                live.managed(), file.configuration(), onLoopback(file.health()), events)) {
                final Map<String, Object> seen = new TreeMap<>();
                while (seen.size() < 3) {
                    final Event event = Objects.requireNonNull(subscription.next(PATIENCE), seen::toString);
                    assertThat(event.type()).isEqualTo(EventBus.HEALTH);
                    seen.put(event.data().get("change") + " " + event.data().get("realServer"), event.data());
                }
                assertThat(seen).containsOnlyKeys("down 10.9.0.2:80", "quorum-gained null", "up 10.9.0.1:80");
                assertThat(seen.get("down 10.9.0.2:80")).isEqualTo(Map.of("service", "TCP 10.0.0.100:80", "change",
                    "down", "realServer", "10.9.0.2:80", "reason", "Connection refused"));
                final Map<String, Availability> expected = new TreeMap<>(Map.of(
                    "TCP 10.0.0.100:80 10.9.0.1:80", Availability.IN_SERVICE,
                    "TCP 10.0.0.100:80 10.9.0.2:80", Availability.OUT_OF_SERVICE,
                    "TCP 10.0.0.100:81 10.9.0.1:81", Availability.OUT_OF_SERVICE,
                    "TCP 10.0.0.100:82 10.9.0.1:82", Availability.IN_SERVICE));
                final long deadlineNs = System.nanoTime() + PATIENCE.toNanos();
                while (!availability(live).equals(expected) && System.nanoTime() < deadlineNs) {
                    Thread.sleep(10);
                }
                assertThat(availability(live)).isEqualTo(expected);
                assertThat(metrics(checks))
                    .contains("director_health_up{real_server=\"10.9.0.1:80\",service=\"TCP 10.0.0.100:80\"} 1.0\n")
                    .contains("director_health_up{real_server=\"10.9.0.2:80\",service=\"TCP 10.0.0.100:80\"} 0.0\n")
                    .contains("director_health_quorum{service=\"TCP 10.0.0.100:80\"} 1.0\n")
                    .contains("director_health_failures_total{check=\"0-tcp\",real_server=\"10.9.0.2:80\"");
            }
        }
    }

    private static Map<String, Availability> availability(final LiveDirector live) {
        final Map<String, Availability> all = new TreeMap<>();
        for (final Catalogue.Service service : live.managed().catalogue().services()) {
            service.realServers().forEach(realServer ->
                all.put(service.key() + " " + realServer.settings().endpoint(), realServer.availability()));
        }
        return all;
    }

    /** No file may name such an address. */
    private static HealthSettings onLoopback(final HealthSettings health) {
        return new HealthSettings(health.concurrency(), health.services().stream().map(service -> new ServiceHealth(
            service.service(), service.checks(), service.initiallyUp(), service.onFailure(), service.notification(),
            service.quorum(), service.flapping(), service.realServers().stream().map(each -> new RealServerHealth(
                each.key(), each.sorry(), each.checks(), IpAddress.parse("127.0.0.1"), each.onFailure(),
                each.notification())).toList())).toList());
    }

    private static String metrics(final Checks checks) throws IOException {
        return new String(new Metrics(List.of(new HealthMetrics(checks.monitor()))).text(null).content(),
            java.nio.charset.StandardCharsets.UTF_8);
    }

    private static int closedPort() throws IOException {
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return closed.getLocalPort();
        }
    }
}
