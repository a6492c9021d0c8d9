/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.replay;

import director.dataplane.address.IpAddress;
import director.dataplane.configuration.ForwardingMethod;
import director.dataplane.configuration.Protocol;
import director.dataplane.configuration.RealServerSettings;
import director.dataplane.configuration.ServiceSettings;
import director.dataplane.ipvsadm.Endpoint;
import director.dataplane.ipvsadm.ForwardingMode;
import director.dataplane.ipvsadm.ServerOptions;
import director.dataplane.ipvsadm.ServiceId;
import director.dataplane.ipvsadm.ServiceOptions;
import director.dataplane.ipvsadm.ServiceProtocol;
import director.dataplane.replay.NotSupportedException;
import director.dataplane.service.ServiceKey;
import director.schedulers.SchedulerRegistry;
import java.util.List;

/** What the director can do of what IPVS can. Anything else is a {@link NotSupportedException} that names it. */
final class Supported {
    private static final int MAX_WEIGHT = 65_535;
    private static final SchedulerRegistry SCHEDULERS = SchedulerRegistry.load();

    private Supported() {
    }

    static ServiceSettings service(final ServiceId service, final ServiceOptions options) {
        final ServiceKey key = key(service);
        refuseIf(options.persistent(), "persistence");
        refuseIf(options.onePacket(), "one-packet scheduling");
        refuseIf(!SCHEDULERS.contains(options.scheduler()), "scheduler " + options.scheduler());
        refuseIf(!key.address().isUnicast(), "a service at " + key.address());
        return new ServiceSettings(key.protocol(), key.address(), key.port(), options.scheduler(), options.flags(),
            List.of());
    }

    static ServiceKey key(final ServiceId service) {
        refuseIf(service.mark() != 0, "services of a firewall mark");
        refuseIf(service.protocol() == ServiceProtocol.SCTP, "SCTP");
        refuseIf(service.ipv6(), "IPv6");
        return new ServiceKey(service.protocol() == ServiceProtocol.TCP ? Protocol.TCP : Protocol.UDP,
            address(service.endpoint()), service.endpoint().port());
    }

    static RealServerSettings server(final Endpoint server, final ServerOptions options) {
        final IpAddress address = address(server);
        refuseIf(options.mode() == ForwardingMode.DIRECT, "direct routing");
        refuseIf(options.mode() == ForwardingMode.TUNNEL, "tunnelling");
        refuseIf(options.upper() != 0 || options.lower() != 0, "thresholds");
        refuseIf(options.weight() > MAX_WEIGHT, "weights above " + MAX_WEIGHT);
        refuseIf(server.port() == 0, "port 0 of a real server");
        refuseIf(!address.isUnicast(), "a real server at " + address);
        return new RealServerSettings(address, server.port(), options.weight(), ForwardingMethod.NAT);
    }

    static IpAddress address(final Endpoint endpoint) {
        refuseIf(endpoint.address().ipv6(), "IPv6");
        return IpAddress.ipv4((int) endpoint.address().low());
    }

    private static void refuseIf(final boolean missing, final String what) {
        if (missing) {
            throw new NotSupportedException(what);
        }
    }
}
