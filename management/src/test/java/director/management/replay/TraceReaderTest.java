/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TraceReaderTest {
    private static final String META = "{\"meta\":{\"name\":\"x\"}}\n";

    @TempDir
    Path directory = Path.of("");

    @Test
    void shouldReadStepsWithWhatWasSeenAfterThem() throws IOException {
        final Trace trace = TraceReader.read(file(META + """
            {"do":"vip","addr":"10.0.0.1","t":0}

            {"do":"packet","port":"client","ip":"45","t":5}
            {"see":"nothing"}
            """));
        assertThat(trace.kind()).isEqualTo("kind");
        assertThat(trace.steps()).extracting(Step::line).containsExactly(2, 4);
        assertThat(trace.steps().getLast().seen()).hasSize(1);
    }

    @Test
    void shouldWriteWhatItRead() throws IOException {
        final String text = META + """
            {"do":"ipvsadm","args":"-L","rc":0,"out":"a\\nb","t":7}
            {"see":"packet","port":"real","via":"10.9.0.1","ip":"45","mask":[[4,2]]}
            """;
        assertThat(TraceWriter.text(TraceReader.read(file(text)))).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '#', textBlock = """
        {"do":"packet"                                  | is not JSON
        {"do":"sleep","ms":1} 7                         | is not JSON
        {"do":"sleep","do":"sleep","ms":1}              | is not JSON
        [1]                                             | is not a JSON object
        {"did":"sleep"}                                 | has neither "do" nor "see"
        {"do":"dance"}                                  | "do":"dance" is none of [conns, ipvsadm,
        {"do":"sleep"}                                  | "ms" is missing in a "sleep"
        {"do":"sleep","ms":-1}                          | "ms":-1 is not a whole number of at least 0
        {"do":"sleep","ms":1,"t":"0"}                   | "t":"0" is not a whole number
        {"do":"packet","port":"left","ip":"45"}         | "port":"left" is not "client" or "real"
        {"do":"packet","port":"real","ip":"450"}        | "ip":"450" is not an even number of hex digits
        {"do":"packet","port":"real","ip":"4x"}         | is not an even number of hex digits
        {"do":"ipvsadm","args":7}                       | "args":7 is not a text
        {"do":"mtu","port":"real","value":0}            | "value":0 is not a number of 68 to 65535
        {"see":"nothing"}                               | "see" before the first "do"
        {"see":"something"}                             | "see":"something" is none of [nothing, packet, sync]
        """)
    void shouldNameFileAndLineOfWhatIsWrong(final String line, final String problem) throws IOException {
        final Path file = file(META + line + "\n");
        assertThatThrownBy(() -> TraceReader.read(file)).isInstanceOf(TraceException.class)
            .hasMessageStartingWith(file + ":2: ").hasMessageContaining(problem);
    }

    @Test
    void shouldRefuseAMaskThatIsNone() throws IOException {
        final Path file = file(META + """
            {"do":"sleep","ms":1}
            {"see":"packet","port":"real","ip":"45","mask":[[1]]}
            """);
        assertThatThrownBy(() -> TraceReader.read(file)).hasMessageContaining(":3: \"mask\":[[1]] is not a list of");
    }

    @Test
    void shouldRefuseTimeThatGoesBack() throws IOException {
        final Path file = file(META + """
            {"do":"sleep","ms":1,"t":9}
            {"do":"sleep","ms":1,"t":8}
            """);
        assertThatThrownBy(() -> TraceReader.read(file)).hasMessageEndingWith(":3: \"t\" goes back from 9 to 8");
    }

    @Test
    void shouldRefuseFilesThatAreNoTraces() throws IOException {
        final Path empty = file("");
        assertThatThrownBy(() -> TraceReader.read(empty)).hasMessageContaining("is empty");
        final Path noMeta = file("{\"do\":\"sleep\",\"ms\":1}\n");
        assertThatThrownBy(() -> TraceReader.read(noMeta)).hasMessageContaining(":1: the first line is not");
        final Path binary = directory.resolve("binary.jsonl");
        Files.write(binary, new byte[] {(byte) 0xFF, (byte) 0xFE});
        assertThatThrownBy(() -> TraceReader.read(binary)).hasMessageContaining("is not text in UTF-8");
        assertThatThrownBy(() -> TraceReader.read(directory.resolve("absent"))).hasMessageEndingWith("does not exist");
        assertThatThrownBy(() -> TraceReader.read(directory)).isInstanceOf(TraceException.class);
    }

    private Path file(final String text) throws IOException {
        return Files.writeString(directory.resolve("kind-of-trace.jsonl"), text);
    }
}
