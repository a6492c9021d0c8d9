/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.health.probe;

import java.io.IOException;

/** Why a real server is not well, in words for an operator. Without a stack: it says nothing about us. */
public final class ProbeException extends IOException {
    private static final long serialVersionUID = 1L;
    private static final int MESSAGE_MAX = 200;

    /**
     * A reason.
     *
     * @param message what was wrong; shortened, and without control characters, as it may quote what came in.
     */
    public ProbeException(final String message) {
        super(printable(message));
    }

    @Override
    @SuppressWarnings("UnsynchronizedOverridesSynchronized")
    public Throwable fillInStackTrace() {
        return this;
    }

    /**
     * What may be logged of what a stranger wrote.
     *
     * @param text any.
     * @return its beginning, without control characters.
     */
    public static String printable(final String text) {
        final StringBuilder result = new StringBuilder(Math.min(text.length(), MESSAGE_MAX));
        text.codePoints().limit(MESSAGE_MAX)
            .map(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? '?' : c)
            .forEach(result::appendCodePoint);
        return result + (text.length() > MESSAGE_MAX ? "..." : "");
    }
}
