/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import director.dataplane.status.DutyCycleTimes;
import director.management.socket.SocketClient.Answer;
import director.management.socket.SocketSettings;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 120, unit = TimeUnit.SECONDS)
class BadClientTest {
    private static final int MANY = 1_000;

    @TempDir
    Path directory = Path.of("");

    private final List<SocketFixture> fixtures = new ArrayList<>();

    @BeforeEach
    void open() {
        fixtures.add(new SocketFixture(directory));
    }

    @AfterEach
    void close() {
        fixtures.forEach(SocketFixture::close);
    }

    @Test
    void shouldTellLineAndColumnOfMalformedJson() throws IOException {
        final Answer answer = malformed();
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.headers()).containsEntry("content-type", "application/problem+json");
        assertThat(answer.json().path("detail").asString()).contains("line 2, column 10");
    }

    @Test
    void shouldNameWhatWasMeantByAnUnknownField() throws IOException {
        final Answer answer = fixture().client.json("POST", "/v1/services",
            "{\"protocol\": \"tcp\", \"adress\": \"10.0.0.100\", \"port\": 80, \"scheduler\": \"rr\"}");
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.errors()).anyMatch(error -> error.startsWith("adress: is not a known key: did you mean "
            + "address?"));
    }

    @Test
    void shouldRefuseJsonThatIsTooDeepOrHasAKeyTwice() throws IOException {
        assertThat(fixture().client.json("POST", "/v1/services", "[".repeat(100_000)).status()).isEqualTo(400);
        final Answer twice = fixture().client.json("POST", "/v1/services", "{\"port\": 1, \"port\": 2}");
        assertThat(twice.status()).isEqualTo(400);
        assertThat(twice.json().path("detail").asString()).contains("port");
    }

    @Test
    void shouldRefuseAHundredMegabytesWithoutReadingThem() throws IOException {
        try (SocketChannel channel = fixture().client.connect()) {
            write(channel, head("PUT /v1/configuration", "Content-Length: 100000000"));
            assertThat(read(channel)).startsWith("HTTP/1.1 413 ");
        }
    }

    @Test
    void shouldRefuseABodyThatDoesNotSayHowLongItIs() throws IOException {
        try (SocketChannel channel = fixture().client.connect()) {
            write(channel, head("POST /v1/services", "Transfer-Encoding: chunked"));
            final String chunk = "10000\r\n" + " ".repeat(0x10000) + "\r\n";
            boolean open = true;
            for (int i = 0; i < 17 && open; i++) {
                open = write(channel, chunk);
            }
            assertThat(read(channel)).startsWith("HTTP/1.1 413 ");
        }
    }

    @Test
    void shouldRefuseHeadersThatAreTooLong() throws IOException {
        assertThat(fixture().client.get("/v1/status", "X: " + "x".repeat(10_000)).status()).isEqualTo(431);
    }

    @Test
    void shouldRefusePathsThatLeadElsewhere() throws IOException {
        for (final String path : List.of("/v1/../etc/passwd", "/../etc", "/v1/%2e%2e/x", "/v1/services/..",
            "/v1/services/%2e%2e%2fstatus", "/v1/./status", "/v1/services/a%00b", "/v1/%zz")) {
            final Answer answer = fixture().client.get(path);
            assertThat(answer.status()).as(path + answer).isEqualTo(400);
            assertThat(answer.headers()).as(path).containsEntry("content-type", "application/problem+json");
        }
    }

    @Test
    void shouldSayWhichMethodsAPathHas() throws IOException {
        final Answer answer = fixture().client.send("DELETE", "/v1/services", "");
        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.headers()).containsEntry("allow", "GET, HEAD, POST");
    }

    @Test
    void shouldCloseConnectionsThatAreTooManyAndAnswerTheOthers() throws Exception {
        assertThat(answeredOfMany()).isBetween(1, SocketSettings.DEFAULT_MAX_CONNECTIONS);
        assertThat(awaitStatus()).isEqualTo(200);
    }

    private int answeredOfMany() throws Exception {
        final List<SocketChannel> held = new ArrayList<>();
        try {
            for (int i = 0; i < MANY; i++) {
                held.add(connect());
            }
            int open = 0;
            for (final SocketChannel channel : held) {
                open += isAnswered(channel) ? 1 : 0;
            }
            return open;
        } finally {
            for (final SocketChannel channel : held) {
                channel.close();
            }
        }
    }

    private Answer malformed() throws IOException {
        return fixture().client.json("POST", "/v1/services", "{\"protocol\": \"tcp\",\n \"port\": }");
    }

    @Test
    void shouldLetHalfOpenRequestsWaitWithoutKeepingOthersFromAnswers() throws IOException {
        final List<SocketChannel> halves = new ArrayList<>();
        try {
            for (int i = 0; i < SocketSettings.DEFAULT_MAX_CONNECTIONS / 2; i++) {
                halves.add(fixture().client.connect());
                write(halves.getLast(), head("POST /v1/services", "Content-Length: 100") + "{");
            }
            assertThat(fixture().client.get("/v1/status").status()).isEqualTo(200);
        } finally {
            for (final SocketChannel channel : halves) {
                channel.close();
            }
        }
    }

    @Test
    void shouldRefuseAUserWithoutPermission() throws Exception {
        assumeTrue(Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0), "needs root");
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        // As it is, the kernel lets nobody in.
        assertThat(curlAsNobody()).isEqualTo("000");
        // Whoever loosens the file does not loosen the director.
        Files.setPosixFilePermissions(fixture().file, PosixFilePermissions.fromString("rw-rw-rw-"));
        assertThat(curlAsNobody()).isEqualTo("403");
    }

    @Test
    void shouldNotLetThePacketPathNotice() throws Exception {
        final DutyCycleTimes times = fixture().director.managed().workers().getFirst().dutyCycles();
        final long cyclesBefore = cycles(times);
        assertThat(answeredOfMany()).isPositive();
        assertThat(awaitStatus()).isEqualTo(200);
        for (int i = 0; i < 50; i++) {
            assertThat(malformed().status()).isEqualTo(400);
        }
        // Nothing but listings gives the worker anything to do: bad clients get no further than the socket.
        assertThat(cycles(times) - cyclesBefore).isLessThan(100);
    }

    private static long cycles(final DutyCycleTimes times) {
        long cycles = 0;
        for (int i = 0; i < DutyCycleTimes.buckets(); i++) {
            cycles += times.count(i);
        }
        return cycles;
    }

    private static String head(final String request, final String header) {
        return request + " HTTP/1.1\r\nHost: d\r\nContent-Type: application/json\r\n" + header + "\r\n\r\n";
    }

    private SocketFixture fixture() {
        return fixtures.getFirst();
    }

    /** The queue of a Unix domain socket refuses at once, where that of TCP would wait. */
    private SocketChannel connect() throws InterruptedException {
        while (true) {
            try {
                return fixture().client.connect();
            } catch (final IOException e) {
                Thread.sleep(1);
            }
        }
    }

    private int awaitStatus() throws Exception {
        int status = 0;
        while (status == 0) {
            try {
                status = fixture().client.get("/v1/status").status();
            } catch (final IOException e) {
                Thread.sleep(10);
            }
        }
        return status;
    }

    private static boolean isAnswered(final SocketChannel channel) {
        try {
            return write(channel, "GET /v1/status HTTP/1.1\r\nHost: d\r\n\r\n")
                && read(channel).startsWith("HTTP/1.1 200 ");
        } catch (final IOException e) {
            return false;
        }
    }

    private static boolean write(final SocketChannel channel, final String text) {
        try {
            final ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            return true;
        } catch (final IOException e) {
            return false;
        }
    }

    private static String read(final SocketChannel channel) throws IOException {
        final ByteBuffer bytes = ByteBuffer.allocate(4_096);
        channel.read(bytes);
        return StandardCharsets.UTF_8.decode(bytes.flip()).toString();
    }

    private String curlAsNobody() throws Exception {
        final Process curl = new ProcessBuilder("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups",
            "curl", "-s", "-o", "/dev/null", "-w", "%{http_code}", "--unix-socket", fixture().file.toString(),
            "http://director/v1/status").start();
        final String code = new String(curl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        curl.waitFor();
        return code;
    }
}
