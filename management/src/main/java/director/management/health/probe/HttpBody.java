/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.health.probe;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The body of an answer, up to a limit (RFC 9112 §6, §7).
 *
 * @param bytes    what was read.
 * @param complete whether that is all.
 */
@SuppressWarnings("ArrayRecordComponent")
record HttpBody(byte[] bytes, boolean complete) {
    private static final int LINE_MAX = 8_192;
    private static final int PIECE = 8_192;

    /** Reads a body, and of one that is longer than the limit only so much. */
    static HttpBody read(final BoundedInput in, final HttpHead head, final int limit) throws IOException {
        final ByteArrayOutputStream body = new ByteArrayOutputStream();
        final String coding = head.field("transfer-encoding");
        final String length = head.field("content-length");
        final boolean complete;
        if (coding != null) {
            if (!coding.toLowerCase(Locale.ROOT).equals("chunked")) {
                throw new ProbeException("sent transfer-encoding \"" + coding + "\", which nobody asked for");
            }
            complete = chunks(in, body, limit);
        } else if (length != null) {
            complete = exactly(in, body, number(length, 10), limit);
        } else {
            complete = toEnd(in, body, limit);
        }
        return new HttpBody(body.toByteArray(), complete);
    }

    private static boolean chunks(final BoundedInput in, final ByteArrayOutputStream body, final int limit)
            throws IOException {
        while (true) {
            final String line = in.line(LINE_MAX);
            final int end = line.indexOf(';');
            final long size = number((end < 0 ? line : line.substring(0, end)).strip(), 16);
            if (size == 0) {
                return true;
            }
            if (!exactly(in, body, size, limit)) {
                return false;
            }
            if (!in.line(LINE_MAX).isEmpty()) {
                throw new ProbeException("sent a chunk that is longer than it says");
            }
        }
    }

    private static boolean exactly(
        final BoundedInput in, final ByteArrayOutputStream body, final long size, final int limit) throws IOException {
        final long wanted = Math.min(size, (long) limit - body.size());
        final long read = copy(in, body, wanted);
        if (read < wanted) {
            throw new ProbeException("ended its body after " + body.size() + " bytes, too early");
        }
        return wanted == size;
    }

    private static boolean toEnd(final BoundedInput in, final ByteArrayOutputStream body, final int limit)
            throws IOException {
        copy(in, body, limit);
        return body.size() < limit || in.read() < 0;
    }

    /** Copies up to so many bytes. Answers how many there were. */
    private static long copy(final BoundedInput in, final ByteArrayOutputStream body, final long wanted)
            throws IOException {
        final byte[] piece = new byte[PIECE];
        long left = wanted;
        while (left > 0) {
            final int count = in.read(piece, 0, (int) Math.min(left, PIECE));
            if (count < 0) {
                break;
            }
            body.write(piece, 0, count);
            left -= count;
        }
        return wanted - left;
    }

    private static long number(final @Nullable String digits, final int radix) throws ProbeException {
        if (digits == null || !digits.matches("[0-9a-fA-F]{1,15}")) {
            throw new ProbeException("sent \"" + digits + "\" as the length of its body");
        }
        try {
            return Long.parseLong(digits, radix);
        } catch (final NumberFormatException e) {
            throw new ProbeException("sent \"" + digits + "\" as the length of its body");
        }
    }
}
