/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import director.bindings.LcoreThread;
import director.dataplane.machine.Machine;
import director.management.socket.SocketClient;
import director.management.socket.SocketClient.Answer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * Packets do not notice what clients of the management socket do: a thousand connections, bodies without end, requests
 * that stop half-way and nonsense. What else needs a processor keeps off the worker's, as it would on a machine that
 * only balances.
 */
@Tag(WholeMachine.TAG)
class BadClientIT {
    private static final int[] WEIGHTS = {1, 1, 1};
    private static final int STORMERS = 4;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long NOTICEABLE_NS = 1_000_000;
    private static final List<String> NONSENSE = List.of(
        "GET /v1/../../etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n",
        "PUT /v1/configuration HTTP/1.1\r\nHost: x\r\nContent-Type: application/yaml\r\nContent-Length: 100000000"
            + "\r\n\r\n" + "x".repeat(100_000),
        "POST /v1/services HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 3\r\n\r\n{{{",
        "GET /v1/connections?x=" + "y".repeat(20_000),
        "POST /v1/services HTTP/1.1\r\nHost: x\r\nContent-Le",
        "\0\1\2\3");

    private static Topology topology;

    @TempDir
    private Path directory;

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

    @Test
    void shouldForwardAsBeforeWhileClientsOfTheSocketDoTheirWorst() throws Exception {
        final long quiet = rareDutyCycleNs(false);
        final long stormy = rareDutyCycleNs(true);
        System.out.printf("99 %% of duty cycles: %,d ns, with bad clients %,d ns%n", quiet, stormy);
        assertThat(stormy).isLessThan(Math.max(3 * quiet, NOTICEABLE_NS));
    }

    /** How long 99 % of the duty cycles take that have something to do while requests are balanced. */
    private long rareDutyCycleNs(final boolean storm) throws Exception {
        final AtomicBoolean over = new AtomicBoolean();
        final List<Future<Long>> storms = new ArrayList<>();
        try (DirectorProcess director = DirectorProcess.start(topology, Files.writeString(
            directory.resolve("director.yaml"), Configurations.balancing("required", WEIGHTS))).awaitReady();
            ExecutorService threads = Executors.newFixedThreadPool(STORMERS)) {
            for (int i = 0; storm && i < STORMERS; i++) {
                storms.add(threads.submit(() -> storm(over)));
            }
            for (int round = 0; round < 2; round++) {
                assertThat(client("http", "10.0.0.100", "80", "300")).isEqualTo("{real1=100, real2=100, real3=100}");
            }
            over.set(true);
            for (final Future<Long> each : storms) {
                assertThat(each.get()).as("bad clients").isGreaterThan(100);
            }
            final JsonNode worker = worker();
            assertThat(worker.path("counters").path("dropped").asLong(-1)).isZero();
            assertThat(director.terminate()).as(director.output()).isZero();
            final long rare = worker.path("busyDutyCycleNs").path("p99").asLong();
            assertThat(rare).isPositive();
            return rare;
        } finally {
            over.set(true);
        }
    }

    /** Asks until all who misbehaved are gone, who may have left no connection for this one. */
    private static JsonNode worker() throws Exception {
        final long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                final Answer answer = new SocketClient(DirectorProcess.SOCKET).get("/v1/workers");
                if (answer.status() == 200) {
                    return answer.json().path("workers").path(0);
                }
            } catch (final IOException e) {
                assertThat(System.nanoTime()).as("answered at last, after %s", e).isLessThan(deadline);
            }
            Thread.sleep(100);
        }
    }

    /** Connects and misbehaves until it is over. Answers how often. */
    private static long storm(final AtomicBoolean over) {
        keepOffTheWorker();
        long clients = 0;
        final List<SocketChannel> open = new ArrayList<>();
        while (!over.get()) {
            try {
                final SocketChannel channel = new SocketClient(DirectorProcess.SOCKET).connect();
                open.add(channel);
                final String words = NONSENSE.get((int) (clients % NONSENSE.size()));
                channel.configureBlocking(false);
                channel.write(ByteBuffer.wrap(words.getBytes(StandardCharsets.ISO_8859_1)));
            } catch (final IOException e) {
                // It was turned away, as it should be.
            }
            clients++;
            if (open.size() == 250) {
                close(open);
            }
        }
        close(open);
        return clients;
    }

    private static void close(final List<SocketChannel> channels) {
        for (final SocketChannel channel : channels) {
            try {
                channel.close();
            } catch (final IOException e) {
                throw new IllegalStateException(e);
            }
        }
        channels.clear();
    }

    /** The worker of the configurations here has the first core. */
    private static int otherCore() {
        return new TreeSet<>(Machine.local().allowedCores()).last();
    }

    private static void keepOffTheWorker() {
        final BitSet other = new BitSet();
        other.set(otherCore());
        LcoreThread.affinity(other);
    }

    private static String client(final String... arguments) {
        final List<String> command = new ArrayList<>(List.of("taskset", "-c", Integer.toString(otherCore())));
        command.addAll(Programs.command("Client", arguments));
        final List<String> inside = topology.in("CLIENT", command.toArray(String[]::new));
        return Shell.succeed(inside.toArray(String[]::new)).strip();
    }
}
