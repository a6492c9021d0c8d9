/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.replay;

import director.dataplane.address.IpAddress;
import director.dataplane.address.WireAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The MAC addresses of everybody on a simulated link, from which the next hop of a frame can be read. That of an IPv4
 * neighbour is made of its address, that of an IPv6 neighbour of a number, in the order in which they were met:
 *
 * <pre>
 *   0      1      2                           6
 *  +------+------+---------------------------+
 *  | 0x02 |  0   |       IPv4 address        |
 *  +------+------+---------------------------+
 *  | 0x02 |  1   |          number           |
 *  +------+------+---------------------------+
 * </pre>
 */
final class Neighbours {
    private static final long IPV4 = 0x0200_0000_0000L;
    private static final long IPV6 = 0x0201_0000_0000L;
    private static final long PREFIX = 0xFFFF_0000_0000L;
    private static final long LAST_FOUR = 0xFFFF_FFFFL;

    private final Map<IpAddress, Long> macs = new HashMap<>();
    private final List<IpAddress> numbered = new ArrayList<>();

    /** The MAC address of a neighbour, whose address is in wire order. */
    long mac(final long high, final long low) {
        if (WireAddress.isIpv4(high, low)) {
            return IPV4 | (Integer.reverseBytes(WireAddress.ipv4(low)) & LAST_FOUR);
        }
        return macs.computeIfAbsent(IpAddress.ofWire(high, low), address -> {
            numbered.add(address);
            return IPV6 | numbered.size() - 1L;
        });
    }

    /** The address of the neighbour with a MAC address, or that one if somebody claimed it without being here. */
    String address(final long mac) {
        final int number = (int) mac;
        if ((mac & PREFIX) == IPV4) {
            return IpAddress.ipv4(number).toString();
        }
        if ((mac & PREFIX) != IPV6 || number < 0 || number >= numbered.size()) {
            return "0x" + Long.toHexString(mac);
        }
        return numbered.get(number).toString();
    }
}
