/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.ipvsadm;

import director.dataplane.address.IpAddress;
import director.dataplane.configuration.ForwardingMethod;
import director.dataplane.configuration.Persistence;
import director.dataplane.configuration.Protocol;
import director.dataplane.configuration.RealServerSettings;
import director.dataplane.configuration.ServiceSettings;
import director.dataplane.configuration.TunnelSettings;
import director.dataplane.ipvsadm.Endpoint;
import director.dataplane.ipvsadm.ForwardingMode;
import director.dataplane.ipvsadm.ServerOptions;
import director.dataplane.ipvsadm.ServerView;
import director.dataplane.ipvsadm.ServiceId;
import director.dataplane.ipvsadm.ServiceOptions;
import director.dataplane.ipvsadm.ServiceProtocol;
import director.dataplane.ipvsadm.ServiceView;
import director.dataplane.ipvsadm.Statistics;
import director.dataplane.ipvsadm.Tunnel;

/** What the director is configured with, as ipvsadm would say it: the way back from {@code IpvsSettings}. */
final class IpvsViews {
    private IpvsViews() {
    }

    /** A service and its real servers as they are configured, with no figures. */
    static ServiceView view(final ServiceSettings settings) {
        final ServiceId id = settings.mark() == 0
            ? ServiceId.of(protocol(settings.protocol()), new Endpoint(settings.address(), settings.port()))
            : ServiceId.ofMark(settings.mark(), settings.address().ipv6());
        return new ServiceView(id, options(settings), Statistics.ZERO, Statistics.ZERO,
            settings.realServers().reversed().stream().map(server -> view(server, settings)).toList());
    }

    private static ServiceOptions options(final ServiceSettings settings) {
        final Persistence persistence = settings.persistence();
        final boolean ipv6 = settings.address().ipv6();
        if (persistence == null) {
            return new ServiceOptions(settings.scheduler(), settings.schedulerFlags(), settings.onePacket(), false, 0,
                ipv6 ? ServiceOptions.WHOLE_IPV6 : ServiceOptions.WHOLE_IPV4, "");
        }
        final int length = persistence.prefixLength();
        final int mask = length == 0 ? 0 : -1 << (IpAddress.IPV4_BITS - length);
        return new ServiceOptions(settings.scheduler(), settings.schedulerFlags(), settings.onePacket(), true,
            persistence.timeoutSeconds(), ipv6 ? length : mask,
            persistence.engine() == null ? "" : persistence.engine());
    }

    /** Packets that are not rewritten reach the port that the client knows, whatever the file says. */
    private static ServerView view(final RealServerSettings settings, final ServiceSettings service) {
        final int port = settings.forwarding().isTranslation() ? settings.port() : service.port();
        return new ServerView(new Endpoint(settings.address(), port),
            new ServerOptions(mode(settings.forwarding()), tunnel(settings.tunnel()), settings.weight(),
                settings.upperThreshold(), settings.lowerThreshold()),
            0, 0, 0, Statistics.ZERO, Statistics.ZERO);
    }

    private static ServiceProtocol protocol(final Protocol protocol) {
        return switch (protocol) {
            case TCP -> ServiceProtocol.TCP;
            case UDP -> ServiceProtocol.UDP;
            case SCTP -> ServiceProtocol.SCTP;
        };
    }

    private static ForwardingMode mode(final ForwardingMethod method) {
        return switch (method) {
            case NAT -> ForwardingMode.MASQUERADE;
            case FULL_NAT -> ForwardingMode.FULL_NAT;
            case TUNNEL -> ForwardingMode.TUNNEL;
            case DIRECT_ROUTING -> ForwardingMode.DIRECT;
        };
    }

    private static Tunnel tunnel(final TunnelSettings tunnel) {
        final Tunnel.Type type = switch (tunnel.type()) {
            case IPIP -> Tunnel.Type.IPIP;
            case GUE -> Tunnel.Type.GUE;
            case GRE -> Tunnel.Type.GRE;
        };
        final Tunnel.Checksum checksum = switch (tunnel.checksum()) {
            case NONE -> Tunnel.Checksum.NONE;
            case FULL -> Tunnel.Checksum.FULL;
            case REMOTE -> Tunnel.Checksum.REMOTE;
        };
        return new Tunnel(type, tunnel.port(), checksum);
    }
}
