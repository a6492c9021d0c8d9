/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.client;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Answers every request on a socket with the same bytes, and remembers the requests. */
final class FakeSocket implements AutoCloseable {
    private final ServerSocketChannel server;
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final Thread thread;

    FakeSocket(final Path path, final String answer) {
        try {
            server = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(path));
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
        thread = Thread.ofVirtual().start(() -> serve(answer.getBytes(StandardCharsets.UTF_8)));
    }

    List<String> requests() {
        return requests;
    }

    private void serve(final byte[] answer) {
        while (server.isOpen()) {
            try (SocketChannel channel = server.accept()) {
                requests.add(request(channel));
                final ByteBuffer left = ByteBuffer.wrap(answer);
                while (left.hasRemaining()) {
                    channel.write(left);
                }
            } catch (final IOException e) {
                return;
            }
        }
    }

    private static String request(final SocketChannel channel) throws IOException {
        final ByteArrayOutputStream read = new ByteArrayOutputStream();
        final ByteBuffer buffer = ByteBuffer.allocate(4_096);
        while (!isComplete(read.toString(StandardCharsets.UTF_8)) && channel.read(buffer.clear()) >= 0) {
            read.write(buffer.array(), 0, buffer.position());
        }
        return read.toString(StandardCharsets.UTF_8);
    }

    private static boolean isComplete(final String request) {
        final int end = request.indexOf("\r\n\r\n");
        final int length = request.indexOf("Content-Length: ");
        return end >= 0 && (length < 0 || request.substring(end + 4).getBytes(StandardCharsets.UTF_8).length
            >= Integer.parseInt(request.substring(length + 16, request.indexOf('\r', length))));
    }

    @Override
    public void close() {
        try {
            server.close();
            thread.join();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
