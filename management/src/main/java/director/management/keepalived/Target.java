/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.keepalived;

import director.dataplane.address.IpAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What names a virtual server: an address and a port, or a firewall mark.
 *
 * @param address null for a mark.
 * @param port    0 for all ports.
 * @param mark    0 for an address.
 */
record Target(@Nullable IpAddress address, int port, int mark) {
    private static final int RANGE_MAX = 256;

    /** Those of a line: {@code ADDRESS [PORT]}, {@code ADDRESS-LAST [PORT]} or {@code fwmark MARK}. */
    static List<Target> of(final Statement line, final int first, final Arguments arguments, final Notes notes) {
        final List<String> words = line.words();
        if (words.get(first).equals("fwmark")) {
            return List.of(new Target(null, 0, arguments.unsigned(line, first)));
        }
        final int port = words.size() > first + 1 ? arguments.number(line, first, 0) : 0;
        final String text = words.get(first);
        final int dash = text.indexOf('-');
        try {
            final IpAddress begin = IpAddress.parse(dash < 0 ? text : text.substring(0, dash));
            final List<Target> targets = new ArrayList<>();
            for (final IpAddress each : dash < 0 ? List.of(begin) : range(begin, text.substring(dash + 1))) {
                targets.add(new Target(each, port, 0));
            }
            return targets;
        } catch (final IllegalArgumentException e) {
            notes.add(line, "\"" + text + "\" is no address and no range of addresses: it is left out");
            return List.of();
        }
    }

    /** The last number of an address counts up to another one: decimal for IPv4, hexadecimal for IPv6. */
    private static List<IpAddress> range(final IpAddress begin, final String last) {
        final int mask = begin.ipv6() ? 0xFFFF : 0xFF;
        final int from = (int) begin.low() & mask;
        final int to = Integer.parseInt(last, begin.ipv6() ? 16 : 10);
        if (to < from || to > mask || to - from >= RANGE_MAX) {
            throw new IllegalArgumentException(last);
        }
        final List<IpAddress> all = new ArrayList<>();
        for (int i = from; i <= to; i++) {
            final long low = begin.low() - from + i;
            all.add(begin.ipv6() ? new IpAddress(true, begin.high(), low) : IpAddress.ipv4((int) low));
        }
        return all;
    }
}
