/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class BenchCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(final String... arguments) {
        final CommandLine command = BenchCommand.commandLine();
        command.setOut(new PrintWriter(out, true));
        command.setErr(new PrintWriter(err, true));
        return command.execute(arguments);
    }

    @ParameterizedTest
    @CsvSource({
        "--forwarding, nta, --forwarding nta: unknown",
        "--ip, 5, '--ip 5: unknown; what can be measured: 4, 6'",
        "--pattern, ack, --pattern ack: unknown",
        "--services, 2, '--services 2: unknown; what can be measured: 1, 1000'",
        "--flows, 0, --flows 0 is not in 1..2000000",
        "--flows, 2000001, --flows 2000001 is not in 1..2000000",
        "--flows, many, --flows",
        "--rounds, 0, --rounds 0 is less than 1",
        "--seconds, 11, --seconds 11.0 is not in 0.1..10",
        "--warm-up, 11, --warm-up 11 is not in 0..10",
        "--max-drift, 0, --max-drift 0.0 is not above 0",
        "--core, 1, --core"
    })
    void shouldRefuseMistakes(final String option, final String value, final String message) {
        assertThat(run("throughput", option, value)).isEqualTo(64);
        assertThat(err.toString()).contains(message);
    }

    /** Before anything is measured. */
    @ParameterizedTest
    @ValueSource(strings = {"throughput", "workers", "latency", "start", "weights"})
    void shouldRefuseAFileThatCannotBeWritten(final String command) {
        assertThat(run(command, "--json", "/no/such/directory/result.json")).isEqualTo(64);
        assertThat(err.toString()).contains("--json", "'/no/such/directory/result.json': there is no directory "
            + "/no/such/directory; make it first");
        assertThat(run(command, "--json", "/")).isEqualTo(64);
        assertThat(run(command, "--json", "/proc")).isEqualTo(64);
        assertThat(err.toString()).contains("'/' is a directory", "'/proc' is a directory; name a file in it");
    }

    @Test
    void shouldShowItsCommandsInItsHelpAndWhenNoneIsNamed() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString()).contains("all", "throughput", "workers", "latency", "start", "weights", "expiry",
            "jmh", "compare", "plot", "collect-environment-info");
        assertThat(run()).isEqualTo(64);
        assertThat(err.toString()).contains(
            "Missing command: all, throughput, workers, latency, start, weights, expiry, jmh");
    }

    @ParameterizedTest
    @CsvSource({
        "latency, --flows, 0, --flows 0 is not in 1..2000000",
        "latency, --seconds, 61, --seconds 61.0 is not in 0.1..20",
        "weights, --seconds, 0, --seconds 0.0 is not in 0.1..20",
        "start, --mpps, 0, --mpps 0.0 is not above 0 and up to 100",
        "workers, --flows, 63, '--flows 63 is not from 64 to 4,000,000'",
        "workers, --seconds, 0.01, --seconds 0.01 is not from 0.05 to 60",
        "all, --only, speed, '--only speed: unknown; there are throughput, syn, workers, latency, start, weights,'"
    })
    void shouldRefuseMistakesOfOtherCommands(
        final String command, final String option, final String value, final String message) {
        assertThat(run(command, option, value)).isEqualTo(64);
        assertThat(err.toString()).contains(message);
    }

    @ParameterizedTest
    @CsvSource({
        "throughput, --forwarding", "latency, --seconds", "latency, '10, 50 and 90 %'", "start, --mpps",
        "weights, --seconds", "all, --quick", "compare, OLD.json", "plot, RESULT.json",
        "collect-environment-info, --json", "expiry, --rounds", "workers, --seconds"
    })
    void shouldExplainEachCommandInItsHelp(final String command, final String words) {
        assertThat(run(command, "--help")).isZero();
        assertThat(out.toString()).contains(words);
    }

    @ParameterizedTest
    @CsvSource({
        "-p, servers=16, '-p servers: no benchmark has such a parameter; there are scheduler, realServers'",
        "--milliseconds, 9, --milliseconds 9 is not in 10..60000",
        "--milliseconds, 60001, --milliseconds 60001 is not in 10..60000",
        "--milliseconds, long, --milliseconds"
    })
    void shouldRefuseMistakesAboutMicroBenchmarks(final String option, final String value, final String message) {
        assertThat(run("jmh", option, value, "ScheduleBenchmark")).isEqualTo(64);
        assertThat(err.toString()).contains(message);
    }

    @Test
    void shouldExplainMicroBenchmarksInTheirHelp() {
        assertThat(run("jmh", "--help")).isZero();
        assertThat(out.toString()).contains("REGEX", "-p=NAME=VALUE", "--milliseconds");
    }

    @Test
    void shouldSayThatNoBenchmarkHasSuchAName() {
        assertThat(run("jmh", "NoSuchBenchmark")).isEqualTo(1);
        assertThat(err.toString()).contains("NoSuchBenchmark").contains("ScheduleBenchmark");
    }
}
