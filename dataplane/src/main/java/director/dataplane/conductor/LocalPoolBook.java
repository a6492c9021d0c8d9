/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.conductor;

import director.dataplane.address.IpAddress;
import director.dataplane.address.IpPrefix;
import director.dataplane.conductor.VirtualService.RealServer;
import director.dataplane.configuration.ClientAddress;
import director.dataplane.configuration.ForwardingMethod;
import director.dataplane.configuration.PortSettings;
import director.dataplane.localport.FreePorts;
import director.dataplane.localport.LocalAddress;
import director.dataplane.localport.LocalPool;
import director.dataplane.localport.LocalPools;
import director.dataplane.localport.LocalPortCatalogue;
import director.dataplane.localport.PortKind;
import director.dataplane.localport.PortShares;
import director.dataplane.route.RouteChoice;
import director.dataplane.route.RouteTable;
import director.dataplane.snat.SnatRule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The local addresses of full NAT and SNAT with their ports, and which connections come from which of them. An
 * address that is no longer wanted stays until its last connection is over and its ports have rested, so that none of
 * them is used twice if it comes back. From the conductor's thread, but for {@link #catalogue}.
 */
final class LocalPoolBook {
    private final PortShares shares;
    private final List<PortSettings> ports;
    private final RouteChoice routes;
    private final NumberPool numbers = new NumberPool("local addresses", 0, LocalAddress.MOST - 1);
    private final Map<IpAddress, Entry> entries = new LinkedHashMap<>();
    private Map<Integer, Use> uses = Map.of();
    private LocalPools last = LocalPools.NONE;
    private boolean changed;
    private volatile LocalPortCatalogue catalogue = LocalPortCatalogue.NONE;

    LocalPoolBook(final PortShares shares, final List<PortSettings> ports, final RouteTable routes) {
        this.shares = shares;
        this.ports = ports;
        this.routes = new RouteChoice(routes);
    }

    /** What is there, to be looked at by any thread. */
    LocalPortCatalogue catalogue() {
        return catalogue;
    }

    /** The pools for these services and rules: the same as the last ones if nothing of them has changed. */
    LocalPools next(final ServiceState services, final List<SnatRule> snat) {
        final Map<Integer, Use> wanted = new LinkedHashMap<>();
        for (final VirtualService service : services.services().values()) {
            for (final RealServer realServer : service.realServers()) {
                if (realServer.settings().forwarding() == ForwardingMethod.FULL_NAT) {
                    checkVersions(service, realServer);
                    wanted.put(realServer.number(), use(service, realServer));
                } else if (service.clientAddress().isOn()) {
                    throw new ServiceException("real server " + realServer.settings().endpoint() + " of "
                        + service.key() + " has forwarding=" + realServer.settings().forwarding().label()
                        + " beside clientAddress=" + service.clientAddress().form().label()
                        + ", and sees the client's address anyway: use fullnat for it or remove clientAddress");
                }
            }
        }
        for (final SnatRule rule : snat) {
            wanted.put(rule.number(), new Use(LocalPortCatalogue.SNAT + rule.settings().name(),
                rule.settings().everyAddress(), Set.of(PortKind.values())));
        }
        if (!changed && wanted.equals(uses)) {
            return last;
        }
        wanted.values().forEach(use -> use.addresses.forEach(address -> enter(address, use.kinds)));
        uses = wanted;
        last = entries.isEmpty() ? LocalPools.NONE : pools();
        catalogue = list();
        changed = false;
        return last;
    }

    /** Forgets what only a change wanted that was refused before any worker heard of it. */
    void takeBack(final LocalPools published, final ServiceState services, final List<SnatRule> snat) {
        final Set<IpAddress> known = Set.copyOf(published.addresses());
        entries.forEach((address, entry) -> {
            if (!known.contains(address)) {
                numbers.release(entry.index);
            }
        });
        if (entries.keySet().retainAll(known) || last != published) {
            changed = true;
            next(services, snat);
        }
    }

    /** Lets go of what no connection and no service uses any more. Answers whether there was anything. */
    boolean forgetUnused(final long nowNs) {
        final Set<IpAddress> wanted = new LinkedHashSet<>();
        uses.values().forEach(use -> wanted.addAll(use.addresses));
        for (final Iterator<Map.Entry<IpAddress, Entry>> each = entries.entrySet().iterator(); each.hasNext();) {
            final Map.Entry<IpAddress, Entry> entry = each.next();
            if (!wanted.contains(entry.getKey()) && entry.getValue().isOver(nowNs, shares.delaySeconds())) {
                numbers.release(entry.getValue().index);
                each.remove();
                changed = true;
            } else if (wanted.contains(entry.getKey())) {
                entry.getValue().idle = false;
            }
        }
        return changed;
    }

    private static void checkVersions(final VirtualService service, final RealServer realServer) {
        final IpAddress address = realServer.settings().address();
        if (service.clientAddress().form() == ClientAddress.Form.UOA
            && address.ipv6() != service.key().address().ipv6()) {
            throw new ServiceException("real server " + realServer.settings().endpoint() + " of " + service.key()
                + " is of " + address.version() + ", and clientAddress=uoa tells it of clients of that version only:"
                + " remove clientAddress or give the " + service.key().address().version()
                + " address of the real server");
        }
    }

