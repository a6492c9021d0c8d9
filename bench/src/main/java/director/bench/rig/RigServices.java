/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.rig;

import director.dataplane.address.AddressRange;
import director.dataplane.address.IpAddress;
import director.dataplane.address.IpPrefix;
import director.dataplane.configuration.AccessSettings;
import director.dataplane.configuration.ClientAddress;
import director.dataplane.configuration.InterfaceAddress;
import director.dataplane.configuration.LimitSettings;
import director.dataplane.configuration.MarkRule;
import director.dataplane.configuration.PacketSettings;
import director.dataplane.configuration.Pmd;
import director.dataplane.configuration.PortSettings;
import director.dataplane.configuration.RealServerSettings;
import director.dataplane.configuration.ServicePolicy;
import director.dataplane.configuration.ServiceSettings;
import director.dataplane.configuration.SnatSettings;
import director.dataplane.configuration.SubInterface;
import director.dataplane.service.ServiceKey;
import director.dataplane.warmup.WarmUpSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** What the director of a rig is configured with, so that {@link Traffic} is balanced. Immutable. */
final class RigServices {
    private static final int PREFIX_LENGTH = 16;
    private static final int PREFIX_LENGTH6 = 64;
    private static final String SCHEDULER = "wrr";
    private static final int WARM_UP_SECONDS = 30;
    /** More connections, and faster, than in any case. */
    private static final LimitSettings LIMITS =
        new LimitSettings(1 << 30, LimitSettings.RATE_MAX, LimitSettings.RATE_MAX);

    private final Traffic traffic;

    RigServices(final Traffic traffic) {
        this.traffic = traffic;
    }

    /** The one port, and its VLANs if there are such. */
    List<PortSettings> ports() {
        if (!traffic.kind().hasVlans()) {
            return List.of(port(List.of(address(traffic.director().address()))));
        }
        return List.of(port(List.of()),
            vlan("clients", Tag.CLIENTS, List.of()),
            vlan("servers", Tag.SERVERS, List.of(address(traffic.director().address()))));
    }

    private static PortSettings vlan(final String name, final int vlan, final List<InterfaceAddress> addresses) {
        return PortSettings.vlan(name, new SubInterface("port", vlan, SubInterface.NONE), addresses, null, null,
            List.of(), PortSettings.DEFAULT_MTU);
    }

    private PortSettings port(final List<InterfaceAddress> addresses) {
        final IpAddress gateway = traffic.router().address();
        final boolean routed = traffic.kind().isAnswered();
        return new PortSettings("port", "net_pcap0", null, Pmd.AF_PACKET, addresses,
            routed && !gateway.ipv6() ? gateway : null, routed && gateway.ipv6() ? gateway : null, List.of(),
            PortSettings.DEFAULT_MTU, PortSettings.DEFAULT_DESCRIPTORS, PortSettings.DEFAULT_DESCRIPTORS, false);
    }

    private static InterfaceAddress address(final IpAddress own) {
        return new InterfaceAddress(own, own.ipv6() ? PREFIX_LENGTH6 : PREFIX_LENGTH);
    }

    /** None with SNAT. */
    List<ServiceSettings> services() {
        final List<ServiceSettings> services = new ArrayList<>();
        for (int i = 0; i < traffic.services() && !traffic.kind().isSnat(); i++) {
            services.add(service(i)
                .withLocalAddresses(traffic.localAddresses())
                .withClientAddress(new ClientAddress(traffic.kind().method().told()))
                .withPolicy(new ServicePolicy(limits(), limits(), AccessSettings.NONE)));
        }
        return services;
    }

    private ServiceSettings service(final int index) {
        final ServiceKey key = key(index);
        return new ServiceSettings(key.protocol(), key.address(), key.port(), key.mark(), SCHEDULER, 0, null, false,
            realServers(index));
    }

    private ServiceKey key(final int service) {
        final End virtual = traffic.virtual(service);
        return traffic.kind().isMarked() ? ServiceKey.ofMark(service + 1, traffic.kind().ipv6())
            : new ServiceKey(traffic.kind().protocol(), virtual.address(), virtual.port());
    }

    private LimitSettings limits() {
        return traffic.kind().method() == Method.LIMITS ? LIMITS : LimitSettings.NONE;
    }

    /** With SNAT, a rule for all there are; with firewall marks, one for each service. */
    PacketSettings packets() {
        if (traffic.kind().isMarked()) {
            return PacketSettings.INITIAL.withMarks(
                IntStream.range(0, traffic.services()).mapToObj(this::mark).toList());
        }
        return !traffic.kind().isSnat() ? PacketSettings.INITIAL : PacketSettings.INITIAL.withSnat(List.of(
            new SnatSettings("hosts", List.of(traffic.hosts()), ports().getFirst().name(),
                traffic.localAddresses().stream().map(AddressRange::of).toList())));
    }

    private MarkRule mark(final int service) {
        final End virtual = traffic.virtual(service);
        return new MarkRule(service + 1, traffic.kind().ipv6(), null, traffic.kind().protocol(), null,
            IpPrefix.of(virtual.address(), virtual.address().ipv6() ? Long.SIZE * 2 : Integer.SIZE), virtual.port(),
            virtual.port());
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
        return new RealServerSettings(
            server.address(), server.port(), weight, traffic.kind().method().forwarding()).withLimits(limits());
    }

    /** The service of a real server. */
    ServiceKey serviceOf(final int server) {
        return key(server / traffic.serversEach());
    }

    /** How a director with this configuration warms up. */
    WarmUpSettings warmUp() {
        return new WarmUpSettings(
            ports(), services(), packets(), RigSettings.BURST, WARM_UP_SECONDS);
    }
}
