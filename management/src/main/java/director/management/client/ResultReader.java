/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * Reads {@code {"out": TEXT, "err": TEXT, "rc": NUMBER}} and passes the texts on while they arrive, however long they
 * are. Members may come in any order and may be missing.
 */
final class ResultReader {
    private static final int SIZE = 64 * 1024;
    private static final int HEX = 16;

    private final InputStream in;
    private final byte[] buffer = new byte[SIZE];
    private final byte[] decoded = new byte[SIZE];
    private int position;
    private int limit;

    ResultReader(final InputStream in) {
        this.in = in;
    }

    /**
     * Reads all of it.
     *
     * @param out where the text "out" goes.
     * @param err where the text "err" goes.
     * @return the number "rc".
     * @throws IOException if it breaks off, or is something else.
     */
    int copy(final OutputStream out, final OutputStream err) throws IOException {
        int exitCode = -1;
        expect('{');
        do {
            switch (key()) {
                case "out" -> text(out);
                case "err" -> text(err);
                case "rc" -> exitCode = number();
                default -> throw wrong();
            }
        } while (separated());
        if (exitCode < 0) {
            throw wrong();
        }
        return exitCode;
    }

    /**
     * Looks for one text among the members of an object.
     *
     * @param wanted its name.
     * @param to     where the text goes.
     * @return whether it is there.
     * @throws IOException if it is no object, or breaks off before.
     */
    boolean find(final String wanted, final OutputStream to) throws IOException {
        expect('{');
        do {
            final String key = key();
            final int first = skipBlanks();
            position--;
            if (key.equals(wanted)) {
                text(to);
                return true;
            } else if (first == '"') {
                text(OutputStream.nullOutputStream());
            } else if (first >= '0' && first <= '9') {
                number();
            } else {
                return false;
            }
        } while (separated());
        return false;
    }

    private String key() throws IOException {
        expect('"');
        final StringBuilder key = new StringBuilder();
        for (int next = need(); next != '"'; next = need()) {
            key.append((char) next);
        }
        expect(':');
        return key.toString();
    }

    private boolean separated() throws IOException {
        final int next = skipBlanks();
        if (next != ',' && next != '}') {
            throw wrong();
        }
        return next == ',';
    }

    private int number() throws IOException {
        int number = 0;
        int next = skipBlanks();
        while (next >= '0' && next <= '9') {
            number = number * 10 + next - '0';
            next = need();
        }
        position--;
        return number;
    }

    /** The text's bytes are those of UTF-8 already, but for what is escaped. */
    private void text(final OutputStream to) throws IOException {
        expect('"');
        int count = 0;
        while (true) {
            if (position == limit || count > SIZE - Integer.BYTES) {
                to.write(decoded, 0, count);
                count = 0;
            }
            final int next = need();
            if (next == '"') {
                to.write(decoded, 0, count);
                return;
            } else if (next == '\\') {
                count = escaped(count);
            } else {
                decoded[count++] = (byte) next;
            }
        }
    }

    private int escaped(final int count) throws IOException {
        final int next = need();
        final int plain = switch (next) {
            case 'n' -> '\n';
            case 't' -> '\t';
            case 'r' -> '\r';
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'u' -> 0;
            default -> next;
        };
        if (next == 'u') {
            return encoded(count);
        }
        decoded[count] = (byte) plain;
        return count + 1;
    }

    /** Two-byte characters come as two escapes when they come so at all; neither half is printed then. */
    private int encoded(final int count) throws IOException {
        int character = 0;
        for (int i = 0; i < Integer.BYTES; i++) {
            final int digit = Character.digit(need(), HEX);
            if (digit < 0) {
                throw wrong();
            }
            character = character * HEX + digit;
        }
        int next = count;
        if (character < 0x80) {
            decoded[next++] = (byte) character;
        } else if (character < 0x800) {
            decoded[next++] = (byte) (0xc0 | character >> 6);
            decoded[next++] = (byte) (0x80 | (character & 0x3f));
        } else if (!Character.isSurrogate((char) character)) {
            decoded[next++] = (byte) (0xe0 | character >> 12);
            decoded[next++] = (byte) (0x80 | (character >> 6 & 0x3f));
            decoded[next++] = (byte) (0x80 | (character & 0x3f));
        } else {
            decoded[next++] = '?';
        }
        return next;
    }

    private void expect(final char wanted) throws IOException {
        if (skipBlanks() != wanted) {
            throw wrong();
        }
    }

    private int skipBlanks() throws IOException {
        int next = need();
        while (next == ' ' || next == '\n' || next == '\r' || next == '\t') {
            next = need();
        }
        return next;
    }

    private int need() throws IOException {
        if (position == limit) {
            limit = in.read(buffer, 0, SIZE);
            position = 0;
            if (limit <= 0) {
                limit = 0;
                throw new IOException("the director broke off its answer");
            }
        }
        return buffer[position++] & 0xff;
    }

    private static IOException wrong() {
        return new IOException("the answer is not what a director of this version says");
    }
}