    private Use use(final VirtualService service, final RealServer realServer) {
        final IpAddress address = realServer.settings().address();
        final int route = routes.find(address.wireHigh(), address.wireLow());
        final boolean own = !service.localAddresses().isEmpty();
        final List<IpPrefix> from = own || route == RouteTable.NONE ? service.localAddresses()
            : ports.get(routes.routes().port(route)).localAddresses();
        final List<IpAddress> addresses = from.stream().filter(prefix -> prefix.address().ipv6() == address.ipv6())
            .flatMap(prefix -> prefix.addresses().stream()).toList();
        if (addresses.isEmpty()) {
            throw new ServiceException("real server " + realServer.settings().endpoint() + " of " + service.key()
                + " has no local address of " + address.version()
                + " to come from: give localAddresses to the service");
        }
        final Set<PortKind> kinds = service.key().mark() == 0 ? Set.of(PortKind.of(service.key().protocol()))
            : Set.of(PortKind.TCP, PortKind.UDP, PortKind.SCTP);
        return new Use(service.key().toString(), addresses, kinds);
    }

    private void enter(final IpAddress address, final Set<PortKind> kinds) {
        entries.computeIfAbsent(address, key -> new Entry(numbers.take())).enter(address, kinds, shares);
    }

    private LocalPools pools() {
        final Map<IpAddress, LocalAddress[]> addresses = new HashMap<>();
        entries.forEach((address, entry) -> addresses.put(address, entry.addresses(address, shares.workers())));
        final Map<List<IpAddress>, LocalPool[]> byList = new HashMap<>();
        final Map<Integer, LocalPool[]> byNumber = new HashMap<>();
        uses.forEach((number, use) -> byNumber.put(number, byList.computeIfAbsent(use.addresses, list ->
            IntStream.range(0, shares.workers()).mapToObj(worker -> new LocalPool(
                list.stream().map(addresses::get).map(each -> each[worker]).toList())).toArray(LocalPool[]::new))));
        return new LocalPools(entries.keySet(), byNumber);
    }

    private LocalPortCatalogue list() {
        final Map<IpAddress, Map<PortKind, LocalPortCatalogue.Address>> all = new LinkedHashMap<>();
        entries.forEach((address, entry) -> {
            final Map<PortKind, LocalPortCatalogue.Address> each = new LinkedHashMap<>();
            entry.ports.forEach((kind, workers) -> each.put(kind,
                new LocalPortCatalogue.Address(address, kind, List.of(workers))));
            all.put(address, each);
        });
        final Set<Use> distinct = new LinkedHashSet<>(uses.values());
        final List<LocalPortCatalogue.Pool> pools = new ArrayList<>();
        for (final Use use : distinct) {
            for (final PortKind kind : use.kinds) {
                final List<LocalPortCatalogue.Address> of = new ArrayList<>();
                for (final IpAddress address : use.addresses) {
                    final LocalPortCatalogue.@Nullable Address found =
                        all.getOrDefault(address, Map.of()).get(kind);
                    if (found != null) {
                        of.add(found);
                    }
                }
                pools.add(new LocalPortCatalogue.Pool(use.service, kind, of));
            }
        }
        return new LocalPortCatalogue(all.values().stream().flatMap(each -> each.values().stream()).toList(), pools);
    }

    /** Where the connections to a real server, or those of a rule, come from. */
    private record Use(String service, List<IpAddress> addresses, Set<PortKind> kinds) {
    }

    /** A local address. */
    private static final class Entry {
        private final int index;
        private final Map<PortKind, FreePorts[]> ports = new LinkedHashMap<>();
        private boolean idle;
        private long idleSinceNs;

        Entry(final int index) {
            this.index = index;
        }

        void enter(final IpAddress address, final Set<PortKind> kinds, final PortShares shares) {
            for (final PortKind kind : PortKind.values()) {
                if (kinds.contains(kind)) {
                    ports.computeIfAbsent(kind, key -> shares.of(address, key));
                }
            }
        }

        LocalAddress[] addresses(final IpAddress address, final int workers) {
            return IntStream.range(0, workers).mapToObj(worker -> new LocalAddress(index, address.wireHigh(),
                address.wireLow(), share(PortKind.TCP, worker), share(PortKind.UDP, worker),
                share(PortKind.SCTP, worker), share(PortKind.ICMP, worker))).toArray(LocalAddress[]::new);
        }

        private @Nullable FreePorts share(final PortKind kind, final int worker) {
            final FreePorts @Nullable [] shares = ports.get(kind);
            return shares == null ? null : shares[worker];
        }

        /** Whether no connection has used it for as long as its ports rest. */
        boolean isOver(final long nowNs, final int delaySeconds) {
            final boolean used = ports.values().stream().flatMap(Stream::of).anyMatch(free -> free.used() > 0);
            if (used || !idle) {
                idle = !used;
                idleSinceNs = nowNs;
                return false;
            }
            return nowNs - idleSinceNs > TimeUnit.SECONDS.toNanos(delaySeconds);
        }
    }
}
