/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import director.dataplane.address.IpAddress;
import director.dataplane.configuration.Protocol;
import director.dataplane.service.RealServerKey;
import director.dataplane.service.ServiceKey;
import director.management.health.settings.BodyDigest;
import director.management.health.settings.CheckSettings;
import director.management.health.settings.DnsSettings;
import director.management.health.settings.FailureAction;
import director.management.health.settings.FlapSettings;
import director.management.health.settings.HealthSettings;
import director.management.health.settings.HttpSettings;
import director.management.health.settings.NotifySettings;
import director.management.health.settings.PingSettings;
import director.management.health.settings.QuorumSettings;
import director.management.health.settings.RealServerHealth;
import director.management.health.settings.ScriptSettings;
import director.management.health.settings.ServiceHealth;
import director.management.health.settings.SmtpSettings;
import director.management.health.settings.StatusRange;
import director.management.health.settings.TcpSettings;
import director.management.health.settings.Timing;
import director.management.health.settings.UdpSettings;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HealthSettingsTest {
    private static final String START = """
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
        """;
    private static final ServiceKey SERVICE = new ServiceKey(Protocol.TCP, IpAddress.parse("10.0.0.100"), 80);

    @Test
    void shouldCheckNothingUnlessTold() {
        final HealthSettings health = read("    realServers: [{address: 10.9.0.1}]\n");

        assertThat(health).isEqualTo(new HealthSettings(1_024, List.of(new ServiceHealth(SERVICE, List.of(), false,
            FailureAction.REMOVE, NotifySettings.NONE, QuorumSettings.DEFAULT, FlapSettings.DEFAULT,
            List.of(RealServerHealth.of(realServer("10.9.0.1", 80)))))));
        assertThat(health.services().getFirst().isWatched()).isFalse();
    }

    @Test
    void shouldReadEverythingThatConcernsServicesAndRealServers() {
        final HealthSettings health = read("""
                initially: up
                onFailure: inhibit
                notify: {up: [/bin/up, 1], down: [/bin/down]}
                quorum: {weight: 5, hysteresis: 2, up: [/bin/gained], down: [/bin/lost, for good]}
                flapping: {windowMs: 9000, maxDoublings: 2}
                healthChecks:
                  - {type: tcp, intervalMs: 100, timeoutMs: 10, retries: 1, retryDelayMs: 5, rise: 4, fall: 6,
                     warmUpMs: 0, port: 81, source: 10.9.0.253}
                realServers:
                  - {address: 10.9.0.1, checkAddress: 192.168.0.1, onFailure: remove, notify: {down: [/bin/x]}}
                  - {address: 10.9.0.2, port: 8080, healthChecks: []}
                  - {address: 10.9.0.3, sorry: true}
            health: {concurrency: 7}
            """);

        final CheckSettings check = new CheckSettings(new TcpSettings(), new Timing(100, 10, 1, 5, 4, 6, 0), 81,
            IpAddress.parse("10.9.0.253"));
        final RealServerHealth first = new RealServerHealth(realServer("10.9.0.1", 80), false, null,
            IpAddress.parse("192.168.0.1"), FailureAction.REMOVE,
            new NotifySettings(List.of(), List.of("/bin/x")));
        final RealServerHealth second =
            new RealServerHealth(realServer("10.9.0.2", 8_080), false, List.of(), null, null, null);
        final RealServerHealth third =
            new RealServerHealth(realServer("10.9.0.3", 80), true, null, null, null, null);
        final ServiceHealth service = new ServiceHealth(SERVICE, List.of(check), true, FailureAction.INHIBIT,
            new NotifySettings(List.of("/bin/up", "1"), List.of("/bin/down")),
            new QuorumSettings(5, 2, new NotifySettings(List.of("/bin/gained"), List.of("/bin/lost", "for good"))),
            new FlapSettings(9_000, 2), List.of(first, second, third));
        assertThat(health).isEqualTo(new HealthSettings(7, List.of(service)));
        assertThat(service.checksOf(first)).containsExactly(check);
        assertThat(service.checksOf(second)).isEmpty();
        assertThat(service.checksOf(third)).isEmpty();
        assertThat(service.of(realServer("10.9.0.1", 80))).isEqualTo(first);
        assertThat(service.checksOf(service.of(realServer("10.9.0.77", 80)))).containsExactly(check);
    }

    @Test
    void shouldReadEveryKindOfCheck() {
        final String digits = "0123456789ABCDEF0123456789abcdef";
        final List<CheckSettings> checks = read("""
                healthChecks:
                  - {type: tcp}
                  - {type: http}
                  - {type: http, method: POST, path: "/a?b=c", host: "shop.example:8080", statuses: [200, 300-399],
                     body: "O[Kk]", md5: %s, redirects: 3, bodyLimit: 100}
                  - {type: https, serverName: shop.example, verify: true, sha256: %s%s}
                  - {type: dns}
                  - {type: dns, name: example.org, query: aaaa, expect: nxdomain}
                  - {type: smtp}
                  - {type: smtp, hello: lb.example.org}
                  - {type: ping}
                  - {type: udp}
                  - {type: udp, payload: hi, reply: required}
                  - {type: udp, payloadHex: 0A0b, replyHex: 00}
                  - {type: script, command: [/bin/test, "-e", 5]}
            """.formatted(digits, digits, digits)).services().getFirst().checks();

        final String small = "0123456789abcdef0123456789abcdef";
        final List<StatusRange> good = List.of(new StatusRange(200, 299));
        assertThat(checks).extracting(CheckSettings::probe).containsExactly(
            new TcpSettings(),
            new HttpSettings(false, "GET", "/", null, null, false, good, null, null, 0, 65_536),
            new HttpSettings(false, "POST", "/a?b=c", "shop.example:8080", null, false,
                List.of(new StatusRange(200, 200), new StatusRange(300, 399)), "O[Kk]",
                new BodyDigest(BodyDigest.MD5, small), 3, 100),
            new HttpSettings(true, "GET", "/", null, "shop.example", true, good, null,
                new BodyDigest(BodyDigest.SHA_256, small + small), 0, 65_536),
            new DnsSettings(".", DnsSettings.RecordType.SOA, DnsSettings.ResponseCode.NOERROR),
            new DnsSettings("example.org", DnsSettings.RecordType.AAAA, DnsSettings.ResponseCode.NXDOMAIN),
            new SmtpSettings("localhost"),
            new SmtpSettings("lb.example.org"),
            new PingSettings(),
            new UdpSettings("", false, ""),
            new UdpSettings("6869", true, ""),
            new UdpSettings("0a0b", true, "00"),
            new ScriptSettings(List.of("/bin/test", "-e", "5")));
        assertThat(checks).extracting(CheckSettings::timing).containsOnly(Timing.DEFAULT);
        assertThat(Timing.DEFAULT.longestWarmUpMs()).isEqualTo(2_000);
    }

    private static HealthSettings read(final String end) {
        return ConfigurationFile.parse("d.yaml", START + end, Set.of("rr")).health();
    }

    private static RealServerKey realServer(final String address, final int port) {
        return new RealServerKey(IpAddress.parse(address), port);
    }
}
