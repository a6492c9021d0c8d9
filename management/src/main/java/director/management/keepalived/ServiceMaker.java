/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.keepalived;

import director.dataplane.address.IpAddress;
import director.dataplane.configuration.Protocol;
import director.dataplane.configuration.RealServerSettings;
import director.dataplane.configuration.ServiceSettings;
import director.dataplane.service.RealServerKey;
import director.dataplane.service.ServiceKey;
import director.management.health.settings.FailureAction;
import director.management.health.settings.FlapSettings;
import director.management.health.settings.NotifySettings;
import director.management.health.settings.QuorumSettings;
import director.management.health.settings.RealServerHealth;
import director.management.health.settings.ServiceHealth;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes services of what a block says, one for each address or mark that it is for. For one block. */
final class ServiceMaker {
    private final VirtualServer server;
    private final List<RealServerReader> realServers;
    private final Notes notes;

    ServiceMaker(final VirtualServer server, final List<RealServerReader> realServers, final Notes notes) {
        this.server = server;
        this.realServers = realServers;
        this.notes = notes;
        realServers.stream().filter(each -> each.isAlpha() != server.defaults.alpha).forEach(each ->
            notes.add(each.block(), "alpha holds for all real servers of a service or none: that of the virtual server "
                + "is taken"));
    }

    ServiceSettings service(final Target target) {
        final IpAddress address = target.address();
        final boolean ipv6 = address == null ? isIpv6() : address.ipv6();
        final List<RealServerSettings> all = new ArrayList<>();
        realServers.forEach(each -> all.add(each.settings(target.port())));
        final RealServerSettings sorry = sorry(target.port());
        if (sorry != null) {
            all.add(sorry);
        }
        // A mark takes all protocols.
        final Protocol protocol = target.mark() == 0 ? server.protocol : Protocol.TCP;
        return new ServiceSettings(protocol, address != null ? address : ipv6 ? IpAddress.ANY6 : IpAddress.ANY,
            target.port(), target.mark(), server.scheduler, server.flags, server.persistence(ipv6), server.onePacket,
            all);
    }

    ServiceHealth health(final ServiceSettings service) {
        final boolean inhibit = server.defaults.inhibit;
        final List<RealServerHealth> all = new ArrayList<>();
        realServers.forEach(each -> all.add(each.health(service.port(), inhibit)));
        final RealServerSettings sorry = sorry(service.port());
        if (sorry != null) {
            all.add(new RealServerHealth(RealServerKey.of(sorry), true, null, null, null, null));
        }
        return new ServiceHealth(ServiceKey.of(service), List.of(), !server.defaults.alpha,
            inhibit ? FailureAction.INHIBIT : FailureAction.REMOVE, NotifySettings.NONE,
            new QuorumSettings(server.quorum, server.hysteresis,
                new NotifySettings(server.quorumUp, server.quorumDown)),
            // keepalived does not keep real servers away that come and go.
            new FlapSettings(0, FlapSettings.DEFAULT.maxDoublings()), all);
    }

    private @Nullable RealServerSettings sorry(final int servicePort) {
        final Statement statement = server.sorry;
        if (statement == null) {
            return null;
        }
        final Arguments arguments = new Arguments(notes);
        final IpAddress address = arguments.address(statement, 0);
        return address == null ? null : new RealServerSettings(address,
            statement.argument(1).isEmpty() ? servicePort : arguments.number(statement, 1, servicePort),
            RealServerSettings.DEFAULT_WEIGHT, server.sorryMethod == null ? server.method : server.sorryMethod,
            server.tunnel, 0, 0);
    }

    /** What a mark does not say, its real servers do. */
    private boolean isIpv6() {
        return server.ipv6
            || (!realServers.isEmpty() && realServers.stream().allMatch(each -> each.settings(0).address().ipv6()));
    }
}
