/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.fuzz;

import director.dataplane.address.AddressRange;
import director.dataplane.address.IpAddress;
import director.dataplane.address.IpPrefix;
import director.dataplane.conductor.Change;
import director.dataplane.configuration.AccessSettings;
import director.dataplane.configuration.ClientAddress;
import director.dataplane.configuration.ClientAddress.Form;
import director.dataplane.configuration.ForwardingMethod;
import director.dataplane.configuration.LimitSettings;
import director.dataplane.configuration.Protocol;
import director.dataplane.configuration.RealServerSettings;
import director.dataplane.configuration.ServicePolicy;
import director.dataplane.configuration.ServiceSettings;
import director.dataplane.configuration.SnatSettings;
import director.dataplane.replay.ReplayDirector;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** What {@code ipvsadm} has no words for: full NAT in all its forms, also between versions of IP, limits, and SNAT. */
final class Translations {
    private static final List<Ends> ENDS = List.of(
        new Ends("10.0.0.106", "10.9.0.200", "10.9.0.1"), new Ends("10.0.0.107", "fd09::200", "fd09::1"),
        new Ends("fd00::106", "fd09::200", "fd09::1"), new Ends("fd00::107", "10.9.0.200", "10.9.0.1"));
    private static final List<Kind> KINDS = List.of(
        new Kind(Protocol.TCP, 80, Form.NONE), new Kind(Protocol.UDP, 53, Form.NONE),
        new Kind(Protocol.SCTP, 9, Form.NONE), new Kind(Protocol.TCP, 53, Form.PROXY_V1),
        new Kind(Protocol.TCP, 99, Form.PROXY_V2), new Kind(Protocol.TCP, 8_080, Form.TOA),
        new Kind(Protocol.UDP, 80, Form.UOA));
    private static final ServicePolicy FEW =
        new ServicePolicy(new LimitSettings(20, 50, 10), new LimitSettings(8, 20, 5), AccessSettings.NONE);
    private static final List<SnatSettings> RULES = List.of(
        rule("ipv4", "10.9.0.0/16", "10.0.0.250"), rule("ipv6", "fd09::/64", "fd00::250"));

    private Translations() {
    }

    /** Where connections of full NAT begin, what they come from on the other side, and where they end. */
    private record Ends(String virtual, String local, String server) {
        /** Options of TCP and UDP tell of clients of the real server's version of IP only. */
        boolean take(final Kind kind) {
            return (kind.form != Form.TOA && kind.form != Form.UOA)
                || IpAddress.parse(virtual).ipv6() == IpAddress.parse(server).ipv6();
        }
    }

    private record Kind(Protocol protocol, int port, Form form) {
    }

    /** Adds services of every kind between all ends, one of each with limits, and maybe rules of SNAT. */
    static void configure(final ReplayDirector director, final SplittableRandom random) {
        for (final Ends ends : ENDS) {
            director.addVip(ends.virtual);
            KINDS.stream().filter(ends::take).forEach(kind -> add(director, service(ends, kind)));
            add(director, service(ends, new Kind(Protocol.TCP, 9, Form.NONE)).withPolicy(FEW));
        }
        if (random.nextBoolean()) {
            director.change(proxy -> proxy.apply(List.of(new Change.SetSnat(RULES))));
        }
    }

    private static void add(final ReplayDirector director, final ServiceSettings service) {
        director.change(proxy -> proxy.addService(service));
    }

    private static ServiceSettings service(final Ends ends, final Kind kind) {
        final List<RealServerSettings> servers = IntStream.of(kind.port, 8_080).distinct()
            .mapToObj(port -> new RealServerSettings(IpAddress.parse(ends.server), port,
                RealServerSettings.DEFAULT_WEIGHT, ForwardingMethod.FULL_NAT)).toList();
        return new ServiceSettings(kind.protocol, IpAddress.parse(ends.virtual), kind.port, "rr", 0, servers)
            .withLocalAddresses(List.of(IpPrefix.parse(ends.local)))
            .withClientAddress(new ClientAddress(kind.form));
    }

    private static SnatSettings rule(final String name, final String sources, final String address) {
        return new SnatSettings(
            name, List.of(IpPrefix.parse(sources)), "client", List.of(AddressRange.parse(address)));
    }
}
