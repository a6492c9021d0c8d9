/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A web server behind full NAT, many transfers at once: each arrives byte by byte, and the log names the client of
 * each. {@code ./director soak} has more.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NginxIT {
    private static final Path FETCH = Topology.PROJECT.resolve("management/src/test/resources/endtoend/fetch.py");
    private static final int TRANSFERS = Integer.getInteger("transfers.count", 100);
    private static final int LENGTH = Integer.getInteger("transfers.bytes", 1_000_000);
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private static final String DIRECTOR = """
        version: 1
        memory: {hugePages: required, megabytes: 128, mbufs: 8192, maxConnections: 65536}
        ports:
          - {name: client, interface: dc0, addresses: [10.0.0.254/24, fd00::254/64]}
          - name: servers
            interface: ds0
            addresses: [10.9.0.254/16, fd09::254/64]
            localAddresses: [10.9.0.200, 'fd09::200']
        workers: {cores: [0], idle: backoff, warmUp: 0}
        services:
          - {protocol: tcp, address: 10.0.0.100, port: 80, scheduler: rr, clientAddress: proxy-v2,
             realServers: [{address: 10.9.0.1, port: 8080, forwarding: fullnat}]}
          - {protocol: tcp, address: 'fd00::100', port: 80, scheduler: rr, clientAddress: proxy-v2,
             realServers: [{address: 'fd09::1', port: 8080, forwarding: fullnat}]}
          - {protocol: tcp, address: 10.0.0.101, port: 80, scheduler: rr, clientAddress: proxy-v2,
             realServers: [{address: 'fd09::1', port: 8080, forwarding: fullnat}]}
          - {protocol: tcp, address: 'fd00::101', port: 80, scheduler: rr, clientAddress: proxy-v2,
             realServers: [{address: 10.9.0.1, port: 8080, forwarding: fullnat}]}
        """;
    private static final String NGINX = """
        daemon off;
        user root;
        pid nginx.pid;
        worker_rlimit_nofile 8192;
        events { worker_connections 4096; }
        http {
            client_body_temp_path temporary;
            proxy_temp_path temporary;
            fastcgi_temp_path temporary;
            uwsgi_temp_path temporary;
            scgi_temp_path temporary;
            log_format client '$proxy_protocol_addr $proxy_protocol_port';
            access_log clients.log client;
            sendfile on;
            send_timeout 10m;
            server {
                listen 8080 proxy_protocol backlog=4096;
                listen [::]:8080 proxy_protocol backlog=4096;
                root .;
            }
        }
        """;

    @TempDir
    private static Path directory = Path.of("");

    private @Nullable Topology topology;
    private @Nullable DirectorProcess director;

    @BeforeAll
    void start() throws IOException {
        Requirements.assumeRootAndDpdk();
        Unpacked.assume("nginx", "nginx-light");
        final byte[] content = new byte[LENGTH];
        new Random(LENGTH).nextBytes(content);
        Files.write(directory.resolve("content"), content);
        Files.writeString(directory.resolve("nginx.conf"), NGINX);
        topology = new Topology(1);
        // Of many that share one way, BBR lets some wait for minutes.
        Shell.succeed(topology.in("REAL1", "sh", "-c", "echo reno > /proc/sys/net/ipv4/tcp_congestion_control"));
        // A wire has a speed, and what waits for it keeps senders back. A virtual one has none: a thousand senders
        // overfill the director's ring, two segments in five are lost, and some connections starve.
        Shell.succeed(topology.in("REAL1",
            "tc", "qdisc", "add", "dev", "eth0", "root", "tbf", "rate", "1gbit", "burst", "256k", "limit", "256m"));
        director = DirectorProcess.start(
            topology, Files.writeString(directory.resolve("director.yaml"), DIRECTOR)).awaitReady();
    }

    @AfterAll
    void stop() {
        try (Topology around = topology; DirectorProcess running = director) {
            if (around != null && running != null) {
                assertThat(running.terminate()).as(running.output()).isZero();
                assertThat(running.counter("received") + running.counter("generated")).isEqualTo(
                    running.counter("transmitted") + running.counter("consumed") + running.counter("dropped"));
                assertThat(running.counter("connections-opened")).isEqualTo(4L * TRANSFERS);
            }
        }
    }

    /** To real servers of the same version of IP, and of the other. */
    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.100", "fd00::100", "10.0.0.101", "fd00::101"})
    void shouldCarryManyTransfersAtOnceByteByByteAndHaveEachClientLogged(final String address)
        throws IOException, InterruptedException {
        final Path log = directory.resolve("clients.log");
        Files.deleteIfExists(log);
        final Process nginx = nginx();
        final List<String> clients;
        try {
            clients = Shell.succeed(PATIENCE, Objects.requireNonNull(topology).in("CLIENT", "python3", FETCH.toString(),
                address, "80", "" + TRANSFERS, directory.resolve("content").toString())).lines().toList();
        } finally {
            Shell.succeed("kill", "-QUIT", Long.toString(nginx.pid()));
            assertThat(nginx.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        }
        assertThat(clients).hasSize(TRANSFERS).doesNotHaveDuplicates();
        assertThat(Files.readAllLines(log)).containsExactlyInAnyOrderElementsOf(clients);
    }

    /** Ready to be connected to: it has bound its sockets once its process file is there. */
    private Process nginx() throws IOException, InterruptedException {
        final Path processFile = directory.resolve("nginx.pid");
        Files.deleteIfExists(processFile);
        final Process nginx = new ProcessBuilder(Objects.requireNonNull(topology).in("REAL1",
            Unpacked.command("nginx", "-p", directory.toString(), "-c", "nginx.conf", "-e", "stderr")
                .toArray(String[]::new))).inheritIO().start();
        while (!Files.exists(processFile)) {
            assertThat(nginx.isAlive()).isTrue();
            Thread.sleep(10);
        }
        return nginx;
    }
}
