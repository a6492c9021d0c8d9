/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.warmup;

import director.dataplane.address.IpPrefix;
import director.dataplane.configuration.AccessControl;
import director.dataplane.configuration.AccessList;
import director.dataplane.configuration.AccessSettings;
import director.dataplane.configuration.ConnectionTimeouts;
import director.dataplane.configuration.LimitSettings;
import director.dataplane.configuration.RealServerSettings;
import director.dataplane.configuration.ServicePolicy;
import director.dataplane.configuration.ServiceSettings;
import director.dataplane.configuration.SnatSettings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What is rehearsed: services of which no two take the same way through the code, each with as few real servers as show
 * all its ways.
 *
 * @param settings of the warm-up.
 * @param services those of its services.
 * @param targets  where clients send packets for each.
 * @param snat     rules of SNAT, whose hosts are the clients.
 * @param others   where clients send packets for these.
 */
record Repertoire(
    WarmUpSettings settings,
    List<ServiceSettings> services,
    List<Target> targets,
    List<SnatSettings> snat,
    List<Target> others) {
    /** Of each kind in a service. */
    private static final int REAL_SERVERS = 16;
    private static final int LOCAL_ADDRESSES = 4;
    private static final String STRANGERS = "strangers";

    static Repertoire of(final WarmUpSettings settings) {
        final List<ServiceSettings> services = new ArrayList<>();
        final List<Target> targets = new ArrayList<>();
        for (final ServiceSettings service : different(settings.services())) {
            final @Nullable Target target = Target.of(service, settings.packets().marks());
            if (target != null && !service.realServers().isEmpty()) {
                services.add(service);
                targets.add(target);
            }
        }
        final List<SnatSettings> configured = settings.packets().snat();
        final List<SnatSettings> snat = configured.isEmpty() ? List.of()
            : SyntheticOthers.rules(configured, settings.ports().getFirst().name());
        return new Repertoire(
            settings, List.copyOf(services), List.copyOf(targets), snat, SyntheticOthers.targets(snat));
    }

    private static List<ServiceSettings> different(final List<ServiceSettings> services) {
        final Map<String, ServiceSettings> result = new LinkedHashMap<>();
        for (final ServiceSettings service : services) {
            final ServiceSettings fewer = withFewer(service);
            result.putIfAbsent(kind(fewer), fewer);
        }
        return List.copyOf(result.values());
    }

    private static String kind(final ServiceSettings service) {
        final TreeSet<String> ways = new TreeSet<>();
        service.realServers().forEach(server -> ways.add(way(server)));
        return String.join(" ", service.protocol().name(), service.address().version(), service.scheduler(),
            String.valueOf(service.schedulerFlags()), String.valueOf(service.mark() != 0),
            String.valueOf(service.port() == 0), String.valueOf(service.persistence()),
            String.valueOf(service.onePacket()), service.policy().toString(), service.timeouts().toString(),
            service.clientAddress().toString(), ways.toString());
    }

    private static String way(final RealServerSettings server) {
        return server.forwarding() + " " + server.tunnel() + " " + server.address().version() + " " + server.limits();
    }

    /** Some of the local addresses of full NAT: which, makes no difference. */
    static List<IpPrefix> few(final List<IpPrefix> localAddresses) {
        return localAddresses.stream().limit(LOCAL_ADDRESSES)
            .map(prefix -> new IpPrefix(prefix.address(), prefix.address().bits())).toList();
    }

    private static ServiceSettings withFewer(final ServiceSettings service) {
        final Map<String, Integer> seen = new LinkedHashMap<>();
        final List<RealServerSettings> fewer = new ArrayList<>();
        for (final RealServerSettings each : service.realServers()) {
            final RealServerSettings server = each.withLimits(lenient(each.limits()));
            if (server.weight() > 0 && seen.merge(way(server), 1, Integer::sum) <= REAL_SERVERS) {
                fewer.add(server);
            }
        }
        return new ServiceSettings(service.protocol(), service.address(), service.port(), service.mark(),
            service.scheduler(), service.schedulerFlags(), service.persistence(), service.onePacket(), fewer)
            .withLocalAddresses(few(service.localAddresses())).withPolicy(lenient(service.policy()))
            .withTimeouts(shortest(service.timeouts())).withClientAddress(service.clientAddress());
    }

    /** A second where a service says anything, which is as long as connections last in a rehearsal. */
    private static ConnectionTimeouts shortest(final ConnectionTimeouts timeouts) {
        return new ConnectionTimeouts(Math.min(1, timeouts.tcpSeconds()), Math.min(1, timeouts.tcpFinSeconds()),
            Math.min(1, timeouts.udpSeconds()));
    }

    /** Who comes is counted and looked up as it will be, and nobody is refused. */
    private static ServicePolicy lenient(final ServicePolicy policy) {
        return new ServicePolicy(lenient(policy.limits()), lenient(policy.clientLimits()), lenient(policy.access()));
    }

    static LimitSettings lenient(final LimitSettings limits) {
        return new LimitSettings(limits.connections() == 0 ? 0 : Integer.MAX_VALUE,
            limits.rate() == 0 ? 0 : LimitSettings.RATE_MAX, limits.rate() == 0 ? 0 : LimitSettings.RATE_MAX);
    }

    private static AccessSettings lenient(final AccessSettings access) {
        return access.equals(AccessSettings.NONE) ? access : new AccessSettings(List.of(), List.of(STRANGERS));
    }

    /** As lists are used, with prefixes in which no client is. */
    static AccessControl lenient(final AccessControl access) {
        return new AccessControl(List.of(new AccessList(STRANGERS,
            List.of(IpPrefix.parse("192.0.2.0/24"), IpPrefix.parse("2001:db8:ffff::/48")), null, List.of())),
            lenient(access.everyone()));
    }
}
