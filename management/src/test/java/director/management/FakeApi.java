/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management;

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
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Answers requests with what it was told to, and remembers those that change something. */
final class FakeApi implements AutoCloseable {
    private static final String NOTHING = "HTTP/1.1 404 Not Found\r\n\r\n{\"title\":\"Not found\",\"detail\":\"gone\"}";

    private final ServerSocketChannel server;
    private final Thread thread;
    private final Map<String, String> answers = new ConcurrentHashMap<>();
    private final List<String> changes = new CopyOnWriteArrayList<>();

    FakeApi(final Path path) {
        try {
            server = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(path));
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
        thread = Thread.ofVirtual().start(this::serve);
    }

    /** From now on, a request such as {@code GET /v1/status} is answered with that. */
    FakeApi answer(final String request, final String body) {
        return answer(request, 200, body);
    }

    FakeApi answer(final String request, final int status, final String body) {
        answers.put(request, "HTTP/1.1 " + status + " X\r\n\r\n" + body);
        return this;
    }

    /** Method, path and body of all but GET. */
    List<String> changes() {
        return changes;
    }

    private void serve() {
        while (server.isOpen()) {
            try (SocketChannel channel = server.accept()) {
                final ByteBuffer buffer = ByteBuffer.allocate(65_536);
                channel.read(buffer);
                final String request = new String(buffer.array(), 0, buffer.position(), StandardCharsets.UTF_8);
                final String[] words = request.split(" ", 3);
                final String what = words[0] + " " + words[1];
                if (!words[0].equals("GET")) {
                    changes.add((what + " " + request.substring(request.indexOf("\r\n\r\n") + 4)).strip());
                }
                channel.write(ByteBuffer.wrap(
                    answers.getOrDefault(what, NOTHING).getBytes(StandardCharsets.UTF_8)));
            } catch (final IOException e) {
                return;
            }
        }
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
