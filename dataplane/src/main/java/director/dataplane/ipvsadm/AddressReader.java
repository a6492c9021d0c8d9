/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.ipvsadm;

import director.dataplane.address.IpAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads addresses as the C library does, which takes more for an address than {@link IpAddress#parse}. */
final class AddressReader {
    private AddressReader() {
    }

    /**
     * Reads an address with inet_pton for IPv6, inet_aton for IPv4.
     *
     * @param text the text, without brackets.
     * @return the address, or null if it is none.
     */
    static @Nullable IpAddress parse(final String text) {
        return text.indexOf(':') >= 0 ? parseIpv6(text) : parseIpv4(text);
    }

    /**
     * Reads an IPv6 address as inet_pton(3) does.
     *
     * @param text the text, without brackets.
     * @return the address, or null if it is none.
     */
    static @Nullable IpAddress parseIpv6(final String text) {
        if (text.indexOf(':') < 0) {
            return null;
        }
        try {
            return IpAddress.parse(text);
        } catch (final IllegalArgumentException e) {
            return null;
        }
    }

    /**
     * Reads an IPv4 address as inet_aton(3) does: one to four parts, decimal, octal or hexadecimal, the last of which
     * fills what remains; anything may follow a white space.
     *
     * @param text the text.
     * @return the address, or null if it is none.
     */
    static @Nullable IpAddress parseIpv4(final String text) {
        final List<Long> parts = new ArrayList<>();
        for (final String word : untilBlank(text).split("\\.", -1)) {
            final long part = CNumbers.parseAnyBase(word);
            if (part < 0 || parts.size() == Integer.BYTES) {
                return null;
            }
            parts.add(part);
        }
        final int leading = parts.size() - 1;
        long address = 0;
        for (int i = 0; i < leading; i++) {
            if (parts.get(i) > 0xff) {
                return null;
            }
            address |= parts.get(i) << (24 - 8 * i);
        }
        final long last = parts.get(leading);
        if (last > 0xffff_ffffL >> (8 * leading)) {
            return null;
        }
        return new IpAddress(false, 0, address | last);
    }

    private static String untilBlank(final String text) {
        for (int i = 0; i < text.length(); i++) {
            if (CNumbers.isSpace(text.charAt(i))) {
                return text.substring(0, i);
            }
        }
        return text;
    }
}
