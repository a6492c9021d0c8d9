/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

import director.dataplane.configuration.MssClamp;
import director.dataplane.header.Ipv4;
import director.dataplane.header.Ipv6;
import director.dataplane.header.Tcp;

/**
 * Lowers the segment size that SYNs of connections announce, if configured so, to what the ways to both ends carry:
 * then no segment has to be cut or refused, even where ICMP errors get lost. From the worker's thread.
 */
final class SegmentSizes {
    private final DutyCycle cycle;
    private final IpOutput output;

    SegmentSizes(final DutyCycle cycle, final IpOutput output) {
        this.cycle = cycle;
        this.output = output;
    }

    /** A packet that still has the source that it came from leaves for an address. */
    void clampTo(final Packet packet, final long high, final long low) {
        if (isClamped(packet)) {
            clamp(packet, cycle.snapshot().mssClamp(), output.mtuTo(high, low));
        }
    }

    /** A packet that still has the source that it came from leaves by a way that takes so many bytes of it. */
    void clamp(final Packet packet, final int onwards) {
        if (isClamped(packet)) {
            clamp(packet, cycle.snapshot().mssClamp(), onwards);
        }
    }

    private boolean isClamped(final Packet packet) {
        return (packet.tcpFlags() & Tcp.SYN) != 0 && cycle.snapshot().mssClamp().isOn();
    }

    private void clamp(final Packet packet, final MssClamp clamp, final int onwards) {
        final int room = Math.min(onwards, output.mtuTo(packet.sourceHigh(), packet.sourceLow()));
        final int headers = (packet.ipv6 ? Ipv6.LENGTH : Ipv4.MIN_LENGTH) + Tcp.MIN_LENGTH;
        final int header = Math.min(Tcp.headerLength(packet.transport), packet.transportLength());
        Tcp.clampMss(packet.transport, header, clamp.limit(Math.max(0, room - headers)));
    }
}
