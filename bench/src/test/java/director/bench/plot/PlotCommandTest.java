/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.plot;

import static org.assertj.core.api.Assertions.assertThat;

import director.bench.BenchCommand;
import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlotCommandTest {
    private static final String RESULTS = """
        {"cases":[{"forwarding":"nat","ip":4,"protocol":"tcp","flows":4096,"pattern":"established","services":1,
          "servers":16,"mpps":12.5,"macswapMpps":25,"csumMpps":10}],
         "latency":{"loads":[{"percent":50,"curve":[{"percentile":0,"us":1},{"percentile":90,"us":10},
          {"percentile":100,"us":100}]}]}}
        """;

    @TempDir
    private Path directory = Path.of("");
    private final StringWriter out = new StringWriter();

    private int plot(final String results) throws Exception {
        final Path file = Files.writeString(directory.resolve("results.json"), results);
        return BenchCommand.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(out))
            .execute("plot", file.toString(), directory.resolve("drawings").toString());
    }

    private String drawing(final String name) throws Exception {
        final byte[] svg = Files.readAllBytes(directory.resolve("drawings").resolve(name));
        assertThat(DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new ByteArrayInputStream(svg))
            .getDocumentElement().getTagName()).isEqualTo("svg");
        return Files.readString(directory.resolve("drawings").resolve(name));
    }

    @Test
    void shouldDrawBarsInProportionAndACurveOnLogarithmicScales() throws Exception {
        assertThat(plot(RESULTS)).isZero();
        assertThat(drawing("throughput.svg")).contains("nat IPv4 tcp established, 4,096 flows", ">12.5<", ">25.0<")
            .contains("width=\"460.0\"").contains("width=\"230.0\"").contains("width=\"184.0\"");
        // Each step to the right is ten times rarer, each step upwards ten times longer; 100 % is at the edge.
        assertThat(drawing("latency.svg")).contains("50 % load").contains("70.0,305.0 160.0,250.0 610.0,195.0");
    }

    @Test
    void shouldDrawWhatThereIs() throws Exception {
        assertThat(plot("{\"latency\":{\"loads\":[{\"percent\":10,\"curve\":[]}]}}")).isZero();
        assertThat(directory.resolve("drawings/throughput.svg")).doesNotExist();
        assertThat(plot("{\"cases\":[]}")).isEqualTo(1);
        assertThat(out.toString()).contains("has neither cases nor latency");
    }
}
