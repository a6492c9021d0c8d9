/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.keepalived;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import director.dataplane.configuration.ServiceSettings;
import director.management.configuration.ConfigurationFile;
import director.management.configuration.ConfigurationWriter;
import director.management.configuration.SettingsTree;
import director.management.health.settings.HealthSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeepalivedImportTest {
    private static final String PORTS = """
        ports:
          - {name: client, interface: eth1, addresses: [10.0.0.254/24, "fd00::254/64"]}
          - {name: real, interface: eth2, addresses: [10.9.0.254/16, "fd09::254/64"]}
        workers: {cores: [1]}
        """;

    private static final String SHOP = """
        ! comment
        global_defs {
            lvs_timeouts tcp 7200 tcpfin 90 udp 60
        }
        virtual_server 10.0.0.100 80 {
            delay_loop 6            # seconds
            lvs_sched wrr
            lvs_method NAT
            persistence_timeout 50
            persistence_granularity 255.255.255.0
            protocol TCP
            quorum 2
            hysteresis 1
            quorum_down "/etc/page 'down' now"
            sorry_server 10.9.0.99 8080
            alpha
            retry 4
            virtualhost shop.example
            real_server 10.9.0.1 8080 {
                weight 3
                inhibit_on_failure
                uthreshold 100
                notify_up /bin/up
                HTTP_GET {
                    url { path /a
                          status_code 200-204 301
                    }
                    url {
                      path /b
                      digest 00112233445566778899AABBCCDDEEFF
                      virtualhost other.example
                    }
                    connect_timeout 3
                    delay_before_retry 2.5
                    connect_port 9000
                }
            }
            real_server 10.9.0.2 8080
            {
                TCP_CHECK {
                    bindto 10.9.0.254
                    retry 0
                    warmup 2
                }
                MISC_CHECK {
                    misc_path "/usr/lib/check --host \\"a b\\""
                    misc_timeout 10
                }
            }
        }
        """;
    private static final String SHOP_YAML = """
        version: 1
        timeouts: {tcp: 7200, tcpFin: 90, udp: 60}
        services:
          - protocol: tcp
            address: 10.0.0.100
            port: 80
            scheduler: wrr
            persistence: {timeout: 50, prefixLength: 24}
            quorum:
              weight: 2
              hysteresis: 1
              down: [/etc/page, '''down''', now]
            flapping: {windowMs: 0}
            realServers:
              - address: 10.9.0.1
                port: 8080
                weight: 3
                upperThreshold: 100
                healthChecks:
                  - type: http
                    path: /a
                    host: shop.example
                    statuses: [200-204, 301]
                    port: 9000
                    intervalMs: 6000
                    timeoutMs: 3000
                    retries: 4
                    retryDelayMs: 2500
                    rise: 1
                    fall: 1
                  - {type: http, path: /b, host: other.example, md5: 00112233445566778899aabbccddeeff, port: 9000, \
        intervalMs: 6000,
                    timeoutMs: 3000, retries: 4, retryDelayMs: 2500, rise: 1, fall: 1}
                onFailure: inhibit
                notify:
                  up: [/bin/up]
              - address: 10.9.0.2
                port: 8080
                healthChecks:
                  - {type: tcp, source: 10.9.0.254, intervalMs: 6000, timeoutMs: 5000, retryDelayMs: 1000, rise: 1, \
        fall: 1, warmUpMs: 2000}
                  - type: script
                    command: [/usr/lib/check, --host, a b]
                    intervalMs: 6000
                    timeoutMs: 10000
                    retries: 4
                    retryDelayMs: 1000
                    rise: 1
                    fall: 1
              - {address: 10.9.0.99, port: 8080, sorry: true}
        """;

    @TempDir
    private Path directory;

    @Test
    void shouldImportAServiceWithItsRealServersAndChecks() throws IOException {
        final KeepalivedImport.Result result = read(SHOP);
        assertThat(result.notes()).isEmpty();
        assertThat(yaml(result)).isEqualTo(SHOP_YAML);
    }

    @Test
    void shouldImportGroupsMarksIpv6TunnelsAndOtherChecks() throws IOException {
        final KeepalivedImport.Result result = read("""
            virtual_server group dns {
              protocol UDP
              lb_algo sh
              lb_kind DR
              sh-port
              ops
              real_server 10.9.0.1 53 { DNS_CHECK { type a
                name example.org } }
              real_server 10.9.0.2 53 { UDP_CHECK { payload 0a 0b
                require_reply 00 } }
            }
            virtual_server_group dns {
              10.0.0.100-102 53
              10.0.0.110 53
              fwmark 7
            }
            virtual_server fd00::100 25 {
              lvs_method TUN type gue port 6080 nocsum
              persistence_timeout
              real_server fd09::1 25 { SMTP_CHECK { helo_name lb.example } }
              real_server fd09::2 25 { PING_CHECK { } SSL_GET { url { path / } } }
            }
            virtual_server fwmark 8 { real_server fd09::3 0 { lthreshold 1
              uthreshold 2 } }
            """);
        assertThat(result.notes()).isEmpty();
        assertThat(result.services()).extracting(ServiceSettings::endpoint).containsExactly("UDP 10.0.0.100:53",
            "UDP 10.0.0.101:53", "UDP 10.0.0.102:53", "UDP 10.0.0.110:53", "FWM 7", "TCP [fd00::100]:25", "FWM 8 IPv6");
        final String yaml = yaml(result);
        assertThat(yaml).contains("schedulerFlags: [flag-2]", "onePacket: true", "initially: up",
            "{type: dns, name: example.org, query: a, intervalMs: 60000, timeoutMs: 5000, retries: 3, "
                + "retryDelayMs: 60000,", "payloadHex: 0a0b", "replyHex: 00", "forwarding: direct-routing",
            "tunnel: {type: gue, port: 6080}", "hello: lb.example", "type: ping", "type: https",
            "persistence: {timeout: 360}", "scheduler: wlc");
        assertThat(ConfigurationFile.parse("f", yaml + PORTS, Set.of("sh", "wlc")).configuration().services())
            .as("read again").isEqualTo(result.services());
    }

    @Test
    void shouldNameEveryLineThatItDoesNotUnderstand() throws IOException {
        Files.createDirectories(directory.resolve("more"));
        Files.writeString(directory.resolve("more/b.conf"), "virtual_server 10.0.0.100 81 {\n  omega\n}\n");
        Files.writeString(directory.resolve("more/a.conf"), "nonsense 1 2\n");
        assertThat(read("""
            global_defs {
                router_id LVS1
            }
            vrrp_instance VI_1 {
                state MASTER
                virtual_ipaddress { 10.0.0.100 }
            }
            include more/*.conf
            virtual_server 10.0.0.100 80 {
                lvs_method DIRECT
                frobnicate yes
                real_server 10.9.0.1 80 {
                    weight heavy
                    smtp_alert
                    TCP_CHECK { colour blue
                        connect_timeout soon
                    }
                    BFD_CHECK { name x }
                    MISC_CHECK { misc_path check.sh }
                    HTTP_GET { }
                }
                real_server nobody 80 { }
            }
            virtual_server group none { }
            """).notes()).containsExactly(
            "k.conf:2: router_id is left out: it is about keepalived itself",
            "k.conf:4: vrrp_instance is left out: go on running keepalived for it",
            "more/a.conf:1: nonsense 1 2: is not understood, and left out",
            "more/b.conf:2: omega is left out: programs do not run when a director stops",
            "k.conf:10: \"DIRECT\" is none of NAT, DR and TUN: NAT is taken",
            "k.conf:11: frobnicate yes: is not understood, and left out",
            "k.conf:13: weight needs a whole number of 0 or more, and \"heavy\" is none: 1 is taken",
            "k.conf:14: smtp_alert is left out: a director sends no mail; use notify_up and notify_down",
            "k.conf:18: BFD_CHECK is left out: there is no such health check",
            "k.conf:15: colour blue: is not understood, and left out",
            "k.conf:16: connect_timeout needs a number of seconds, and \"soon\" is none: 5000 ms are taken",
            "k.conf:19: misc_path is left out: a program needs an absolute path",
            "k.conf:20: HTTP_GET is left out: it has no url",
            "k.conf:22: \"nobody\" is no address: real_server is left out",
            "k.conf:24: virtual_server is left out: there is no virtual_server_group none");
    }

    @Test
    void shouldRefuseWhatIsNoSuchFile() throws IOException {
        final List<List<String>> wrong = List.of(
            List.of("a {\n", "k.conf:1: the block that begins here does not end: add }"),
            List.of("a\n}\n", "k.conf:2: } ends a block that does not begin: remove it"),
            List.of("{\n", "k.conf:1: a block begins without a name: write one before {"),
            List.of("a \"b\n", "k.conf:1: a text in quotes does not end: add \""),
            List.of("include k.conf\n", "k.conf:1: files include one another more than 16 times: remove an include"),
            List.of("include none\n", "k.conf:1: none is no file: correct the name, or remove the line"));
        for (final List<String> each : wrong) {
            assertThatThrownBy(() -> read(each.getFirst())).isInstanceOf(KeepalivedException.class)
                .satisfies(thrown -> assertThat(shortened(String.valueOf(thrown.getMessage()))).isEqualTo(each.get(1)));
        }
        assertThatThrownBy(() -> KeepalivedImport.read(directory.resolve("none")))
            .isInstanceOf(KeepalivedException.class).hasMessageContaining("none: cannot be read");
    }

    private KeepalivedImport.Result read(final String text) throws IOException {
        final Path file = directory.resolve("k.conf");
        Files.writeString(file, text);
        final KeepalivedImport.Result result = KeepalivedImport.read(file);
        return new KeepalivedImport.Result(result.services(), result.health(), result.timeouts(),
            result.notes().stream().map(this::shortened).toList());
    }

    private String shortened(final String message) {
        return message.replace(directory + "/", "");
    }

    private static String yaml(final KeepalivedImport.Result result) {
        return ConfigurationWriter.yaml(SettingsTree.CONCISE.services(result.services(),
            new HealthSettings(HealthSettings.DEFAULT_CONCURRENCY, result.health()), result.timeouts()));
    }
}
