/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.throughput;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import director.bench.BenchCommand;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The whole rig, with DPDK and testpmd, for a moment: whether it works, not how fast. */
class ThroughputSmokeTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private JsonNode measure(final Path directory, final String... selection) throws Exception {
        final Path json = directory.resolve("result.json");
        final List<String> arguments = new ArrayList<>(List.of("throughput", "--quick", "--rounds", "1", "--seconds",
            "0.5", "--max-drift", "100", "--json", json.toString()));
        arguments.addAll(List.of(selection));
        final CommandLine command = BenchCommand.commandLine();
        command.setOut(new PrintWriter(out, true));
        command.setErr(new PrintWriter(err, true));
        final int exitCode = command.execute(arguments.toArray(String[]::new));
        assumeTrue(exitCode != 69, () -> "needs DPDK, testpmd, huge pages and two cores: " + err);
        assertThat(exitCode).as("%s", err).isZero();
        final JsonNode result = JsonMapper.shared().readTree(Files.readString(json)).get("cases").get(0);
        assertThat(result.get("mpps").asDouble()).isPositive();
        assertThat(result.get("macswapMpps").asDouble()).isPositive();
        assertThat(result.get("csumMpps").asDouble()).isPositive();
        assertThat(result.get("ratioCsum").asDouble()).isPositive();
        assertThat(result.get("drops").isEmpty()).as("%s", result.get("drops")).isTrue();
        return result;
    }

    @Test
    void shouldForwardRightlyAndWithoutAllocatingBesideTestpmd(@TempDir final Path directory) throws Exception {
        final JsonNode result = measure(directory, "--flows", "4096", "--warm-up", "3");
        assertThat(result.get("bytesAllocatedPerPacket").asDouble()).isLessThan(0.001);
        assertThat(out.toString()).contains("nat IPv4 tcp established, 4,096 flows");
    }

    /** The general path, tunnels and many services in one. */
    @Test
    void shouldTunnelIpv6ToRealServersOfManyServices(@TempDir final Path directory) throws Exception {
        final JsonNode result = measure(directory, "--forwarding", "tun", "--ip", "6", "--services", "1000",
            "--flows", "20000", "--warm-up", "1");
        assertThat(result.get("frameBytes").asInt()).isEqualTo(80);
    }

    /** Real servers of the other version of IP, and frames with tags. */
    @ParameterizedTest
    @CsvSource({"nat64, 6, 80", "vlan, 4, 64"})
    void shouldForwardWhatChangesMoreThanAddresses(
        final String forwarding, final String ip, final int frameBytes, @TempDir final Path directory)
        throws Exception {
        final JsonNode result = measure(
            directory, "--forwarding", forwarding, "--ip", ip, "--flows", "4096", "--warm-up", "0");
        assertThat(result.get("frameBytes").asInt()).isEqualTo(frameBytes);
    }

    @Test
    void shouldOpenAConnectionForEveryPacket(@TempDir final Path directory) throws Exception {
        final JsonNode result = measure(directory, "--pattern", "syn", "--flows", "100000", "--warm-up", "1");
        assertThat(result.get("bytesAllocatedPerPacket").asDouble()).isLessThan(1);
    }
}
