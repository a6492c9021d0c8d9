/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

import director.bindings.NativeMemory;

/**
 * The Call-ID of a SIP message, which names a call whoever takes part in it (RFC 3261 §20.8): {@code word [ "@" word ]}
 * behind {@code Call-ID:}, or behind {@code i:}, its compact form, in letters of either case. From the worker's thread.
 *
 * <pre>
 *   INVITE sip:bob@example.com SIP/2.0      a first line, of which nothing is read
 *   Via: SIP/2.0/UDP 10.0.0.1;branch=z9     other headers, in any order
 *   Call-ID: a84b4c76e66710@10.0.0.1        found
 * </pre>
 */
final class SipCallId {
    /** The longest Call-ID that IPVS remembers. */
    static final int MAX_LENGTH = 255;

    private static final byte[] NAME = {'c', 'a', 'l', 'l', '-', 'i', 'd'};
    private static final byte[] COMPACT_NAME = {'i'};
    private static final int LETTER_CASE = 0x20;
    /** Marks beside letters and digits that a word may have (RFC 3261 §25.1). */
    private static final String MARKS = "-.!%*_+`'~()<>:\\\"/[]?{}";
    private static final boolean[] WORD = new boolean[1 << Byte.SIZE];

    static {
        for (int c = 0; c < WORD.length; c++) {
            WORD[c] = (c >= '0' && c <= '9') || isLetter(c) || MARKS.indexOf(c) >= 0;
        }
    }

    private long end;
    private long address;
    private int length;

    /**
     * Finds the first Call-ID that is not empty and not too long. Answers whether there is one; then {@link #address}
     * and {@link #length} tell where.
     */
    boolean find(final long message, final int messageLength) {
        end = message + messageLength;
        for (long at = message; at < end; at++) {
            if (isLineEnd(NativeMemory.uint8(at)) && isCallId(at + 1)) {
                return true;
            }
        }
        return false;
    }

    /** Where the Call-ID begins. */
    long address() {
        return address;
    }

    /** Bytes of the Call-ID, 1 to {@link #MAX_LENGTH}. */
    int length() {
        return length;
    }

    /** Whether a line has a Call-ID, and which. */
    private boolean isCallId(final long line) {
        long at = afterName(line, NAME);
        if (at == 0) {
            at = afterName(line, COMPACT_NAME);
        }
        if (at == 0) {
            return false;
        }
        at = afterSpace(at);
        if (at == end || NativeMemory.uint8(at) != ':') {
            return false;
        }
        address = afterSpace(at + 1);
        final long afterWord = afterWord(address);
        long last = afterWord;
        if (afterWord != address && afterWord != end && NativeMemory.uint8(afterWord) == '@') {
            last = afterWord(afterWord + 1);
            if (last == afterWord + 1) {
                return false;
            }
        }
        // Compared before it is narrowed: a datagram is short, but nothing here says so.
        if (last == address || last - address > MAX_LENGTH) {
            return false;
        }
        length = (int) (last - address);
        return true;
    }

    /** Where a name of lower-case letters ends that begins here, or 0. */
    private long afterName(final long from, final byte[] name) {
        if (end - from < name.length) {
            return 0;
        }
        for (int i = 0; i < name.length; i++) {
            final int c = NativeMemory.uint8(from + i);
            if ((isLetter(c) ? c | LETTER_CASE : c) != name[i]) {
                return 0;
            }
        }
        return from + name.length;
    }

    /** Skips blanks, and line ends that blanks follow (RFC 3261 §7.3.1). */
    private long afterSpace(final long from) {
        long at = from;
        while (at < end) {
            final int c = NativeMemory.uint8(at);
            if (isBlank(c)) {
                at++;
                continue;
            }
            long next = at;
            if (c == '\r' && next + 1 < end && NativeMemory.uint8(next + 1) == '\n') {
                next++;
            }
            if (!isLineEnd(c) || next + 1 >= end || !isBlank(NativeMemory.uint8(next + 1))) {
                return at;
            }
            at = next + 1;
        }
        return at;
    }

    private long afterWord(final long from) {
        long at = from;
        while (at < end && WORD[NativeMemory.uint8(at)]) {
            at++;
        }
        return at;
    }

    private static boolean isLetter(final int c) {
        return (c | LETTER_CASE) >= 'a' && (c | LETTER_CASE) <= 'z';
    }

    private static boolean isBlank(final int c) {
        return c == ' ' || c == '\t';
    }

    private static boolean isLineEnd(final int c) {
        return c == '\r' || c == '\n';
    }
}
