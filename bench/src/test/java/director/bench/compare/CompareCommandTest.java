/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;

import director.bench.BenchCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CompareCommandTest {
    @TempDir
    private Path directory = Path.of("");
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private Path results(final String name, final String... cases) throws IOException {
        return Files.writeString(directory.resolve(name), "{\"cases\":[" + String.join(",", cases) + "]}");
    }

    private static String result(final int flows, final double ratio, final double least, final double most) {
        return String.format(Locale.ROOT, """
            {"forwarding":"nat","ip":4,"protocol":"tcp","flows":%d,"pattern":"established","services":1,"servers":16,
             "mpps":%f,"ratioMacswap":%f,"min":{"ratioMacswap":%f},"max":{"ratioMacswap":%f}}""",
            flows, ratio * 30, ratio, least, most);
    }

    private int compare(final Path before, final Path after, final String... options) {
        final String[] arguments = new String[options.length + 3];
        arguments[0] = "compare";
        arguments[1] = before.toString();
        arguments[2] = after.toString();
        System.arraycopy(options, 0, arguments, 3, options.length);
        return BenchCommand.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err)).execute(arguments);
    }

    /** Rounds of 0.39 to 0.41 have a width of 5 % each, so that 5 % is chance; the last row's have one of 40 %. */
    @ParameterizedTest
    @CsvSource({
        "0.40, 0.39, 0.41, same, 0",
        "0.381, 0.37, 0.39, same, 0",
        "0.36, 0.35, 0.37, worse, 1",
        "0.44, 0.43, 0.45, better, 0",
        "0.36, 0.28, 0.43, same, 0"
    })
    void shouldTellChangesFromChance(
        final double ratio, final double least, final double most, final String verdict, final int exitCode)
        throws IOException {
        final Path before = results("old.json", result(4_096, 0.40, 0.39, 0.41));
        final Path after = results("new.json", result(4_096, ratio, least, most));
        assertThat(compare(before, after)).isEqualTo(exitCode);
        assertThat(out.toString()).contains("| nat IPv4 tcp established 4096 flows 1 services 16 servers | ")
            .contains("| " + verdict + " |");
    }

    @Test
    void shouldListWhatIsInOneOfThemOnly() throws IOException {
        final Path before = results("old.json", result(1, 0.4, 0.4, 0.4), result(2, 0.4, 0.4, 0.4));
        final Path after = results("new.json", result(2, 0.4, 0.4, 0.4), result(3, 0.4, 0.4, 0.4));
        assertThat(compare(before, after)).isZero();
        assertThat(out.toString()).contains("only in the old results: nat IPv4 tcp established 1 flows",
            "only in the new results: nat IPv4 tcp established 3 flows").contains("| 1.00 | 1.00 | ± 5 % | same |");
    }

    @Test
    void shouldTakeAnotherLeastNoise() throws IOException {
        final Path before = results("old.json", result(1, 0.40, 0.40, 0.40));
        final Path after = results("new.json", result(1, 0.39, 0.39, 0.39));
        assertThat(compare(before, after, "--noise", "2")).isEqualTo(1);
        assertThat(compare(before, after, "--noise", "51")).isEqualTo(64);
    }

    @Test
    void shouldRefuseWhatCannotBeCompared() throws IOException {
        final Path before = results("old.json", result(1, 0.4, 0.4, 0.4));
        assertThat(compare(before, results("new.json", result(2, 0.4, 0.4, 0.4)))).isEqualTo(1);
        assertThat(err.toString()).contains("have no case in common");
        assertThat(compare(before, directory.resolve("none.json"))).isEqualTo(1);
        assertThat(err.toString()).contains("none.json cannot be read");
        assertThat(compare(before, Files.writeString(directory.resolve("text.json"), "words"))).isEqualTo(1);
        assertThat(err.toString()).contains("text.json is no JSON");
    }
}
