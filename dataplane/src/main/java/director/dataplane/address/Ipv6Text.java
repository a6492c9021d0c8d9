/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.address;

import org.jspecify.annotations.Nullable;

/** IPv6 addresses as text (RFC 4291 §2.2, RFC 5952). */
final class Ipv6Text {
    private static final int GROUPS = 8;

    private Ipv6Text() {
    }

    /**
     * Reads an address as inet_pton(3) does.
     *
     * @param text the text, without brackets.
     * @return the address, or null if it is none.
     */
    static @Nullable IpAddress parse(final String text) {
        final int gap = text.indexOf("::");
        final int[] groups = new int[GROUPS];
        if (gap < 0) {
            return read(text, groups, 0) == GROUPS ? of(groups) : null;
        }
        final String rest = text.substring(gap + 2);
        final int[] tail = new int[GROUPS];
        final int before = gap == 0 ? 0 : readHexOnly(text.substring(0, gap), groups);
        final int after = rest.isEmpty() ? 0 : read(rest, tail, 0);
        if (before < 0 || after < 0 || before + after >= GROUPS) {
            return null;
        }
        System.arraycopy(tail, 0, groups, GROUPS - after, after);
        return of(groups);
    }

    private static int readHexOnly(final String text, final int[] groups) {
        return text.indexOf('.') < 0 ? read(text, groups, 0) : -1;
    }

    private static int read(final String text, final int[] groups, final int from) {
        int count = from;
        final String[] words = text.split(":", -1);
        for (int i = 0; i < words.length; i++) {
            final boolean dotted = i == words.length - 1 && words[i].indexOf('.') >= 0;
            if (count + (dotted ? 2 : 1) > GROUPS) {
                return -1;
            }
            final long value = dotted ? dottedQuad(words[i]) : group(words[i]);
            if (value < 0) {
                return -1;
            }
            if (dotted) {
                groups[count++] = (int) (value >>> 16);
            }
            groups[count++] = (int) value & 0xffff;
        }
        return count;
    }

    private static long group(final String word) {
        return word.matches("[0-9A-Fa-f]{1,4}") ? Long.parseLong(word, 16) : -1;
    }

    private static long dottedQuad(final String word) {
        final String[] parts = word.split("\\.", -1);
        long value = parts.length == Integer.BYTES ? 0 : -1;
        for (final String part : parts) {
            final boolean plain = part.matches("0|[1-9][0-9]{0,2}") && Integer.parseInt(part) <= 0xff;
            value = value < 0 || !plain ? -1 : value << 8 | Integer.parseInt(part);
        }
        return value;
    }

    private static IpAddress of(final int[] groups) {
        long high = 0;
        long low = 0;
        for (int i = 0; i < GROUPS / 2; i++) {
            high = high << 16 | groups[i];
            low = low << 16 | groups[GROUPS / 2 + i];
        }
        return new IpAddress(true, high, low);
    }

    /**
     * The address as inet_ntop(3) writes it: the longest run of two or more zero groups is shortened, and embedded
     * IPv4 addresses are dotted.
     *
     * @param address an IPv6 address.
     * @return its text.
     */
    static String format(final IpAddress address) {
        int start = -1;
        int length = 1;
        for (int i = 0; i < GROUPS; i++) {
            final int run = zeros(address, i);
            if (run > length) {
                start = i;
                length = run;
            }
        }
        final boolean embedded = start == 0 && (length == 6 || (length == 7 && address.group(7) != 1)
            || (length == 5 && address.group(5) == 0xffff));
        final StringBuilder text = new StringBuilder();
        int i = 0;
        while (i < GROUPS) {
            if (i == start) {
                text.append("::");
                i += length;
                continue;
            }
            if (i > 0 && (start < 0 || i != start + length)) {
                text.append(':');
            }
            if (embedded && i >= 6) {
                return dotted(text, start, length, address);
            }
            text.append(Integer.toHexString(address.group(i)));
            i++;
        }
        return text.toString();
    }

    private static String dotted(final StringBuilder text, final int start, final int length,
            final IpAddress address) {
        if (start + length > 6) {
            text.setLength(0);
            text.append("::");
        }
        return text.append(IpAddress.ipv4((int) address.low())).toString();
    }

    private static int zeros(final IpAddress address, final int from) {
        int end = from;
        while (end < GROUPS && address.group(end) == 0) {
            end++;
        }
        return end - from;
    }
}
