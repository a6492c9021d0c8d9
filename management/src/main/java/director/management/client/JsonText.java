/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.client;

/** Writes the little JSON that a request of {@link IpvsadmClient} is made of. */
final class JsonText {
    private static final char FIRST_PRINTABLE = ' ';

    private JsonText() {
    }

    /** Appends a string between quotation marks. */
    static StringBuilder quote(final StringBuilder out, final String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            final char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c >= FIRST_PRINTABLE && !Character.isSurrogate(c)) {
                out.append(c);
            } else {
                out.append("\\u");
                for (int shift = 12; shift >= 0; shift -= 4) {
                    out.append(Character.forDigit(c >> shift & 0xf, 16));
                }
            }
        }
        return out.append('"');
    }
}
