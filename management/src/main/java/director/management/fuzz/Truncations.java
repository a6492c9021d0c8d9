/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.fuzz;

import director.dataplane.replay.ReplayDirector;
import director.dataplane.replay.Side;
import java.util.ArrayList;
import java.util.List;

/** Every sample, and an ICMP error about it, cut at every byte. */
final class Truncations {
    private Truncations() {
    }

    static List<Arrival> all() {
        final List<Arrival> all = new ArrayList<>();
        for (final Corpus.Seed sample : Samples.all()) {
            add(all, sample.side(), sample.ip());
            for (int type = 1; type <= 5; type++) {
                quotes(all, sample.ip(), type);
            }
        }
        return all;
    }

    private static void add(final List<Arrival> all, final Side side, final byte[] ip) {
        for (int length = 0; length <= ip.length; length++) {
            final byte[] cut = Wire.cut(ip, 0, length);
            all.add(new Arrival(side, List.of(frame(side, cut, Wire.isIpv6(ip))), 0));
            if (length > 0) {
                final byte[] honest = cut.clone();
                Wire.length(honest);
                Wire.headerChecksum(honest);
                Wire.transportChecksum(honest);
                all.add(new Arrival(side, List.of(frame(side, honest, Wire.isIpv6(ip))), 0));
            }
        }
    }

    private static void quotes(final List<Arrival> all, final byte[] ip, final int type) {
        for (int length = 0; length <= ip.length; length++) {
            final byte[] error = Samples.error(Wire.cut(ip, 0, Math.max(1, length)), type, 4, 1_300);
            for (final Side side : Side.values()) {
                all.add(new Arrival(side, List.of(frame(side, error, Wire.isIpv6(ip))), 0));
            }
        }
    }

    private static byte[] frame(final Side side, final byte[] ip, final boolean ipv6) {
        final byte[] head = new byte[Wire.ETHERNET];
        final long mac = ReplayDirector.mac(side);
        Wire.put16(head, 0, (int) (mac >> 32));
        Wire.put16(head, 2, (int) (mac >> 16));
        Wire.put16(head, 4, (int) mac);
        Wire.put16(head, 12, ipv6 ? 0x86DD : 0x0800);
        // Frames shorter than an IPv4 header are not looked at: padding as of Ethernet, which is zeros.
        return Wire.join(head, ip, new byte[Math.max(0, 20 - ip.length)]);
    }
}
