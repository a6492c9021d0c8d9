/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpvsadmClientTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n";

    @TempDir
    private Path directory;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @ParameterizedTest
    @CsvSource({
        "-Ln, GET /v1/ipvsadm?arguments=-Ln HTTP/1.0",
        "-l --stats, GET /v1/ipvsadm?arguments=-l%20--stats HTTP/1.0",
        "--list -t [fd00::1]:80, GET /v1/ipvsadm?arguments=--list%20-t%20%5bfd00%3a%3a1%5d%3a80 HTTP/1.0",
        "-S -n, GET /v1/ipvsadm?arguments=-S%20-n HTTP/1.0",
        "-Z, POST /v1/ipvsadm HTTP/1.0",
        "nonsense -L, GET /v1/ipvsadm?arguments=nonsense%20-L HTTP/1.0",
        "-- -L, POST /v1/ipvsadm HTTP/1.0",
    })
    void shouldAskForWhatOnlyLooksSoThatReadersMay(final String arguments, final String request) {
        try (FakeSocket director = answering(OK + "{\"out\":\"\",\"err\":\"\",\"rc\":0}")) {
            assertThat(run("", arguments.split(" ", -1))).isZero();
            assertThat(director.requests()).singleElement().asString().startsWith(request + "\r\n");
        }
    }

    @Test
    void shouldListWithoutArguments() {
        try (FakeSocket director = answering(OK + "{\"out\":\"a\",\"err\":\"\",\"rc\":0}")) {
            assertThat(run("")).isZero();
            assertThat(director.requests()).singleElement().asString().startsWith("GET /v1/ipvsadm?arguments= ");
        }
    }

    @Test
    void shouldSendArgumentsAsTheyAre() {
        try (FakeSocket director = answering(OK + "{\"rc\":0}")) {
            run("not read", "-A", "-t", "a \"b\"\\\n\u00e9");
            assertThat(director.requests()).singleElement().asString()
                .endsWith("\r\n\r\n{\"arguments\":[\"-A\",\"-t\",\"a \\\"b\\\"\\\\\\u000a\u00e9\"],\"input\":\"\"}");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-R", "--restore", "-Rn"})
    void shouldReadItsInputForARestoreAlone(final String argument) {
        try (FakeSocket director = answering(OK + "{\"rc\":0}")) {
            run("-A -t 10.0.0.1:80\n", argument);
            assertThat(director.requests()).singleElement().asString()
                .endsWith("\"input\":\"-A -t 10.0.0.1:80\\u000a\"}");
        }
    }

    @Test
    void shouldPrintWhatTheDirectorPrints() {
        try (FakeSocket _ = answering(OK + " {\"out\": \"a\\nb \\u0041\\u00e9\\u20ac\u00fc\\t\\\\\", \"err\":"
            + "\"why\\n\", \"rc\": 255}\n")) {
            assertThat(run("", "-L")).isEqualTo(255);
            assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("a\nb A\u00e9\u20ac\u00fc\t\\");
            assertThat(err.toString(StandardCharsets.UTF_8)).isEqualTo("why\n");
        }
    }

    @Test
    void shouldPrintMoreThanItsBuffersHold() {
        final String line = "TCP 14:59 ESTABLISHED 10.0.0.1:1 10.0.0.100:80 10.9.0.1:80\n";
        final String listing = line.repeat(20_000);
        final String answer = "{\"out\":\"" + listing.replace("\n", "\\n") + "\",\"err\":\"\",\"rc\":0}";
        try (FakeSocket _ = answering(OK + answer)) {
            assertThat(run("", "-Lnc")).isZero();
            assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo(listing);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "", "HTTP/1.1 200 OK\r\n\r\n", "HTTP/1.1 200 OK\r\n\r\n{\"out\":\"a", "HTTP/1.1 200 OK\r\n\r\n{\"out\":\"a\"}",
        "HTTP/1.1 200 OK\r\n\r\n[]", "SSH-2.0-OpenSSH\r\n", "HTTP/1.1 x y\r\n\r\n",
        "HTTP/1.1 200 OK\r\n\r\n{\"out\":\"\\u00zz\",\"rc\":0}", "HTTP/1.1 200 OK\r\n\r\n{\"other\":\"\",\"rc\":0}"})
    void shouldNotTakeAnythingElseForSuccess(final String answer) {
        try (FakeSocket _ = answering(answer)) {
            assertThat(run("", "-L")).isEqualTo(2);
            assertThat(err.toString(StandardCharsets.UTF_8)).startsWith("Can't initialize ipvs: ").endsWith("\n")
                .containsAnyOf("broke off", "no director", "not what a director of this version says");
        }
    }

    @Test
    void shouldSayWhyTheDirectorRefused() {
        try (FakeSocket _ = answering("HTTP/1.1 403 Forbidden\r\n\r\n{\"type\":\"about:blank\",\"title\":\"Forbidden\","
            + "\"status\":403,\"detail\":\"process 7 of user 33 may only read: ask\"}")) {
            assertThat(run("", "-C")).isEqualTo(2);
            assertThat(err.toString(StandardCharsets.UTF_8))
                .isEqualTo("Can't initialize ipvs: process 7 of user 33 may only read: ask\n");
        }
    }

    @Test
    void shouldNameSocketAndRemedyWhenNoDirectorRuns() throws IOException {
        assertThat(run("", "-L")).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).startsWith("Can't initialize ipvs: no director runs")
            .contains("there is no " + socket(), "director run", "DIRECTOR_SOCKET");
        try (FakeSocket _ = answering(OK)) {
            assertThat(socket()).exists();
        }
        err.reset();
        assertThat(run("", "-L")).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("nobody listens at " + socket());
    }

    @ParameterizedTest
    @ValueSource(strings = {"-h", "--help", "-v", "--version"})
    void shouldHelpWithoutADirector(final String argument) {
        assertThat(run("", argument)).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).startsWith("ipvsadm v1.31 ");
        assertThat(err.size()).isZero();
    }

    @Test
    void shouldEndSilentlyWhenItsReaderGoesAway() {
        final OutputStream closed = new OutputStream() {
            @Override
            public void write(final int octet) throws IOException {
                throw new IOException("Broken pipe");
            }
        };
        try (FakeSocket _ = answering(OK + "{\"out\":\"a\",\"err\":\"\",\"rc\":0}")) {
            assertThat(new IpvsadmClient(socket(), InputStream.nullInputStream(), closed, err).run("-L"))
                .isEqualTo(141);
            assertThat(err.size()).isZero();
        }
    }

    @Test
    void shouldLookForTheSocketWhereItIsNamedThenWhereTheMachinesAndTheUsersOwnAre() throws IOException {
        final Path own = directory.resolve("director/director.sock");
        final Map<String, String> environment = Map.of("XDG_RUNTIME_DIR", directory.toString());
        final Path shared = directory.resolve("shared.sock");
        assertThat(SocketPath.find(environment, shared)).isEqualTo(shared);
        Files.createDirectories(own.getParent());
        Files.createFile(own);
        assertThat(SocketPath.find(environment, shared)).isEqualTo(own);
        Files.createFile(shared);
        assertThat(SocketPath.find(environment, shared)).isEqualTo(shared);
        assertThat(SocketPath.find(Map.of("DIRECTOR_SOCKET", "/x/y"), shared)).isEqualTo(Path.of("/x/y"));
    }

    @Test
    void shouldRehearseWhatTheBuildArchives() throws IOException {
        Rehearsal.main(new String[0]);
    }

    private Path socket() {
        return directory.resolve("d.sock");
    }

    private FakeSocket answering(final String answer) {
        return new FakeSocket(socket(), answer);
    }

    private int run(final String input, final String... arguments) {
        assertThat(Arrays.asList(arguments)).doesNotContainNull();
        return new IpvsadmClient(socket(), new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)), out, err)
            .run(arguments);
    }
}
