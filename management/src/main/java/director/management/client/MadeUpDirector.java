/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.client;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/**
 * A management socket behind which is nobody, for runs of commands in which the JVM notes what they load. It answers on
 * a thread of its own, one request at a time.
 */
public final class MadeUpDirector implements AutoCloseable {
    private static final String HEAD = "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n";
    private static final int LONGEST_REQUEST = 1 << 16;

    private final Path directory;
    private final Path socket;
    private final ServerSocketChannel server;

    /**
     * Listens from now on.
     *
     * @param answers answers the body for the first line of a request.
     * @throws IOException if there can be no socket.
     */
    public MadeUpDirector(final UnaryOperator<String> answers) throws IOException {
        directory = Files.createTempDirectory("director-rehearsal");
        socket = directory.resolve("director.sock");
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(socket));
        Thread.ofPlatform().daemon().start(() -> serve(answers));
    }

    /**
     * Where it listens.
     *
     * @return the path of the socket.
     */
    public Path socket() {
        return socket;
    }

    @Override
    public void close() throws IOException {
        server.close();
        Files.deleteIfExists(socket);
        Files.delete(directory);
    }

    private void serve(final UnaryOperator<String> answers) {
        while (server.isOpen()) {
            try (SocketChannel channel = server.accept()) {
                final ByteBuffer request = ByteBuffer.allocate(LONGEST_REQUEST);
                channel.read(request);
                final String first = new String(request.array(), 0, request.position(), StandardCharsets.UTF_8)
                    .lines().findFirst().orElse("");
                channel.write(ByteBuffer.wrap((HEAD + answers.apply(first)).getBytes(StandardCharsets.UTF_8)));
            } catch (final IOException e) {
                return;
            }
        }
    }
}
