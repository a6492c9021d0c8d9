/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Real servers of full NAT that are told who the client is, with the kernel's TCP and UDP at both ends. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClientAddressIT {
    private static final Path PROGRAM =
        Topology.PROJECT.resolve("management/src/test/resources/endtoend/told.py");
    private static final int CONNECTIONS = 30;
    private static final int MEGABYTE = 1_000_000;

    @TempDir
    private static Path directory = Path.of("");

    private @Nullable Topology topology;
    private @Nullable DirectorProcess director;

    @BeforeAll
    void start() throws IOException {
        Requirements.assumeRootAndDpdk();
        topology = new Topology(1);
        serve("serve", "8080");
        serve("watch", "8081", "83", "10.0.0.100", "fd00::100");
        serve("read", "5353");
        director = DirectorProcess.start(topology, Files.writeString(directory.resolve("director.yaml"), """
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
            """ + service("10.0.0.100", 81, "proxy-v1") + service("10.0.0.100", 83, "toa")
            + service("fd00::100", 83, "toa") + service("10.0.0.100", 82, "proxy-v2")
            + service("fd00::100", 81, "proxy-v1") + service("fd00::100", 82, "proxy-v2")
            + datagrams("10.0.0.100") + datagrams("fd00::100")
            + bridged("10.0.0.100", "fd09::1") + bridged("fd00::100", "10.9.0.1"))).awaitReady();
    }

    @AfterAll
    void stop() {
        try (Topology around = topology; DirectorProcess running = director) {
            if (around != null && running != null) {
                assertThat(running.terminate()).as(running.output()).isZero();
                assertThat(running.output()).contains("Final counters:").doesNotContain("did not come back");
                assertThat(running.counter("received") + running.counter("generated")).isEqualTo(
                    running.counter("transmitted") + running.counter("consumed") + running.counter("dropped"));
                assertThat(running.counter("dropped{reason=out-of-sequence}")).isZero();
                assertThat(running.counter("address-options-omitted")).isZero();
            }
        }
    }

    /** The real server speaks first: it has to have the header before the client says anything. */
    @ParameterizedTest
    @CsvSource({"10.0.0.100, 81", "10.0.0.100, 82", "fd00::100, 81", "fd00::100, 82", "10.0.0.100, 84", "fd00::100, 84",
        "10.0.0.100, 83", "fd00::100, 83"})
    void shouldTellTheRealServerTheClientAndCarryAMegabyteBothWaysOverEachConnection(
        final String address, final int port) {
        assertThat(Shell.succeed(Objects.requireNonNull(topology).in("CLIENT", "python3", PROGRAM.toString(), "ask",
            address, "" + port, "" + CONNECTIONS, "" + MEGABYTE).toArray(String[]::new)).strip())
            .isEqualTo("" + CONNECTIONS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.100", "fd00::100"})
    void shouldTellTheRealServerTheClientUntilItAnswersADatagram(final String address) {
        assertThat(Shell.succeed(Objects.requireNonNull(topology).in("CLIENT", "python3", PROGRAM.toString(), "query",
            address, "53", "" + CONNECTIONS).toArray(String[]::new)).strip()).isEqualTo("" + CONNECTIONS);
    }

    private void serve(final String... arguments) throws IOException {
        final List<String> command = new ArrayList<>(List.of("python3", PROGRAM.toString()));
        command.addAll(List.of(arguments));
        final Process server = new ProcessBuilder(Objects.requireNonNull(topology)
            .in("REAL1", command.toArray(String[]::new))).redirectErrorStream(true).start();
        assertThat(server.inputReader().readLine()).isEqualTo("ready");
    }

    private static String service(final String address, final int port, final String form) {
        return service("tcp", address, port, form, form.equals("toa") ? 8081 : 8080);
    }

    private static String datagrams(final String address) {
        return service("udp", address, 53, "uoa", 5353);
    }

    /** A real server of the other version of IP. */
    private static String bridged(final String address, final String server) {
        return service("tcp", address, 84, "proxy-v2", server, 8080);
    }

    private static String service(
        final String protocol, final String address, final int port, final String form, final int serverPort) {
        return service(protocol, address, port, form, address.contains(":") ? "fd09::1" : "10.9.0.1", serverPort);
    }

    private static String service(final String protocol, final String address, final int port, final String form,
        final String server, final int serverPort) {
        return """
              - protocol: %s
                address: '%s'
                port: %d
                scheduler: rr
                clientAddress: %s
                realServers: [{address: '%s', port: %d, forwarding: fullnat}]
            """.formatted(protocol, address, port, form, server, serverPort);
    }
}
