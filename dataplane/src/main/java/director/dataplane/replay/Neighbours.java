/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.replay;

import director.dataplane.address.IpAddress;

/**
 * The MAC addresses of everybody on a simulated link. Each follows from the IPv4 address, so that the next hop of a
 * frame can be read from it:
 *
 * <pre>
 *   0      1      2                           6
 *  +------+------+---------------------------+
 *  | 0x02 |  0   |       IPv4 address        |
 *  +------+------+---------------------------+
 * </pre>
 */
final class Neighbours {
    private static final long LOCALLY_ADMINISTERED = 0x0200_0000_0000L;
    private static final long PREFIX = 0xFFFF_0000_0000L;
    private static final long ADDRESS = 0xFFFF_FFFFL;

    private Neighbours() {
    }

    /** The MAC address of a neighbour, whose address is in wire order. */
    static long mac(final int addressWire) {
        return LOCALLY_ADMINISTERED | (Integer.reverseBytes(addressWire) & ADDRESS);
    }

    /** The address of the neighbour with a MAC address. */
    static String address(final long mac) {
        if ((mac & PREFIX) != LOCALLY_ADMINISTERED) {
            throw new IllegalStateException("no neighbour has the MAC address 0x" + Long.toHexString(mac));
        }
        return IpAddress.ipv4((int) mac).toString();
    }
}
