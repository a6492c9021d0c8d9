/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.capture;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A part of a capture that is read from its beginning to its end, and never beyond. */
final class Bytes {
    private static final long UNSIGNED = 0xFFFF_FFFFL;
    private static final int UNSIGNED_SHORT = 0xFFFF;

    private final Path file;
    private final long start;
    private final ByteBuffer buffer;

    private Bytes(final Path file, final long start, final ByteBuffer buffer) {
        this.file = file;
        this.start = start;
        this.buffer = buffer;
    }

    static Bytes of(final Path file, final byte[] content) {
        return new Bytes(file, 0, ByteBuffer.wrap(content));
    }

    /** Numbers are read in this order from now on. */
    void order(final ByteOrder order) {
        buffer.order(order);
    }

    int left() {
        return buffer.remaining();
    }

    long offset() {
        return start + buffer.position();
    }

    CaptureException wrong(final String problem) {
        return new CaptureException(file, offset(), problem);
    }

    int int16(final String what) {
        require(Short.BYTES, what);
        return buffer.getShort() & UNSIGNED_SHORT;
    }

    int int32(final String what) {
        require(Integer.BYTES, what);
        return buffer.getInt();
    }

    long unsigned32(final String what) {
        return int32(what) & UNSIGNED;
    }

    long int64(final String what) {
        require(Long.BYTES, what);
        return buffer.getLong();
    }

    byte[] bytes(final long length, final String what) {
        require(length, what);
        final byte[] bytes = new byte[(int) length];
        buffer.get(bytes);
        return bytes;
    }

    String text(final long length, final String what) {
        return new String(bytes(length, what), StandardCharsets.UTF_8);
    }

    void skip(final long length, final String what) {
        require(length, what);
        buffer.position(buffer.position() + (int) length);
    }

    /** The next bytes, to be read on their own; they are behind afterwards. */
    Bytes part(final long length, final String what) {
        require(length, what);
        final ByteBuffer slice = buffer.slice(buffer.position(), (int) length).order(buffer.order());
        final Bytes part = new Bytes(file, offset(), slice);
        buffer.position(buffer.position() + (int) length);
        return part;
    }

    private void require(final long length, final String what) {
        if (length > left()) {
            throw wrong(what + " needs " + length + " bytes, and " + left() + " are left: the file is cut short or "
                + "damaged");
        }
    }
}
