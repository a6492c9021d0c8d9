/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.configuration;

import director.dataplane.address.AddressRange;
import director.dataplane.address.IpAddress;
import director.dataplane.address.IpPrefix;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The rules of full NAT and SNAT: of local addresses, their ports, and who needs them. */
final class LocalAddressRules {
    /** As many as connections can name. */
    static final int ADDRESSES_MAX = 256;
    private static final int BITS_OF_MOST = 8;
    private static final int PORT_MAX = 65_535;
    private static final int LEAST_PORTS_A_WORKER = 64;

    private final DirectorConfiguration configuration;
    private final Problems problems;
    private final Map<IpAddress, String> taken = new HashMap<>();
    private final Set<IpAddress> local = new HashSet<>();

    LocalAddressRules(final DirectorConfiguration configuration, final Problems problems) {
        this.configuration = configuration;
        this.problems = problems;
    }

    void check() {
        checkPorts();
        nameTaken();
        for (int i = 0; i < configuration.ports().size(); i++) {
            checkList("ports[" + i + "].localAddresses", configuration.ports().get(i).localAddresses(), null);
        }
        for (int i = 0; i < configuration.services().size(); i++) {
            final ServiceSettings service = configuration.services().get(i);
            checkList("services[" + i + "].localAddresses", service.localAddresses(), service);
        }
        for (int i = 0; i < configuration.packets().snat().size(); i++) {
            checkRanges("snat[" + i + "].addresses", configuration.packets().snat().get(i).addresses());
        }
        if (local.size() > ADDRESSES_MAX) {
            final String of = configuration.packets().snat().isEmpty() ? "of all ports and services"
                : "of all ports, services and snat rules";
            problems.add("localAddresses", null, of + " together are " + local.size() + " addresses, more than "
                + ADDRESSES_MAX, "give fewer, or share them among services");
        }
        checkRealServers();
    }

    private void checkPorts() {
        final LocalPortSettings ports = configuration.localPorts();
        problems.checkRange("localPorts.reuseDelay", ports.reuseDelaySeconds(), 0,
            LocalPortSettings.MAX_REUSE_DELAY_SECONDS);
        if (problems.concern("localPorts.range")) {
            return;
        }
        final String range = ports.first() + "-" + ports.last();
        final int workers = configuration.workers().cores().size();
        final int least = workers > 1 ? workers * LEAST_PORTS_A_WORKER : 1;
        if (ports.first() < 1 || ports.last() > PORT_MAX || ports.last() < ports.first()) {
            problems.add("localPorts.range", range, "is no range of ports", "give one within 1-" + PORT_MAX
                + ", such as " + LocalPortSettings.DEFAULT_FIRST + "-" + LocalPortSettings.DEFAULT_LAST);
        } else if (ports.last() - ports.first() + 1 < least) {
            problems.add("localPorts.range", range, "has fewer than the " + least + " ports that " + workers
                + " workers share at least", "give more ports, or fewer workers");
        }
    }

    /** Nobody but a local address itself may be where replies go. */
    private void nameTaken() {
        for (int i = 0; i < configuration.ports().size(); i++) {
            final List<InterfaceAddress> own = configuration.ports().get(i).addresses();
            for (int j = 0; j < own.size(); j++) {
                taken.putIfAbsent(own.get(j).address(), "ports[" + i + "].addresses[" + j + "]");
            }
        }
        for (int i = 0; i < configuration.services().size(); i++) {
            final ServiceSettings service = configuration.services().get(i);
            if (service.mark() == 0) {
                taken.putIfAbsent(service.address(), "services[" + i + "].address");
            }
            for (int j = 0; j < service.realServers().size(); j++) {
                taken.putIfAbsent(service.realServers().get(j).address(),
                    "services[" + i + "].realServers[" + j + "].address");
            }
        }
    }

    private void checkList(final String path, final List<IpPrefix> list, final @Nullable ServiceSettings service) {
        final Map<IpAddress, String> seen = new HashMap<>();
        for (int i = 0; i < list.size(); i++) {
            final String at = path + "[" + i + "]";
            if (!problems.concern(at) && !problems.concern(path)) {
                checkEntry(at, list.get(i), service, seen);
            }
        }
    }

    private void checkEntry(
        final String path, final IpPrefix prefix, final @Nullable ServiceSettings service,
        final Map<IpAddress, String> seen) {
        if (prefix.address().bits() - prefix.length() > BITS_OF_MOST) {
            problems.add(path, prefix, "has more than " + ADDRESSES_MAX + " addresses", "give a longer prefix");
            return;
        }
        if (service != null && !isOfUse(service, prefix.address().ipv6())) {
            problems.add(path, prefix, "is of " + prefix.address().version() + ", and " + service.endpoint()
                + " takes " + service.address().version(), "give " + service.address().version() + " addresses");
            return;
        }
        checkAddresses(path, prefix, prefix.addresses(), seen);
    }

