/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.socket;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** A connection for each request, as simple as can be. */
public final class SocketClient {
    private final Path socket;

    public SocketClient(final Path socket) {
        this.socket = socket;
    }

    /** Looks at a path, with headers as they are to be sent. */
    public Answer get(final String path, final String... headers) throws IOException {
        return send("GET", path, "", headers);
    }

    /** Sends a request with a body, if that is not empty. */
    public Answer send(final String method, final String path, final String body, final String... headers)
            throws IOException {
        final StringBuilder request = new StringBuilder(method + " " + path + " HTTP/1.1\r\nHost: d\r\n");
        request.append("Connection: close\r\n");
        for (final String header : headers) {
            request.append(header).append("\r\n");
        }
        if (!body.isEmpty()) {
            request.append("Content-Length: ").append(body.getBytes(StandardCharsets.UTF_8).length).append("\r\n");
        }
        return raw(request + "\r\n" + body);
    }

    /** Sends a request with a body of JSON. */
    public Answer json(final String method, final String path, final String body, final String... headers)
            throws IOException {
        final List<String> all = new ArrayList<>(List.of(headers));
        all.add("Content-Type: application/json");
        return send(method, path, body, all.toArray(String[]::new));
    }

    /** Sends some bytes and reads to the end. */
    public Answer raw(final String request) throws IOException {
        try (SocketChannel channel = connect()) {
            final ByteBuffer bytes = StandardCharsets.UTF_8.encode(request);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            return Answer.read(Channels.newInputStream(channel));
        }
    }

    /** A connection on which nothing was sent. */
    public SocketChannel connect() throws IOException {
        return SocketChannel.open(UnixDomainSocketAddress.of(socket));
    }

    /** What was answered; header names are in small letters. */
    public record Answer(int status, Map<String, String> headers, String body) {
        public JsonNode json() {
            return Json.mapper().readTree(body);
        }

        /** What is wrong with fields, {@code field: detail} each. */
        public List<String> errors() {
            return json().path("errors").valueStream()
                .map(error -> error.path("field").asString() + ": " + error.path("detail").asString()).toList();
        }

        static Answer read(final InputStream in) throws IOException {
            final String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            final int end = text.indexOf("\r\n\r\n");
            if (end < 0) {
                return new Answer(0, Map.of(), text);
            }
            final String[] lines = text.substring(0, end).split("\r\n", -1);
            final Map<String, String> headers = new TreeMap<>();
            for (int i = 1; i < lines.length; i++) {
                final String[] header = lines[i].split(": ", 2);
                headers.put(header[0].toLowerCase(Locale.ROOT), header.length > 1 ? header[1] : "");
            }
            final String rest = text.substring(end + 4);
            return new Answer(Integer.parseInt(lines[0].split(" ", 3)[1]), headers,
                "chunked".equals(headers.get("transfer-encoding")) ? dechunked(rest) : rest);
        }

        private static String dechunked(final String chunks) {
            final byte[] bytes = chunks.getBytes(StandardCharsets.UTF_8);
            final ByteArrayOutputStream body = new ByteArrayOutputStream();
            int at = 0;
            while (at < bytes.length) {
                int line = at;
                while (bytes[line] != '\r') {
                    line++;
                }
                final int length = Integer.parseInt(new String(bytes, at, line - at, StandardCharsets.UTF_8), 16);
                body.write(bytes, line + 2, length);
                at = length == 0 ? bytes.length : line + 2 + length + 2;
            }
            return body.toString(StandardCharsets.UTF_8);
        }
    }
}
