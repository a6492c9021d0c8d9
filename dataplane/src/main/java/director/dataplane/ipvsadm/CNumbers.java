/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.ipvsadm;

/** Numbers as the C library reads them. */
final class CNumbers {
    private CNumbers() {
    }

    /**
     * Reads a decimal number as strtol(3) does, leading white space and sign included, to the end of the text.
     *
     * @param text the text.
     * @param min  the least number allowed, not negative.
     * @param max  the greatest number allowed.
     * @return the number, or -1 if the text is none or it is out of range.
     */
    static long parseDecimal(final String text, final long min, final long max) {
        int start = 0;
        while (start < text.length() && isSpace(text.charAt(start))) {
            start++;
        }
        final boolean negative = start < text.length() && text.charAt(start) == '-';
        if (negative || (start < text.length() && text.charAt(start) == '+')) {
            start++;
        }
        final long magnitude = digits(text.substring(start), 10);
        final long number = negative ? -magnitude : magnitude;
        return magnitude < 0 || number < min || number > max ? -1 : number;
    }

    /**
     * Reads an unsigned number whose base its prefix tells: 0x hexadecimal, 0 octal, else decimal.
     *
     * @param text the text.
     * @return the number, or -1 if the text is none.
     */
    static long parseAnyBase(final String text) {
        if (text.startsWith("0x") || text.startsWith("0X")) {
            return digits(text.substring(2), 16);
        }
        return text.startsWith("0") && text.length() > 1 ? digits(text.substring(1), 8) : digits(text, 10);
    }

    static boolean isSpace(final char c) {
        return c == ' ' || (c >= '\t' && c <= '\r');
    }

    private static long digits(final String text, final int base) {
        if (text.isEmpty()) {
            return -1;
        }
        long number = 0;
        for (int i = 0; i < text.length(); i++) {
            final char c = text.charAt(i);
            final int digit = c < 0x80 ? Character.digit(c, base) : -1;
            if (digit < 0) {
                return -1;
            }
            // Wider than any limit, so that the caller's range check refuses it, whatever follows.
            number = Math.min(number * base + digit, Long.MAX_VALUE >> 8);
        }
        return number;
    }
}