    private void checkRanges(final String path, final List<AddressRange> list) {
        final Map<IpAddress, String> seen = new HashMap<>();
        for (int i = 0; i < list.size(); i++) {
            final String at = path + "[" + i + "]";
            final AddressRange range = list.get(i);
            if (problems.concern(at) || problems.concern(path)) {
                continue;
            }
            if (range.hasAtMost(ADDRESSES_MAX)) {
                checkAddresses(at, range, range.addresses(), seen);
            } else {
                problems.add(at, range, "has more than " + ADDRESSES_MAX + " addresses", "give fewer");
            }
        }
    }

    private void checkAddresses(
        final String path, final Object entry, final List<IpAddress> addresses, final Map<IpAddress, String> seen) {
        for (final IpAddress address : addresses) {
            if (!address.isUnicast() || address.isLinkLocal()) {
                problems.add(path, entry, "has " + address + ", which "
                    + (path.startsWith("snat") ? "nobody" : "no real server") + " can answer",
                    "give addresses of one host each that are routed to the director");
                return;
            }
            final @Nullable String other = taken.getOrDefault(address, seen.putIfAbsent(address, path));
            if (other != null) {
                problems.add(path, entry, "has " + address + ", which is already " + other,
                    "give addresses that nothing else uses: their ports are "
                        + (path.startsWith("snat") ? "SNAT's and full NAT's" : "full NAT's") + " alone");
                return;
            }
            local.add(address);
        }
    }

    /** Connections come from addresses of their real server's version; if there is none yet, it may be either. */
    private static boolean isOfUse(final ServiceSettings service, final boolean ipv6) {
        return service.address().ipv6() == ipv6 || service.realServers().isEmpty()
            || service.realServers().stream().anyMatch(server -> server.address().ipv6() == ipv6);
    }

    private void checkRealServers() {
        for (int i = 0; i < configuration.services().size(); i++) {
            final ServiceSettings service = configuration.services().get(i);
            for (int j = 0; j < service.realServers().size(); j++) {
                final RealServerSettings realServer = service.realServers().get(j);
                final String path = "services[" + i + "].realServers[" + j + "]";
                if (realServer.forwarding() == ForwardingMethod.FULL_NAT && !problems.concern(path + ".forwarding")
                    && !problems.concern(path + ".address") && !problems.concern("ports")
                    && !problems.concern("services[" + i + "].localAddresses")) {
                    checkRealServer(path, "services[" + i + "].localAddresses", service, realServer);
                }
            }
        }
    }

    private void checkRealServer(
        final String path, final String listPath, final ServiceSettings service, final RealServerSettings realServer) {
        final String own = taken.getOrDefault(realServer.address(), "");
        if ((own.endsWith(".address") && !own.contains("realServers")) || own.startsWith("ports")) {
            problems.add(path + ".address", realServer.address(), "is the director itself (" + own
                + "), which forwarding=fullnat cannot reach", "use forwarding: nat");
            return;
        }
        final int port = port(realServer.address());
        final List<IpPrefix> list = !service.localAddresses().isEmpty() || port < 0 ? service.localAddresses()
            : configuration.ports().get(port).localAddresses();
        if (list.stream().noneMatch(prefix -> prefix.address().ipv6() == realServer.address().ipv6())) {
            problems.add(path + ".forwarding", ForwardingMethod.FULL_NAT.label(), "has no local address of "
                + realServer.address().version() + " to come from", "give some in " + listPath
                + (port < 0 ? "" : " or in ports[" + port + "].localAddresses"));
        }
    }

    /** The port that leads to an address, -1 if none does: the one with the longest prefix. */
    private int port(final IpAddress address) {
        int longest = -1;
        int found = -1;
        for (int i = 0; i < configuration.ports().size(); i++) {
            final int length = length(configuration.ports().get(i), address);
            if (length > longest) {
                longest = length;
                found = i;
            }
        }
        return found;
    }

    private static int length(final PortSettings port, final IpAddress address) {
        int longest = -1;
        for (final InterfaceAddress own : port.addresses()) {
            longest = own.prefix().contains(address) ? Math.max(longest, own.prefixLength()) : longest;
        }
        for (final Route route : port.allRoutes()) {
            longest = route.to().contains(address) ? Math.max(longest, route.to().length()) : longest;
        }
        return longest;
    }
}
