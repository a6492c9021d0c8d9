/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A director that closes the connection before it has read the whole request. */
class RefusedRequestTest {
    /** More than fits into the buffers of a socket. */
    private static final int LENGTH = 8 << 20;

    @TempDir
    private Path directory = Path.of("");
    private Path socket = Path.of("");

    @SuppressWarnings("NullAway.Init")
    private ServerSocketChannel server;

    @BeforeEach
    void listen() throws IOException {
        socket = directory.resolve("socket");
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(socket));
    }

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    private void answerOnce(final String answer) {
        Thread.ofVirtual().start(() -> {
            try (SocketChannel accepted = server.accept()) {
                final ByteBuffer bytes = ByteBuffer.wrap(answer.getBytes(StandardCharsets.ISO_8859_1));
                while (bytes.hasRemaining()) {
                    accepted.write(bytes);
                }
            } catch (final IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private ManagementClient send() throws IOException {
        return ManagementClient.send(socket, "POST", "/v1/ipvsadm", null, "text/plain", new byte[LENGTH]);
    }

    @Test
    void shouldReadWhyARequestWasNotRead() throws IOException {
        answerOnce("HTTP/1.1 413 Content Too Large\r\n\r\ntoo long");
        try (ManagementClient client = send()) {
            assertThat(client.status()).isEqualTo(413);
            assertThat(client.body().readAllBytes()).asString(StandardCharsets.UTF_8).isEqualTo("too long");
        }
    }

    @Test
    void shouldSayWhatMayBeTheReasonWithoutAnAnswer() {
        answerOnce("");
        assertThatThrownBy(this::send).isInstanceOf(IOException.class)
            .hasMessageContaining("the director closed the connection before it answered; perhaps it has as many as it "
                + "takes (run --socket-connections)");
    }
}
