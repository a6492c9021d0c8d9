/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.rig;

import director.dataplane.address.AddressRange;
import director.dataplane.configuration.InterfaceAddress;
import director.dataplane.configuration.PacketSettings;
import director.dataplane.configuration.Pmd;
import director.dataplane.configuration.PortSettings;
import director.dataplane.configuration.RealServerSettings;
import director.dataplane.configuration.ServiceSettings;
import director.dataplane.configuration.SnatSettings;
import director.dataplane.service.ServiceKey;
import director.dataplane.warmup.WarmUpSettings;
import java.util.ArrayList;
import java.util.List;

/** What the director of a rig is configured with, so that {@link Traffic} is balanced. Immutable. */
final class RigServices {
    private static final int PREFIX_LENGTH = 16;
    private static final int PREFIX_LENGTH6 = 64;
    private static final String SCHEDULER = "wrr";
    private static final int WARM_UP_SECONDS = 30;

    private final Traffic traffic;

    RigServices(final Traffic traffic) {
        this.traffic = traffic;
    }

    /** The one port. */
    PortSettings port() {
        final int length = traffic.kind().ipv6() ? PREFIX_LENGTH6 : PREFIX_LENGTH;
        return new PortSettings("port", "net_pcap0", null, Pmd.AF_PACKET,
            List.of(new InterfaceAddress(traffic.director().address(), length)), null, null, List.of(),
            PortSettings.DEFAULT_MTU, PortSettings.DEFAULT_DESCRIPTORS, PortSettings.DEFAULT_DESCRIPTORS, false);
    }

    /** None with SNAT. */
    List<ServiceSettings> services() {
        final List<ServiceSettings> services = new ArrayList<>();
        for (int i = 0; i < traffic.services() && !traffic.kind().isSnat(); i++) {
            final End virtual = traffic.virtual(i);
            services.add(new ServiceSettings(
                traffic.kind().protocol(), virtual.address(), virtual.port(), SCHEDULER, 0, realServers(i))
                .withLocalAddresses(traffic.localAddresses()));
        }
        return services;
    }

    /** With SNAT, a rule for all there are. */
    PacketSettings packets() {
        return !traffic.kind().isSnat() ? PacketSettings.INITIAL : PacketSettings.INITIAL.withSnat(List.of(
            new SnatSettings("hosts", List.of(traffic.hosts()), port().name(),
                traffic.localAddresses().stream().map(AddressRange::of).toList())));
    }

    private List<RealServerSettings> realServers(final int service) {
        final List<RealServerSettings> realServers = new ArrayList<>();
        for (int i = service * traffic.serversEach(); i < (service + 1) * traffic.serversEach(); i++) {
            realServers.add(realServer(i, Traffic.weight(i)));
        }
        return realServers;
    }

    RealServerSettings realServer(final int index, final int weight) {
        final End server = traffic.server(index);
        return new RealServerSettings(server.address(), server.port(), weight, traffic.kind().forwarding());
    }

    /** The service of a real server. */
    ServiceKey serviceOf(final int server) {
        final End virtual = traffic.virtual(server / traffic.serversEach());
        return new ServiceKey(traffic.kind().protocol(), virtual.address(), virtual.port());
    }

    /** How a director with this configuration warms up. */
    WarmUpSettings warmUp() {
        return new WarmUpSettings(
            List.of(port()), services(), packets(), RigSettings.BURST, WARM_UP_SECONDS);
    }
}
