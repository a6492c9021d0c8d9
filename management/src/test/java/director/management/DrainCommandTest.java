/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DrainCommandTest {
    private static final String PATH = "/v1/services/tcp-10.0.0.100-80/real-servers/10.9.0.1-80";
    private static final String QUIESCED = "PATCH " + PATH + " {\"weight\":0}";
    private static final String REMOVED = "DELETE " + PATH;
    private static final String NAME = "10.9.0.1:80 of TCP 10.0.0.100:80";

    @TempDir
    private Path directory;

    private FakeApi director;
    private final Time time = new Time();

    /** Time that passes while the command waits for it; what happens meanwhile. */
    private static final class Time implements StopRequest {
        private long nowNs;
        private boolean stopped;
        private LongConsumer meanwhile = seconds -> { };

        @Override
        public void listen() {
            // Ctrl-C is simulated.
        }

        @Override
        public boolean await(final Duration length) {
            nowNs += length.toNanos();
            meanwhile.accept(TimeUnit.NANOSECONDS.toSeconds(nowNs));
            return stopped;
        }
    }

    @BeforeEach
    void open() {
        director = new FakeApi(directory.resolve("d.sock"))
            .answer("PATCH " + PATH, "{}").answer("DELETE " + PATH, 204, "");
        connections(3);
    }

    @AfterEach
    void close() {
        director.close();
    }

    private void connections(final int active) {
        director.answer("GET /v1/services", """
            {"services":[{"id":"tcp-10.0.0.100-80","protocol":"tcp","address":"10.0.0.100","port":80,"realServers":[
              {"id":"10.9.0.1-80","address":"10.9.0.1","port":80,"weight":7,
               "statistics":{"activeConnections":%d,"inactiveConnections":0}},
              {"id":"10.9.0.2-80","address":"10.9.0.2","port":80,"weight":1,
               "statistics":{"activeConnections":9,"inactiveConnections":9}}]}]}""".formatted(active));
    }

    @Test
    void shouldRemoveARealServerWhenItsLastConnectionHasEnded() {
        time.meanwhile = seconds -> connections(seconds < 20 ? 1 : 0);
        final CommandRun run = run("10.9.0.1:80");
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out().lines()).containsExactly(
            NAME + ": weight 7 -> 0, 3 connections", NAME + ": no connection is left, removed");
        assertThat(director.changes()).containsExactly(QUIESCED, REMOVED);
        assertThat(TimeUnit.NANOSECONDS.toSeconds(time.nowNs)).isEqualTo(20);
    }

    @ParameterizedTest
    @CsvSource({"keep, it stays with weight 0", "remove, removed", "restore, it has its weight of 7 again"})
    void shouldDoAsToldWithStragglers(final String what, final String words) {
        final CommandRun run = run("10.9.0.1", "--within", "1m30s", "--stragglers", what);
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).isEqualTo(NAME + ": 3 connections left after 1 min 30 s, " + words + "\n");
        assertThat(director.changes()).containsExactly(switch (what) {
            case "keep" -> new String[] {QUIESCED};
            case "remove" -> new String[] {QUIESCED, REMOVED};
            default -> new String[] {QUIESCED, "PATCH " + PATH + " {\"weight\":7}"};
        });
    }

    @Test
    void shouldSayHowItLeavesThingsWhenItIsInterrupted() {
        time.meanwhile = seconds -> time.stopped = seconds == 3;
        final CommandRun run = run("10.9.0.1:80", "--service", "10.0.0.100:80");
        assertThat(run.exitCode()).isEqualTo(130);
        assertThat(run.err()).isEqualTo(NAME + ": interrupted, it stays with weight 0 and 3 connections; to take it "
            + "back, give it weight 7 again\n");
        assertThat(director.changes()).containsExactly(QUIESCED);
    }

    @Test
    void shouldNoticeThatSomebodyElseHasRemovedIt() {
        time.meanwhile = seconds -> director.answer("GET /v1/services", "{\"services\":[]}");
        final CommandRun run = run("10.9.0.1:80");
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).endsWith(NAME + ": somebody else has removed it\n");
    }

    @ParameterizedTest
    @CsvSource({
        "10.9.0.3:80, 10.0.0.100:80, no service 10.0.0.100:80 has a real server 10.9.0.3:80",
        "10.9.0.1:80, 10.0.0.100:81, there is no service 10.0.0.100:81"})
    void shouldChangeNothingWhenThereIsNoSuchThing(final String server, final String service, final String words) {
        final CommandRun run = run(server, "--service", service);
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).startsWith(words).contains("director services");
        assertThat(director.changes()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"5, 'is not a time'", "'', 'is not a time'", "5d, 'is not a time'"})
    void shouldRefuseWhatIsNoTime(final String within, final String words) {
        final CommandRun run = run("10.9.0.1:80", "--within", within);
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains(words);
        assertThat(director.changes()).isEmpty();
    }

    private CommandRun run(final String... arguments) {
        return CommandRun.of(new DrainCommand(time, () -> time.nowNs), directory.resolve("d.sock"), arguments);
    }
}
