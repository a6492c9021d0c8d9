/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.testkit;

import static director.dataplane.testkit.Rigs.VIP;

import director.dataplane.address.IpAddress;
import director.dataplane.connection.ConnectionKey;
import director.dataplane.service.Endpoints;
import director.dataplane.service.WireOrder;

/** Looks into the connection table of a rig. */
public final class Connections {
    private static final int TCP = 6;

    private Connections() {
    }

    /** The slot of a client's connection to TCP port 80 of the virtual address, or 0. */
    public static long find(final DirectorRig rig, final String client, final int port) {
        return find(rig, TCP, client, port, 80);
    }

    /** The slot of a client's connection to a port of the virtual address, or 0. */
    public static long find(
        final DirectorRig rig, final int protocol, final String client, final int port, final int virtualPort) {
        final int endpoint = rig.conductor().published().getAcquire().virtualEndpoints()
            .find(Endpoints.key(protocol, wire(VIP), WireOrder.port(virtualPort)));
        final long key = ConnectionKey.of(wire(client), WireOrder.port(port), endpoint);
        return rig.connections().findInbound(key, rig.connections().homeInbound(key));
    }

    private static int wire(final String address) {
        return WireOrder.address(IpAddress.parse(address));
    }
}
