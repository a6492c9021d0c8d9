/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.configuration;

/**
 * An IPv4 address.
 *
 * @param value the four octets in host order: 10.0.0.1 is 0x0a000001.
 */
public record Ipv4Address(int value) {
    private static final int OCTETS = 4;
    private static final int OCTET_DIGITS = 3;
    private static final int OCTET_MAX = 255;

    /**
     * Reads dotted decimal notation: four octets of 0 to 255 without leading zeros, which some programs take as octal.
     *
     * @param text for example {@code 10.0.0.1}.
     * @return the address.
     * @throws IllegalArgumentException if the text is anything else.
     */
    public static Ipv4Address parse(final String text) {
        final String[] octets = text.split("\\.", -1);
        if (octets.length != OCTETS) {
            throw notAnAddress(text);
        }
        int value = 0;
        for (final String octet : octets) {
            value = (value << Byte.SIZE) | octet(octet, text);
        }
        return new Ipv4Address(value);
    }

    /**
     * Whether one host can own this address: not 0.0.0.0/8, loopback, multicast, reserved or broadcast.
     *
     * @return false for an address that no interface and no service can have.
     */
    public boolean isUnicast() {
        final int first = value >>> 24;
        return first != 0 && first != 127 && first < 224;
    }

    @Override
    public String toString() {
        return (value >>> 24) + "." + ((value >>> 16) & OCTET_MAX) + "." + ((value >>> 8) & OCTET_MAX) + "."
            + (value & OCTET_MAX);
    }

    private static int octet(final String digits, final String text) {
        if (digits.isEmpty() || digits.length() > OCTET_DIGITS || (digits.length() > 1 && digits.charAt(0) == '0')) {
            throw notAnAddress(text);
        }
        int octet = 0;
        for (int i = 0; i < digits.length(); i++) {
            final char digit = digits.charAt(i);
            if (digit < '0' || digit > '9') {
                throw notAnAddress(text);
            }
            octet = octet * 10 + digit - '0';
        }
        if (octet > OCTET_MAX) {
            throw notAnAddress(text);
        }
        return octet;
    }

    private static IllegalArgumentException notAnAddress(final String text) {
        return new IllegalArgumentException("\"" + text + "\" is not an IPv4 address such as 10.0.0.1");
    }
}
