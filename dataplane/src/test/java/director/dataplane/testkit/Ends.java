/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.testkit;

import director.dataplane.address.IpAddress;
import director.dataplane.configuration.Protocol;
import director.dataplane.configuration.ServiceSettings;
import java.util.List;

/**
 * A connection of full NAT: who it is between. Its ports are the service's 80 and the real server's 8080.
 *
 * @param client  an address of the near side.
 * @param virtual what the client connects to.
 * @param server  an address of the far side.
 * @param local   where the real server sees the client.
 */
public record Ends(String client, String virtual, String server, String local) {
    private static final int MTU = 1_500;

    /** Ends of these versions of IP, as digits. */
    public static Ends of(final int clientVersion, final int serverVersion) {
        final boolean near6 = clientVersion == 6;
        final boolean far6 = serverVersion == 6;
        return new Ends(near6 ? "2001:db8::7" : "10.0.0.7", near6 ? "2001:db8::100" : "10.0.0.100",
            far6 ? "2001:db8:9::77" : "10.9.1.2", far6 ? "2001:db8:9::200" : "10.9.0.200");
    }

    /** A service of TCP with the one real server. */
    public ServiceSettings service() {
        return Settings.fullNat(new ServiceSettings(Protocol.TCP, IpAddress.parse(virtual), 80, "rr", 0,
            List.of(Settings.realServer(server, 8_080))), local);
    }

    /** A director with both versions of IP on either side, and services, which knows both ends. */
    public DirectorRig open(final Rigs rigs, final ServiceSettings service) {
        final DirectorRig rig = rigs.open(settings -> settings
            .client(Settings.dualPort("client", "10.0.0.1", null, MTU, "10.0.0.254/24", "2001:db8::fe/64"))
            .real(Settings.dualPort("real", null, null, MTU, "10.9.0.254/16", "2001:db8:9::fe/64"))
            .services(service));
        if (client.contains(":")) {
            rig.client().arrive(IpPackets.solicitation(
                Bytes.macOf("10.0.0.7"), client, DirectorRig.CLIENT_MAC, "2001:db8::fe"));
        }
        if (server.contains(":")) {
            rig.real().arrive(IpPackets.solicitation(
                Bytes.macOf("10.9.1.2"), server, DirectorRig.REAL_MAC, "2001:db8:9::fe"));
        }
        rig.settle();
        rig.toClients();
        rig.toReal();
        return rig;
    }

    /** A client's segment, from a port. */
    public TcpSegment fromClient(final int port, final int sequence, final int acknowledgment, final int flags,
        final String data) {
        return TcpSegment.of(client, port, virtual, 80, sequence, acknowledgment, flags, data);
    }

    /** A real server's segment, to a local port. */
    public TcpSegment fromServer(final int port, final int sequence, final int acknowledgment, final int flags,
        final String data) {
        return TcpSegment.of(server, 8_080, local, port, sequence, acknowledgment, flags, data);
    }
}
