/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.testkit;

import static director.dataplane.testkit.Rigs.VIP;

import director.dataplane.address.IpAddress;
import director.dataplane.connection.ConnectionTable;
import director.dataplane.service.WireOrder;

/** Looks into the connection table of a rig. */
public final class Connections {
    private static final int TCP = 6;

    private Connections() {
    }

    /** The record of a client's connection to TCP port 80 of the virtual address, or 0. */
    public static long find(final DirectorRig rig, final String client, final int port) {
        return find(rig, TCP, client, port, 80);
    }

    /** The record of a client's connection to a port of the virtual address, or 0. */
    public static long find(
        final DirectorRig rig, final int protocol, final String client, final int port, final int virtualPort) {
        final ConnectionTable table = rig.connections();
        final int ports = WireOrder.port(port) | WireOrder.port(virtualPort) << Short.SIZE;
        final long hash = table.hashIpv4(wire(client), wire(VIP), ports, protocol);
        return table.findIpv4(hash, wire(client), wire(VIP), ports, protocol);
    }

    private static int wire(final String address) {
        return WireOrder.address(IpAddress.parse(address));
    }
}
