/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.header;

import director.bindings.NativeMemory;

/**
 * The Ethernet II header (IEEE 802.3 §3.2).
 *
 * <pre>
 *   0                   1
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3
 *  +-----------+-----------+---+
 *  |destination|  source   |typ|
 *  +-----------+-----------+---+
 * </pre>
 *
 * A MAC address is a {@code long} of 48 bits whose highest byte is the first octet on the wire.
 */
public final class Ethernet {
    /** Bytes of the header. */
    public static final int LENGTH = 14;
    /** Bytes from the header's start to the type. */
    public static final int TYPE = 12;
    /** Bytes of the shortest frame, without its check sequence. */
    public static final int MIN_FRAME = 60;
    /** Type of IPv4, wire order. */
    public static final int TYPE_IPV4 = Integer.reverseBytes(0x0800) >>> 16;
    /** Type of IPv6, wire order. */
    public static final int TYPE_IPV6 = Integer.reverseBytes(0x86DD) >>> 16;
    /** Type of ARP, wire order. */
    public static final int TYPE_ARP = Integer.reverseBytes(0x0806) >>> 16;
    /** The broadcast address. */
    public static final long BROADCAST = 0xFFFF_FFFF_FFFFL;

    private static final int SOURCE = 6;
    private static final long MAC_WIRE = 0x0000_FFFF_FFFF_FFFFL;
    /** The group bit: the lowest bit of the first octet, which is the lowest byte of a wire-order word. */
    private static final long GROUP_WIRE = 1;
    private static final long GROUP = GROUP_WIRE << 40;

    private Ethernet() {
    }

    /**
     * Type of the payload.
     *
     * @param frame address of the header.
     * @return wire order, to compare with {@link #TYPE_IPV4} and its kind.
     */
    public static int type(final long frame) {
        return NativeMemory.uint16(frame + TYPE);
    }

    /**
     * Sets the type of the payload.
     *
     * @param frame address of the header.
     * @param type  wire order.
     */
    public static void type(final long frame, final int type) {
        NativeMemory.uint16(frame + TYPE, type);
    }

    /**
     * Whether a frame is for a station: sent to its address or to a group.
     *
     * @param frame   address of the header.
     * @param macWire the station's address as {@link #toWire} answers it.
     * @return false if the frame is another station's.
     */
    public static boolean isFor(final long frame, final long macWire) {
        final long destination = NativeMemory.int64(frame) & MAC_WIRE;
        return destination == macWire || (destination & GROUP_WIRE) != 0;
    }

    /**
     * Whether a frame was sent to a group, broadcast included.
     *
     * @param frame address of the header.
     * @return false if it was sent to one station.
     */
    public static boolean isToGroup(final long frame) {
        return (NativeMemory.int64(frame) & GROUP_WIRE) != 0;
    }

    /**
     * Whether an address is that of a group, broadcast included; no station has such a one.
     *
     * @param mac the 48 bits.
     * @return false for a station's address.
     */
    public static boolean isGroup(final long mac) {
        return (mac & GROUP) != 0;
    }

    /**
     * The source address.
     *
     * @param frame address of the header.
     * @return the 48 bits.
     */
    public static long source(final long frame) {
        return mac(frame + SOURCE);
    }

    /**
     * Writes both addresses.
     *
     * @param frame       address of the header.
     * @param destination the receiver.
     * @param source      the sender.
     */
    public static void addresses(final long frame, final long destination, final long source) {
        mac(frame, destination);
        mac(frame + SOURCE, source);
    }

    /**
     * Reads a MAC address.
     *
     * @param address where its first octet is.
     * @return the 48 bits.
     */
    public static long mac(final long address) {
        return (long) NativeMemory.uint16Be(address) << 32 | (NativeMemory.int32Be(address + 2) & 0xFFFF_FFFFL);
    }

    /**
     * Writes a MAC address.
     *
     * @param address where its first octet goes.
     * @param mac     the 48 bits.
     */
    public static void mac(final long address, final long mac) {
        NativeMemory.uint16Be(address, (int) (mac >>> 32));
        NativeMemory.int32Be(address + 2, (int) mac);
    }

    /**
     * A MAC address as its six bytes read as a native word, for {@link #isFor}.
     *
     * @param mac the 48 bits.
     * @return the six bytes in the lower 48 bits.
     */
    public static long toWire(final long mac) {
        return Long.reverseBytes(mac) >>> 16;
    }

    /**
     * A MAC address as people write it.
     *
     * @param mac the 48 bits.
     * @return six pairs of hexadecimal digits with colons.
     */
    public static String format(final long mac) {
        return String.format("%02x:%02x:%02x:%02x:%02x:%02x", mac >>> 40 & 0xFF, mac >>> 32 & 0xFF, mac >>> 24 & 0xFF,
            mac >>> 16 & 0xFF, mac >>> 8 & 0xFF, mac & 0xFF);
    }
}
