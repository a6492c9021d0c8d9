/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.health.probe;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/**
 * A question to a name server, and which message answers it.
 *
 * <pre>
 * 0      2       4         6         8         10        12
 * | id   | flags | QDCOUNT | ANCOUNT | NSCOUNT | ARCOUNT | name ... | type | class |
 * </pre>
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc1035#section-4">RFC 1035 §4</a>
 */
final class DnsQuestion {
    /** The code of what is no answer to this question. */
    static final int NO_ANSWER = -1;

    private static final int HEADER = 12;
    private static final int FLAGS = 2;
    private static final int QUESTIONS = 4;
    private static final int IS_ANSWER = 0x8000;
    private static final int RECURSION_DESIRED = 0x0100;
    private static final int CODE_MASK = 0xF;
    private static final int CLASS_IN = 1;
    private static final int BYTES_MAX = 512;
    private static final int UNSIGNED = 0xFFFF;

    private final byte[] bytes;

    DnsQuestion(final int id, final String name, final int type) {
        final ByteBuffer message = ByteBuffer.allocate(BYTES_MAX);
        message.putShort((short) id).putShort((short) RECURSION_DESIRED).putShort((short) 1).position(HEADER);
        for (final String label : name.split("\\.", -1)) {
            final byte[] letters = label.getBytes(StandardCharsets.US_ASCII);
            if (letters.length > 0) {
                message.put((byte) letters.length).put(letters);
            }
        }
        message.put((byte) 0).putShort((short) type).putShort((short) CLASS_IN);
        bytes = Arrays.copyOf(message.array(), message.position());
    }

    /** The message to send. */
    byte[] bytes() {
        return bytes.clone();
    }

    /** The code of an answer to this question, 0 to 15; {@link #NO_ANSWER} for any other message. */
    int codeOf(final byte[] message) {
        if (message.length < HEADER) {
            return NO_ANSWER;
        }
        final ByteBuffer answer = ByteBuffer.wrap(message);
        final int flags = answer.getShort(FLAGS) & UNSIGNED;
        if (answer.getShort(0) != ByteBuffer.wrap(bytes).getShort(0) || (flags & IS_ANSWER) == 0) {
            return NO_ANSWER;
        }
        final int code = flags & CODE_MASK;
        // A server that could not read the question may leave it out.
        if (answer.getShort(QUESTIONS) == 0) {
            return code == 0 ? NO_ANSWER : code;
        }
        return question(message).equals(question(bytes)) ? code : NO_ANSWER;
    }

    /** Names are the same in capitals. */
    private String question(final byte[] message) {
        return new String(message, HEADER, Math.min(message.length, bytes.length) - HEADER,
            StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
    }
}
