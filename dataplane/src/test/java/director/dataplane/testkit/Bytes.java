/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.testkit;

import director.dataplane.address.IpAddress;
import java.nio.ByteBuffer;

/** Numbers and addresses in an array of bytes, in network byte order. */
public final class Bytes {
    private static final int OCTETS = 4;

    private Bytes() {
    }

    /** Eight bits, 0 to 255. */
    public static int uint8(final byte[] bytes, final int offset) {
        return bytes[offset] & 0xFF;
    }

    /** Sixteen bits, 0 to 65,535. */
    public static int uint16(final byte[] bytes, final int offset) {
        return uint8(bytes, offset) << 8 | uint8(bytes, offset + 1);
    }

    /** Writes sixteen bits. */
    public static void uint16(final byte[] bytes, final int offset, final int value) {
        bytes[offset] = (byte) (value >>> 8);
        bytes[offset + 1] = (byte) value;
    }

    /** A MAC address as 48 bits. */
    public static long mac(final byte[] bytes, final int offset) {
        long mac = 0;
        for (int i = 0; i < 6; i++) {
            mac = mac << 8 | uint8(bytes, offset + i);
        }
        return mac;
    }

    /** Writes a MAC address. */
    public static void mac(final byte[] bytes, final int offset, final long mac) {
        for (int i = 0; i < 6; i++) {
            bytes[offset + i] = (byte) (mac >>> (40 - 8 * i));
        }
    }

    /** An IPv4 address as people write it. */
    public static String address(final byte[] bytes, final int offset) {
        return uint8(bytes, offset) + "." + uint8(bytes, offset + 1) + "." + uint8(bytes, offset + 2) + "."
            + uint8(bytes, offset + 3);
    }

    /** Writes an IPv4 address. */
    public static void address(final byte[] bytes, final int offset, final String address) {
        final String[] octets = address.split("\\.", -1);
        for (int i = 0; i < OCTETS; i++) {
            bytes[offset + i] = (byte) Integer.parseInt(octets[i]);
        }
    }

    /** Writes an IPv6 address. */
    public static void ipv6(final byte[] bytes, final int offset, final String address) {
        final IpAddress parsed = IpAddress.parse(address);
        ByteBuffer.wrap(bytes).putLong(offset, parsed.high()).putLong(offset + Long.BYTES, parsed.low());
    }

    /** An IPv4 address in host order. */
    public static int address(final String address) {
        final byte[] bytes = new byte[OCTETS];
        address(bytes, 0, address);
        return uint16(bytes, 0) << 16 | uint16(bytes, 2);
    }

    /** The MAC address that the host with an IPv4 address has in these tests. */
    public static long macOf(final String address) {
        return 0x0242_0000_0000L | (address(address) & 0xFFFF_FFFFL);
    }
}
