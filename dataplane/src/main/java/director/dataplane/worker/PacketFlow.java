/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

import director.dataplane.header.Ipv4;
import director.dataplane.header.Ports;
import director.schedulers.Flow;

/**
 * The IPv4 packet that asks for a connection, as schedulers see it: one object, pointed at one packet after another.
 */
final class PacketFlow implements Flow {
    private long ip;
    private long transport;

    PacketFlow wrap(final long ipHeader, final long transportHeader) {
        ip = ipHeader;
        transport = transportHeader;
        return this;
    }

    @Override
    public boolean isIpv6() {
        return false;
    }

    @Override
    public long sourceHigh() {
        return 0;
    }

    @Override
    public long sourceLow() {
        return Integer.reverseBytes(Ipv4.source(ip)) & 0xFFFF_FFFFL;
    }

    @Override
    public int sourcePort() {
        return Short.toUnsignedInt(Short.reverseBytes((short) Ports.source(transport)));
    }

    @Override
    public long destinationHigh() {
        return 0;
    }

    @Override
    public long destinationLow() {
        return Integer.reverseBytes(Ipv4.destination(ip)) & 0xFFFF_FFFFL;
    }

    @Override
    public int destinationPort() {
        return Short.toUnsignedInt(Short.reverseBytes((short) Ports.destination(transport)));
    }

    @Override
    public int protocol() {
        return Ipv4.protocol(ip);
    }
}
