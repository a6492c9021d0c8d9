/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

import director.bindings.NativeMemory;
import director.dataplane.header.Ipv4;
import director.dataplane.header.Ipv6;
import director.dataplane.header.Ports;
import director.schedulers.Flow;
import java.util.Objects;

/**
 * The packet that asks for a connection, as schedulers see it: one object, pointed at one packet after another. From
 * the worker's thread.
 */
final class PacketFlow implements Flow {
    private static final int UDP_HEADER = 8;

    private final DutyCycle cycle;
    private Packet packet = new Packet();

    PacketFlow(final DutyCycle cycle) {
        this.cycle = cycle;
    }

    PacketFlow wrap(final Packet asking) {
        packet = asking;
        return this;
    }

    @Override
    public boolean isIpv6() {
        return packet.ipv6;
    }

    @Override
    public long sourceHigh() {
        return packet.ipv6 ? Long.reverseBytes(Ipv6.sourceHigh(packet.ip)) : 0;
    }

    @Override
    public long sourceLow() {
        return packet.ipv6 ? Long.reverseBytes(Ipv6.sourceLow(packet.ip))
            : Integer.toUnsignedLong(Integer.reverseBytes(Ipv4.source(packet.ip)));
    }

    @Override
    public int sourcePort() {
        return hostOrder(Ports.source(packet.transport));
    }

    @Override
    public long destinationHigh() {
        return packet.ipv6 ? Long.reverseBytes(Ipv6.destinationHigh(packet.ip)) : 0;
    }

    @Override
    public long destinationLow() {
        return packet.ipv6 ? Long.reverseBytes(Ipv6.destinationLow(packet.ip))
            : Integer.toUnsignedLong(Integer.reverseBytes(Ipv4.destination(packet.ip)));
    }

    @Override
    public int destinationPort() {
        return hostOrder(Ports.destination(packet.transport));
    }

    @Override
    public int protocol() {
        return packet.protocol;
    }

    @Override
    public long nowNs() {
        return cycle.nowNs();
    }

    @Override
    public int udpPayloadLength() {
        return packet.protocol == Ipv4.UDP ? Math.max(0, packet.transportLength() - UDP_HEADER) : 0;
    }

    @Override
    public int udpPayload(final int offset) {
        return NativeMemory.uint8(packet.transport + UDP_HEADER + Objects.checkIndex(offset, udpPayloadLength()));
    }

    private static int hostOrder(final int port) {
        return Integer.reverseBytes(port) >>> Short.SIZE;
    }
}
