/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.configuration;

import director.dataplane.address.IpAddress;
import director.dataplane.configuration.ForwardingMethod;
import director.dataplane.configuration.Persistence;
import director.dataplane.configuration.Protocol;
import director.dataplane.configuration.RealServerSettings;
import director.dataplane.configuration.ServiceSettings;
import director.dataplane.configuration.TunnelSettings;
import director.dataplane.ipvsadm.Endpoint;
import director.dataplane.ipvsadm.ServerOptions;
import director.dataplane.ipvsadm.ServiceId;
import director.dataplane.ipvsadm.ServiceOptions;
import director.dataplane.ipvsadm.ServiceProtocol;
import director.dataplane.ipvsadm.Tunnel;
import director.dataplane.service.ServiceKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** From what ipvsadm says to what the director is configured with. From any thread. */
public final class IpvsSettings {
    private IpvsSettings() {
    }

    /**
     * A service.
     *
     * @param service what names it.
     * @param options how it behaves.
     * @return its settings, without real servers.
     */
    public static ServiceSettings service(final ServiceId service, final ServiceOptions options) {
        return new ServiceSettings(protocol(service.protocol()), service.endpoint().address(),
            service.endpoint().port(), service.mark(), options.scheduler(), options.flags(),
            persistence(service, options), options.onePacket(), List.of());
    }

    /**
     * What names a service.
     *
     * @param service as ipvsadm has it.
     * @return as the director has it.
     */
    public static ServiceKey key(final ServiceId service) {
        return service.mark() == 0
            ? new ServiceKey(protocol(service.protocol()), service.endpoint().address(), service.endpoint().port())
            : ServiceKey.ofMark(service.mark(), service.ipv6());
    }

    /**
     * A real server.
     *
     * @param server  where it is.
     * @param options how it is used.
     * @return its settings.
     */
    public static RealServerSettings server(final Endpoint server, final ServerOptions options) {
        return new RealServerSettings(server.address(), server.port(), options.weight(), method(options),
            tunnel(options.tunnel()), options.upper(), options.lower());
    }

    private static @Nullable Persistence persistence(final ServiceId service, final ServiceOptions options) {
        if (!options.persistent()) {
            return null;
        }
        final int length = service.ipv6() ? options.netmask()
            : IpAddress.IPV4_BITS - Integer.numberOfTrailingZeros(options.netmask());
        return new Persistence(options.timeout(), length,
            options.persistenceEngine().isEmpty() ? null : options.persistenceEngine());
    }

    private static Protocol protocol(final ServiceProtocol protocol) {
        return switch (protocol) {
            case TCP -> Protocol.TCP;
            case UDP -> Protocol.UDP;
            case SCTP -> Protocol.SCTP;
        };
    }

    private static ForwardingMethod method(final ServerOptions options) {
        return switch (options.mode()) {
            case MASQUERADE -> ForwardingMethod.NAT;
            case FULL_NAT -> ForwardingMethod.FULL_NAT;
            case TUNNEL -> ForwardingMethod.TUNNEL;
            case DIRECT -> ForwardingMethod.DIRECT_ROUTING;
        };
    }

    private static TunnelSettings tunnel(final Tunnel tunnel) {
        final TunnelSettings.Type type = switch (tunnel.type()) {
            case IPIP -> TunnelSettings.Type.IPIP;
            case GUE -> TunnelSettings.Type.GUE;
            case GRE -> TunnelSettings.Type.GRE;
        };
        final TunnelSettings.Checksum checksum = switch (tunnel.checksum()) {
            case NONE -> TunnelSettings.Checksum.NONE;
            case FULL -> TunnelSettings.Checksum.FULL;
            case REMOTE -> TunnelSettings.Checksum.REMOTE;
        };
        return new TunnelSettings(type, tunnel.port(), checksum);
    }
}
