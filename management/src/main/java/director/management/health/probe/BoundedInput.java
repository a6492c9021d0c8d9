/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.health.probe;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Reads what a stranger sends, until a deadline: who sends a byte now and then gets no more time for it. */
final class BoundedInput {
    private static final int BUFFER = 8_192;
    private static final int END = -1;

    private final Socket socket;
    private final InputStream in;
    private final Deadline deadline;
    private final byte[] buffer = new byte[BUFFER];
    private int position;
    private int limit;

    BoundedInput(final Socket socket, final Deadline deadline) throws IOException {
        this.socket = socket;
        this.in = socket.getInputStream();
        this.deadline = deadline;
    }

    /** The next byte, or -1 at the end. */
    int read() throws IOException {
        return position < limit || fill() ? buffer[position++] & 0xFF : END;
    }

    /** Some bytes, at least one if the length is not 0, or -1 at the end. */
    int read(final byte[] into, final int offset, final int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (position == limit && !fill()) {
            return END;
        }
        final int count = Math.min(length, limit - position);
        System.arraycopy(buffer, position, into, offset, count);
        position += count;
        return count;
    }

    /** A line without its end. */
    String line(final int longest) throws IOException {
        final StringBuilder line = new StringBuilder();
        for (int next = read(); next != '\n'; next = read()) {
            if (next == END) {
                throw new ProbeException("the connection ended within a line");
            }
            if (line.length() == longest) {
                throw new ProbeException("sent a line of more than " + longest + " bytes");
            }
            line.append((char) next);
        }
        final int end = line.length() - 1;
        return end >= 0 && line.charAt(end) == '\r' ? line.substring(0, end) : line.toString();
    }

    /** Text to send. */
    static byte[] ascii(final String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private boolean fill() throws IOException {
        socket.setSoTimeout(deadline.remainingMs());
        final int count = in.read(buffer, 0, BUFFER);
        position = 0;
        limit = Math.max(count, 0);
        return count > 0;
    }
}
