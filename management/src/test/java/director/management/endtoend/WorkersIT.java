/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import director.management.socket.SocketClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Two workers on two cores, over packet sockets with two queues. The kernel shares packets out by a hash of its own, so
 * that half of them arrive at the worker that does not own them.
 */
class WorkersIT {
    private static final int[] WEIGHTS = {5, 3, 2};
    private static final int CONNECTIONS = 1_000;
    private static final int POOLS = 2;
    /** As few mbufs as each worker has to have for a pool of its own. */
    private static final int POOL = 9_600;
    /** Each connection needs a port of its own: a new one from the same port takes the place of one that has ended. */
    private static final String FIRST_PORT = "10000";

    private static Topology topology;

    private final SocketClient socket = new SocketClient(DirectorProcess.SOCKET);
    @TempDir
    private Path directory = Path.of("");
    private Path file = Path.of("");
    private DirectorProcess director;

    @BeforeAll
    static void makeNetwork() throws IOException {
        Requirements.assumeRootAndDpdk();
        topology = new Topology(WEIGHTS.length);
        RealServers.start(topology, WEIGHTS.length);
    }

    @AfterAll
    static void removeNetwork() {
        if (topology != null) {
            topology.close();
        }
    }

    @BeforeEach
    void startDirector() throws IOException {
        file = Files.writeString(directory.resolve("director.yaml"), configuration(WEIGHTS));
        director = DirectorProcess.start(topology, file).awaitReady();
    }

    @AfterEach
    void stopDirector() {
        try (DirectorProcess running = director) {
            assertThat(running.terminate()).as(running.output()).isZero();
            assertThat(running.output()).contains("Final counters:").doesNotContain("did not come back")
                .doesNotContain("Exception").contains("each of 2 workers has a pool of " + POOL + " mbufs");
            assertThat(running.counter("received") + running.counter("generated")).isEqualTo(
                running.counter("transmitted") + running.counter("consumed") + running.counter("dropped"));
            assertThat(running.counter("handed-over")).isEqualTo(running.counter("taken-over")).isPositive();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.100", "fd00::100"})
    void shouldCarryAThousandConnectionsAndLoseNone(final String virtual) throws Exception {
        assertThat(client("http", virtual, "80", "" + CONNECTIONS, FIRST_PORT))
            .isEqualTo("{real1=500, real2=300, real3=200}");

        final JsonNode workers = get("/v1/workers").path("workers");
        assertThat(workers).hasSize(2);
        assertThat(counts(workers, "connections-opened").sum()).isEqualTo(CONNECTIONS);
        assertThat(counts(workers, "connections-opened").min().orElse(0)).isGreaterThan(CONNECTIONS / 3);
        assertThat(counts(workers, "received").min().orElse(0)).isGreaterThan(CONNECTIONS);
        assertThat(counts(workers, "handed-over").min().orElse(0)).isGreaterThan(CONNECTIONS / 2);
        assertThat(counts(workers, "fast-path").min().orElse(0)).isPositive();
        // Those that have ended wait to be forgotten, and stand at both workers.
        final List<JsonNode> rows = connections();
        assertThat(rows).hasSize(CONNECTIONS);
        assertThat(rows.stream().map(row -> row.path("clientPort").toString()).distinct()).hasSize(CONNECTIONS);
    }

    @Test
    void shouldShareDatagramsOutInTurnAndAnswerPings() {
        for (final String virtual : List.of("10.0.0.100", "fd00::100")) {
            assertThat(client("udp", virtual, "53", "30", FIRST_PORT))
                .isEqualTo("{real1 heard you=10, real2 heard you=10, real3 heard you=10}");
        }
        for (final String address : List.of("10.0.0.254", "10.0.0.100", "fd00::254", "fd00::100")) {
            assertThat(client("ping", address)).as(address).isEqualTo("answered");
        }
    }

    @Test
    void shouldApplyAChangedFileAtBothWorkers() throws Exception {
        assertThat(client("http", "10.0.0.100", "80", "100")).isEqualTo("{real1=50, real2=30, real3=20}");
        Files.writeString(file, configuration(0, 1, 1));
        director.hangUp();
        director.await("director.yaml was reloaded, and is version 2 now:");
        assertThat(client("http", "10.0.0.100", "80", "100")).isEqualTo("{real2=50, real3=50}");
        assertThat(get("/v1/neighbours").path("neighbours")).isNotEmpty();
        assertThat(counts(get("/v1/workers").path("workers"), "dropped").sum()).isZero();
    }

    private static String configuration(final int... weights) {
        return Configurations.balancing("required", weights).replace("cores: [0]", "cores: [0, 1]")
            .replace("mbufs: 8192", "mbufs: " + POOLS * POOL).replace("megabytes: 128", "megabytes: 256");
    }

    private JsonNode get(final String path) throws Exception {
        return JsonMapper.shared().readTree(socket.send("GET", path, "").body());
    }

    private List<JsonNode> connections() throws Exception {
        final List<JsonNode> rows = new ArrayList<>();
        JsonNode page = get("/v1/connections?limit=300");
        page.path("connections").forEach(rows::add);
        while (page.has("next")) {
            page = get("/v1/connections?limit=300&cursor=" + page.path("next").stringValue(""));
            page.path("connections").forEach(rows::add);
        }
        return rows;
    }

    private static LongStream counts(final JsonNode workers, final String counter) {
        final ToLongFunction<JsonNode> count = worker -> worker.path("counters").path(counter).longValue(-1);
        final List<JsonNode> all = new ArrayList<>();
        workers.forEach(all::add);
        return all.stream().mapToLong(count);
    }

    private static String client(final String... arguments) {
        return Shell.succeed(topology.in("CLIENT", Programs.command("Client", arguments).toArray(String[]::new))
            .toArray(String[]::new)).strip();
    }
}
