/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

class ReplayCommandTest {
    private static final String PASSING = """
        {"meta":{"name":"own"}}
        {"do":"ipvsadm","args":"-A -t 10.0.0.100:80 -s rr","t":0,"rc":0,"out":""}
        {"do":"ipvsadm","args":"-A -t 10.0.0.100:80 -s rr","t":5,"rc":255,"out":"","err":"Service already exists\\n"}
        """;

    @TempDir
    Path directory = Path.of("");

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    /** Every trace beside {@code traces/README.md}; one that no longer passes is a step back. */
    static Stream<Named<Path>> recorded() throws IOException, URISyntaxException {
        final Path traces =
            Path.of(Objects.requireNonNull(ReplayCommandTest.class.getResource("/traces")).toURI());
        try (Stream<Path> files = Files.list(traces)) {
            return files.filter(file -> file.toString().endsWith(".jsonl")).sorted().toList().stream()
                .map(file -> Named.of(Objects.requireNonNull(file.getFileName()).toString(), file));
        }
    }

    @ParameterizedTest
    @MethodSource("recorded")
    void shouldPassWhatLinuxDid(final Path trace) {
        final int ended = execute("--check", trace.toString());
        assertThat(ended).as(out.toString() + err).isZero();
        assertThat(out.toString()).containsPattern("(?m)^all +1 of +1 passed$");
        assertThat(err.toString()).isEmpty();
    }

    /** Packets arrive at each of three workers in turn, whoever owns them. */
    @ParameterizedTest
    @MethodSource("recorded")
    void shouldPassWhatLinuxDidWithThreeWorkersToo(final Path trace) {
        final int ended = execute("--check", "--workers", "3", trace.toString());
        assertThat(ended).as(out.toString() + err).isZero();
        assertThat(out.toString()).containsPattern("(?m)^all +1 of +1 passed$");
    }

    @Test
    void shouldRefuseANumberOfWorkersThatCannotBe() throws IOException {
        final String trace = write("own.jsonl", PASSING);
        assertThat(execute("--workers", "17", trace)).isEqualTo(64);
        assertThat(err.toString()).contains("--workers=17 is not in 1..16");
        assertThat(execute("--workers", "0", trace)).isEqualTo(64);
    }

    @Test
    void shouldEndWithOneAndNameTheFirstDifference() throws IOException {
        final String wrong = write("own-wrong.jsonl", PASSING.replace("already exists", "is there"));
        final String right = write("own-right.jsonl", PASSING);
        assertThat(execute("--check", wrong, right)).isEqualTo(1);
        assertThat(out.toString()).startsWith(wrong + ":3: ipvsadm -A -t 10.0.0.100:80 -s rr: expected on standard "
            + "error \"Service is there\n\", got \"Service already exists\n\"")
            .containsPattern("(?m)^own +1 of +2 passed$");
    }

    @Test
    void shouldEndWithOneWhenAStepIsNotSupported() throws IOException {
        final String trace = write("own.jsonl", PASSING + "{\"do\":\"syncin\",\"payload\":\"00\",\"t\":9}\n");
        assertThat(execute(trace)).isEqualTo(1);
        assertThat(err.toString()).startsWith("director: " + trace + ":4: not supported yet: synchronisation messages");
        assertThat(out.toString()).contains("\"notSupported\":\"synchronisation messages\"");
    }

    @Test
    void shouldPrintWhatItDid() throws IOException {
        assertThat(execute(write("own.jsonl", PASSING.replace(",\"rc\":0,\"out\":\"\"", "")))).isZero();
        assertThat(out.toString()).isEqualTo(PASSING);
    }

    @Test
    void shouldWriteFilesOfTheSameName() throws IOException {
        final String trace = write("own.jsonl", PASSING);
        final Path results = directory.resolve("new/results");
        assertThat(execute("--out", results.toString(), trace)).isZero();
        assertThat(results.resolve("own.jsonl")).hasContent(PASSING);
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void shouldRefuseToOverwriteWhatItReads() throws IOException {
        final String trace = write("own.jsonl", PASSING);
        assertThat(execute("--out", directory.toString(), trace)).isEqualTo(64);
        assertThat(err.toString()).contains("--out would overwrite " + trace);
        assertThat(Path.of(trace)).hasContent(PASSING);
    }

    @Test
    void shouldRefuseToPlayNothing() {
        assertThat(execute("--check")).isEqualTo(64);
        assertThat(err.toString()).contains("TRACE");
    }

    @Test
    void shouldEndWith66ForAMissingOrMalformedTraceAndPlayTheOthers() throws IOException {
        final String missing = directory.resolve("missing.jsonl").toString();
        final String malformed = write("malformed.jsonl", PASSING + "{\"do\":\n");
        assertThat(execute("--check", missing, malformed, write("own.jsonl", PASSING))).isEqualTo(66);
        assertThat(err.toString()).contains("director: " + missing).contains("director: " + malformed + ":4: ");
        assertThat(out.toString()).containsPattern("(?m)^own +1 of +1 passed$");
    }

    @Test
    void shouldEndWith66WhenTheDirectoryCannotBeWritten() throws IOException {
        final String file = write("file", "");
        assertThat(execute("--out", file + "/below", write("own.jsonl", PASSING))).isEqualTo(66);
        assertThat(err.toString()).contains("director: " + file + "/below: cannot be written");
    }

    private int execute(final String... arguments) {
        final CommandLine commandLine = DirectorCommand.commandLine(Surroundings.real(new StopSignal()));
        final String[] all = new String[arguments.length + 1];
        all[0] = "replay";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return commandLine.setOut(new PrintWriter(out)).setErr(new PrintWriter(err)).execute(all);
    }

    private String write(final String name, final String text) throws IOException {
        return Files.writeString(directory.resolve(name), text).toString();
    }
}
