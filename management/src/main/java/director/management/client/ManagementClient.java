/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.client;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * One request over the management socket and its answer. Version 1.0 of HTTP is enough for that: an answer ends where
 * the connection does. One thread at a time; another one may {@link #close} to end a wait.
 */
public final class ManagementClient implements Closeable {
    private static final int STATUS_WORDS = 2;
    private static final int MAX_HEADER_LINE = 16 * 1024;

    private final SocketChannel channel;
    private final ChannelStream in;
    private int status;

    private ManagementClient(final SocketChannel channel) {
        this.channel = channel;
        this.in = new ChannelStream(channel);
    }

    /**
     * Sends a request and waits for the head of its answer.
     *
     * @param socket of the director.
     * @param method of HTTP.
     * @param target path and query, encoded.
     * @param accept the media type that is wanted; null for any.
     * @param type   the body's media type; null if there is no body.
     * @param body   the body, may be empty.
     * @return the answer, to be closed.
     * @throws NoDirectorException if nobody answers there.
     * @throws IOException         if the connection breaks.
     */
    public static ManagementClient send(
        final Path socket, final String method, final String target, final @Nullable String accept,
        final @Nullable String type, final byte[] body) throws IOException {
        final ManagementClient client = connect(socket);
        boolean sent = false;
        try {
            final @Nullable IOException broken = client.write(method, target, accept, type, body);
            // What is too long is refused, and answered, before all of it was read.
            client.readHead(broken);
            sent = true;
            return client;
        } finally {
            if (!sent) {
                client.close();
            }
        }
    }

    private static ManagementClient connect(final Path socket) throws IOException {
        try {
            return new ManagementClient(SocketChannel.open(UnixDomainSocketAddress.of(socket)));
        } catch (final IOException e) {
            throw NoDirectorException.of(socket, e);
        }
    }

    /**
     * How the request went.
     *
     * @return the status of HTTP.
     */
    public int status() {
        return status;
    }

    /**
     * The body of the answer.
     *
     * @return ends where the director ended it, or where the connection broke.
     */
    public InputStream body() {
        return in;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    /** Answers why not all of the request could be sent; null if it could. */
    private @Nullable IOException write(final String method, final String target, final @Nullable String accept,
            final @Nullable String type, final byte[] body) {
        final String head = method + " " + target + " HTTP/1.0\r\nHost: director\r\n"
            + (accept == null ? "" : "Accept: " + accept + "\r\n")
            + (type == null ? "" : "Content-Type: " + type + "\r\nContent-Length: " + body.length + "\r\n") + "\r\n";
        final byte[] encoded = head.getBytes(StandardCharsets.ISO_8859_1);
        final ByteBuffer request = ByteBuffer.allocate(encoded.length + body.length);
        request.put(encoded).put(body).flip();
        try {
            while (request.hasRemaining()) {
                channel.write(request);
            }
            return null;
        } catch (final IOException e) {
            return e;
        }
    }

    private void readHead(final @Nullable IOException broken) throws IOException {
        try {
            readHead();
        } catch (final IOException e) {
            throw broken == null ? e : new IOException(broken.getMessage() + ": the director closed the connection "
                + "before it answered; perhaps it has as many as it takes (run --socket-connections)", broken);
        }
    }

    private void readHead() throws IOException {
        final String[] words = line().split(" ", STATUS_WORDS + 1);
        if (words.length < STATUS_WORDS || !words[0].startsWith("HTTP/1.")) {
            throw new IOException("what listens there is no director");
        }
        try {
            status = Integer.parseInt(words[1]);
        } catch (final NumberFormatException e) {
            throw new IOException("what listens there is no director", e);
        }
        while (!line().isEmpty()) {
            // No header is needed: the body ends with the connection.
        }
    }

    private String line() throws IOException {
        final StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0 || line.length() > MAX_HEADER_LINE) {
                throw new IOException("the director broke off its answer");
            }
            line.append((char) next);
        }
        return line.toString().stripTrailing();
    }

    /** Reads a channel in large pieces. */
    private static final class ChannelStream extends InputStream {
        private static final int SIZE = 64 * 1024;
        private static final int BYTE = 0xff;

        private final SocketChannel channel;
        private final ByteBuffer buffer = ByteBuffer.allocate(SIZE).limit(0);

        ChannelStream(final SocketChannel channel) {
            this.channel = channel;
        }

        @Override
        public int read() throws IOException {
            return fill() ? buffer.get() & BYTE : -1;
        }

        @Override
        public int read(final byte[] bytes, final int offset, final int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            if (!fill()) {
                return -1;
            }
            final int count = Math.min(length, buffer.remaining());
            buffer.get(bytes, offset, count);
            return count;
        }

        private boolean fill() throws IOException {
            if (!buffer.hasRemaining()) {
                buffer.clear();
                final int count = channel.read(buffer);
                buffer.flip();
                return count > 0;
            }
            return true;
        }
    }
}
