/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

import director.dataplane.configuration.Sysctl;
import director.dataplane.header.Ipv4;
import director.dataplane.header.Ports;
import director.dataplane.header.Sctp;
import director.dataplane.header.Tcp;

/**
 * Packets of real servers that belong to no connection: with {@code nat_icmp_send} they are refused, so that the real
 * server forgets what the director has forgotten. From the worker's thread.
 */
final class Strays {
    private final DutyCycle cycle;

    Strays(final DutyCycle cycle) {
        this.cycle = cycle;
    }

    /** Whether to refuse a packet with ports that no connection was found for. What ends a connection is none. */
    boolean isStray(final Packet packet) {
        return cycle.isOn(Sysctl.NAT_ICMP_SEND) && !isEnd(packet) && !cycle.snapshot().services().isEmpty()
            && cycle.snapshot().endpoints().isTranslated(packet.protocol, packet.sourceHigh(), packet.sourceLow(),
                Ports.source(packet.transport));
    }

    private static boolean isEnd(final Packet packet) {
        return switch (packet.protocol) {
            case Ipv4.TCP -> (Tcp.flags(packet.transport) & Tcp.RST) != 0;
            case Sctp.PROTOCOL -> Sctp.stateChunk(packet.transport, packet.transportLength()) == Sctp.ABORT;
            default -> false;
        };
    }
}
