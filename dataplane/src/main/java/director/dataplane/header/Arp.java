/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.header;

import director.bindings.NativeMemory;

/**
 * An ARP packet for IPv4 over Ethernet (RFC 826).
 *
 * <pre>
 *   0        2        4   5   6          8           14          18           24          28
 *  +--------+--------+---+---+----------+-----------+-----------+------------+-----------+
 *  |hardware|protocol| 6 | 4 |operation | sender MAC| sender IP | target MAC | target IP |
 *  +--------+--------+---+---+----------+-----------+-----------+------------+-----------+
 * </pre>
 */
public final class Arp {
    /** Bytes of the packet. */
    public static final int LENGTH = 28;
    /** Operation of a request, wire order. */
    public static final int REQUEST = Integer.reverseBytes(1) >>> 16;
    /** Operation of a reply, wire order. */
    public static final int REPLY = Integer.reverseBytes(2) >>> 16;

    /** Hardware type 1, protocol type 0x0800, lengths 6 and 4, as the first eight bytes without the operation. */
    private static final int HARDWARE_AND_PROTOCOL = Integer.reverseBytes(0x0001_0800);
    private static final int LENGTHS = Integer.reverseBytes(0x0604) >>> 16;
    private static final int OPERATION = 6;
    private static final int SENDER_MAC = 8;
    private static final int SENDER_IP = 14;
    private static final int TARGET_MAC = 18;
    private static final int TARGET_IP = 24;

    private Arp() {
    }

    /**
     * Whether the packet speaks of IPv4 over Ethernet.
     *
     * @param arp address of the packet.
     * @return false if any type or length is another.
     */
    public static boolean isIpv4OverEthernet(final long arp) {
        return NativeMemory.int32(arp) == HARDWARE_AND_PROTOCOL && NativeMemory.uint16(arp + 4) == LENGTHS;
    }

    /**
     * What the packet asks or says.
     *
     * @param arp address of the packet.
     * @return wire order, {@link #REQUEST}, {@link #REPLY} or another.
     */
    public static int operation(final long arp) {
        return NativeMemory.uint16(arp + OPERATION);
    }

    /**
     * Link-layer address of the sender.
     *
     * @param arp address of the packet.
     * @return the 48 bits.
     */
    public static long senderMac(final long arp) {
        return Ethernet.mac(arp + SENDER_MAC);
    }

    /**
     * IPv4 address of the sender.
     *
     * @param arp address of the packet.
     * @return wire order; 0 in a probe (RFC 5227).
     */
    public static int senderIp(final long arp) {
        return NativeMemory.int32(arp + SENDER_IP);
    }

    /**
     * IPv4 address that is asked for, or that the reply goes to.
     *
     * @param arp address of the packet.
     * @return wire order.
     */
    public static int targetIp(final long arp) {
        return NativeMemory.int32(arp + TARGET_IP);
    }

    /**
     * Writes a whole packet.
     *
     * @param arp       where it goes; {@link #LENGTH} bytes.
     * @param operation wire order.
     * @param senderMac sender's MAC.
     * @param senderIp  sender's IPv4 address, wire order.
     * @param targetMac target's MAC, 0 in a request.
     * @param targetIp  target's IPv4 address, wire order.
     */
    public static void write(
        final long arp,
        final int operation,
        final long senderMac,
        final int senderIp,
        final long targetMac,
        final int targetIp) {
        NativeMemory.int32(arp, HARDWARE_AND_PROTOCOL);
        NativeMemory.uint16(arp + 4, LENGTHS);
        NativeMemory.uint16(arp + OPERATION, operation);
        Ethernet.mac(arp + SENDER_MAC, senderMac);
        NativeMemory.int32(arp + SENDER_IP, senderIp);
        Ethernet.mac(arp + TARGET_MAC, targetMac);
        NativeMemory.int32(arp + TARGET_IP, targetIp);
    }
}
