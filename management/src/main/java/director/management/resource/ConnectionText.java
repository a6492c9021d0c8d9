/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.resource;

import director.dataplane.address.IpAddress;
import director.dataplane.address.WireAddress;
import director.dataplane.listing.ConnectionPage;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/** Writes connections as JSON into one buffer that is used again and again. For one thread. */
final class ConnectionText {
    private static final int ROOM = 1_024;
    private static final int ICMP = 1;
    private static final int ICMPV6 = 58;
    private static final int TCP = 6;
    private static final int UDP = 17;
    private static final int SCTP = 132;
    private static final int OCTETS = 4;
    private static final int OCTET_MASK = 0xFF;
    private static final int FIRST_PRINTABLE = 0x20;
    private static final int FIRST_NOT_ASCII = 0x7F;
    private static final int TEN = 10;
    private static final String[] METHODS = {"nat", "local", "tunnel", "direct-routing"};
    private static final String HEX = "0123456789abcdef";

    private byte[] bytes = new byte[ROOM];
    private int length;

    void clear() {
        length = 0;
    }

    void append(final char ascii) {
        if (length == bytes.length) {
            bytes = Arrays.copyOf(bytes, bytes.length * 2);
        }
        bytes[length++] = (byte) ascii;
    }

    void append(final String ascii) {
        for (int i = 0; i < ascii.length(); i++) {
            append(ascii.charAt(i));
        }
    }

    void writeTo(final OutputStream out) throws IOException {
        out.write(bytes, 0, length);
    }

    /** Adds one connection. */
    void append(final ConnectionPage page, final int row) {
        append("{\"protocol\":\"");
        append(protocol(page.protocol(row)));
        append("\",\"clientAddress\":\"");
        address(page.clientHigh(row), page.clientLow(row));
        append("\",\"clientPort\":");
        number(page.clientPort(row));
        append(",\"virtualAddress\":\"");
        address(page.virtualHigh(row), page.virtualLow(row));
        append("\",\"virtualPort\":");
        number(page.virtualPort(row));
        append(",\"realServerAddress\":\"");
        address(page.realServerHigh(row), page.realServerLow(row));
        append("\",\"realServerPort\":");
        number(page.realServerPort(row));
        if (page.isFullNat(row) && !page.isTemplate(row)) {
            append(",\"localAddress\":\"");
            address(page.localHigh(row), page.localLow(row));
            append("\",\"localPort\":");
            number(page.localPort(row));
        }
        append(",\"forwarding\":\"");
        append(page.isSnat(row) ? "snat" : page.isFullNat(row) ? "fullnat" : METHODS[page.method(row)]);
        append("\",\"state\":\"");
        append(page.state(row));
        append("\",\"template\":");
        append(page.isTemplate(row) ? "true" : "false");
        append(",\"expiresSeconds\":");
        number(TimeUnit.NANOSECONDS.toSeconds(page.expiresNs(row)));
        final String data = page.data(row);
        if (!data.isEmpty()) {
            append(",\"engineData\":\"");
            escaped(data);
            append('"');
        }
        append('}');
    }

    private void address(final long high, final long low) {
        if (!WireAddress.isIpv4(high, low)) {
            append(IpAddress.ofWire(high, low).toString());
            return;
        }
        int octets = WireAddress.ipv4(low);
        for (int i = 0; i < OCTETS; i++) {
            if (i > 0) {
                append('.');
            }
            number(octets & OCTET_MASK);
            octets >>>= Byte.SIZE;
        }
    }

    private void number(final long value) {
        if (value >= TEN) {
            number(value / TEN);
        }
        append((char) ('0' + value % TEN));
    }

    /** What clients send may be anything. */
    private void escaped(final String text) {
        for (int i = 0; i < text.length(); i++) {
            final char letter = text.charAt(i);
            if (letter == '"' || letter == '\\') {
                append('\\');
                append(letter);
            } else if (letter < FIRST_PRINTABLE || letter >= FIRST_NOT_ASCII) {
                append("\\u00");
                append(HEX.charAt(letter >> OCTETS & 0xF));
                append(HEX.charAt(letter & 0xF));
            } else {
                append(letter);
            }
        }
    }

    private static String protocol(final int number) {
        return switch (number) {
            case TCP -> "TCP";
            case UDP -> "UDP";
            case SCTP -> "SCTP";
            case ICMP -> "ICMP";
            case ICMPV6 -> "ICMPv6";
            default -> "IP";
        };
    }
}
