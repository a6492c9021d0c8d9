/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.health.probe;

import static org.assertj.core.api.Assertions.assertThat;

import director.management.health.settings.HttpSettings;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsProbeTest {
    private static final String PASSWORD = "changeit";
    private static final int TIMEOUT_MS = 5_000;

    @TempDir
    private Path directory = Path.of("");

    @Test
    void shouldSpeakTlsWithTheNameThatIsSetAndLookAtTheCertificateOnlyIfToldTo() throws Exception {
        final AtomicReference<String> asked = new AtomicReference<>();
        try (FakeServer server = new FakeServer(listener(), connection -> {
            FakeServer.request(connection);
            asked.set(((ExtendedSSLSession) ((SSLSocket) connection).getSession()).getRequestedServerNames()
                .toString());
            FakeServer.send(connection, "HTTP/1.1 200 OK\r\n\r\n");
        })) {
            assertThat(https(server, null, null, false)).isNull();
            assertThat(asked).hasValue("[]");
            assertThat(https(server, "shop.example:8443", null, false)).isNull();
            assertThat(asked.get()).contains("shop.example");
            assertThat(https(server, "shop.example", "other.example", false)).isNull();
            assertThat(asked.get()).contains("other.example");
            assertThat(https(server, "shop.example", null, true)).contains("unable to find valid certification path");
        }
    }

    @Test
    void shouldNotWaitLongerForAHandshakeThatComesByteByByte() throws IOException {
        try (FakeServer server = new FakeServer(connection -> FakeServer.trickle(connection, (char) 0x16))) {
            final long beganNs = System.nanoTime();
            assertThat(Attempts.attempt(settings(null, null, false), server.target(), 300)).isNotNull();
            assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - beganNs)).isLessThan(5_000);
        }
        try (FakeServer server = new FakeServer(connection -> {
            // A record of handshake, of TLS 1.2, that is long.
            FakeServer.send(connection, "\u0016\u0003\u0003\u0010\u0000");
            FakeServer.trickle(connection, (char) 2);
        })) {
            final long beganNs = System.nanoTime();
            assertThat(Attempts.attempt(settings(null, null, false), server.target(), 300))
                .isEqualTo("no answer within 300 ms");
            assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - beganNs)).isBetween(299L, 5_000L);
        }
    }

    @Test
    void shouldTellThatAServerDoesNotSpeakTls() throws IOException {
        try (FakeServer server = new FakeServer(
            connection -> FakeServer.send(connection, "HTTP/1.1 400 Bad\r\n\r\n"))) {
            assertThat(Attempts.attempt(settings(null, null, false), server.target(), TIMEOUT_MS)).isNotNull();
        }
    }

    private static @Nullable String https(
        final FakeServer server, final @Nullable String host, final @Nullable String name, final boolean verify) {
        return Attempts.attempt(settings(host, name, verify), server.target(), TIMEOUT_MS);
    }

    private static HttpSettings settings(
        final @Nullable String host, final @Nullable String name, final boolean verify) {
        return new HttpSettings(true, "GET", "/", host, name, verify, HttpSettings.DEFAULT_STATUSES, null, null, 0, 0);
    }

    private ServerSocket listener() throws IOException, GeneralSecurityException, InterruptedException {
        final Path file = directory.resolve("keys.p12");
        final Process keytool = new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-genkeypair", "-alias", "a",
            "-keyalg", "EC", "-dname", "CN=shop.example", "-keystore", file.toString(), "-storetype", "PKCS12",
            "-storepass", PASSWORD).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        assertThat(keytool.waitFor()).isZero();
        final KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        final KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD.toCharArray());
        final SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }
}
