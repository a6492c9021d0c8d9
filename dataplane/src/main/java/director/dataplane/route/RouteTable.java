/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.route;

import director.dataplane.address.IpAddress;
import director.dataplane.address.IpPrefix;
import director.dataplane.address.PrefixMap;
import director.dataplane.configuration.InterfaceAddress;
import director.dataplane.configuration.PortSettings;
import director.dataplane.configuration.Route;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where a packet leaves: the longest prefix that contains its destination. Immutable; from any thread.
 *
 * <p>Several routes to one prefix are equal (equal-cost multi-path): {@link #find} answers a number for all of them,
 * from {@link #size} on, and a {@link RouteChoice} chooses one.
 *
 * <p>A look-up costs a probe of a {@link PrefixMap} for each prefix length of that version of IP: three for a director
 * with two networks and a default route, and no more with thousands of routes of the same lengths.
 */
public final class RouteTable {
    /** What {@link #find} answers when no prefix contains the address. */
    public static final int NONE = PrefixMap.NONE;

    private final PrefixMap prefixes;
    private final PrefixMap[] links;
    private final boolean[] hasGateway;
    private final long[] gateways;
    private final long[] sources;
    private final int[] ports;
    private final int[][] equals;

    private RouteTable(final Map<IpPrefix, List<Integer>> routes, final List<Map<IpPrefix, Integer>> onLink,
        final List<Entry> entries) {
        final int count = entries.size();
        final List<int[]> several = new ArrayList<>();
        final Map<IpPrefix, Integer> numbers = new HashMap<>();
        routes.forEach((prefix, to) -> {
            numbers.put(prefix, to.size() == 1 ? to.getFirst() : count + several.size());
            if (to.size() > 1) {
                several.add(to.stream().mapToInt(Integer::intValue).toArray());
            }
        });
        equals = several.toArray(int[][]::new);
        prefixes = new PrefixMap(numbers);
        links = onLink.stream().map(PrefixMap::new).toArray(PrefixMap[]::new);
        hasGateway = new boolean[count];
        gateways = new long[count * 2];
        sources = new long[count * 2];
        ports = new int[count];
        for (int i = 0; i < count; i++) {
            final Entry entry = entries.get(i);
            hasGateway[i] = entry.gateway != null;
            if (entry.gateway != null) {
                gateways[i * 2] = entry.gateway.wireHigh();
                gateways[i * 2 + 1] = entry.gateway.wireLow();
            }
            sources[i * 2] = entry.source.wireHigh();
            sources[i * 2 + 1] = entry.source.wireLow();
            ports[i] = entry.port;
        }
    }

    /**
     * Makes the table: the prefixes of all addresses, all static routes, and a default route for each gateway. A prefix
     * of own addresses needs no router, whatever routes say; of two ports with the same one the earlier is used, so
     * that link-local destinations are sought on the first port that has a link-local address. Routes to the same
     * prefix are equal.
     *
     * @param settings the ports in their order.
     * @return the table.
     */
    public static RouteTable of(final List<PortSettings> settings) {
        final Map<IpPrefix, List<Integer>> routes = new LinkedHashMap<>();
        final List<Map<IpPrefix, Integer>> links = new ArrayList<>();
        final List<Entry> entries = new ArrayList<>();
        for (int port = 0; port < settings.size(); port++) {
            final Map<IpPrefix, Integer> link = new HashMap<>();
            links.add(link);
            for (final InterfaceAddress own : settings.get(port).addresses()) {
                link.putIfAbsent(own.prefix(), entries.size());
                routes.putIfAbsent(own.prefix(), List.of(entries.size()));
                entries.add(new Entry(null, port, own.address()));
            }
        }
        final Set<IpPrefix> onLink = Set.copyOf(routes.keySet());
        for (int port = 0; port < settings.size(); port++) {
            for (final Route route : settings.get(port).allRoutes()) {
                if (!onLink.contains(route.to())) {
                    routes.computeIfAbsent(route.to(), to -> new ArrayList<>()).add(entries.size());
                }
                entries.add(viaGateway(settings.get(port), port, route.via()));
            }
        }
        return new RouteTable(routes, links, entries);
    }

    /**
     * Finds the route to an address, or all equal ones.
     *
     * @param high wire order, as {@link director.dataplane.address.WireAddress} explains.
     * @param low  wire order.
     * @return the number of a route, below {@link #size}; that of several {@link #equal} ones; or {@link #NONE}.
     */
    public int find(final long high, final long low) {
        return prefixes.find(high, low);
    }

    /**
     * Finds the route onto the link of a port, whatever port {@link #find} prefers: to ask for a neighbour there.
     *
     * @param port its place in the configuration.
     * @param high wire order.
     * @param low  wire order.
     * @return its number, or {@link #NONE} if no prefix of the port's own addresses contains the address.
     */
    public int onLink(final int port, final long high, final long low) {
        return links[port].find(high, low);
    }

    /**
     * How many routes there are; their numbers are below it.
     *
     * @return 0 or more.
     */
    public int size() {
        return ports.length;
    }

    /**
     * How many prefixes have several routes; their numbers follow those of routes.
     *
     * @return 0 or more.
     */
    public int severals() {
        return equals.length;
    }

    /**
     * Routes to one prefix.
     *
     * @param several a number from {@link #size} to below {@link #size} + {@link #severals}.
     * @return the numbers of two or more routes, not to be changed.
     */
    int[] equal(final int several) {
        return equals[several - ports.length];
    }

    /**
     * Whether the destination is behind a router.
     *
     * @param route the number of a route.
     * @return false if it is on the link.
     */
    public boolean hasGateway(final int route) {
        return hasGateway[route];
    }

    /**
     * The router to send to.
     *
     * @param route the number of a route, if it {@link #hasGateway}.
     * @return the address's first half, wire order.
     */
    public long gatewayHigh(final int route) {
        return gateways[route * 2];
    }

    /**
     * The router to send to.
     *
     * @param route the number of a route, if it {@link #hasGateway}.
     * @return the address's second half, wire order.
     */
    public long gatewayLow(final int route) {
        return gateways[route * 2 + 1];
    }

    /**
     * The port to leave by.
     *
     * @param route the number of a route.
     * @return its place in the configuration.
     */
    public int port(final int route) {
        return ports[route];
    }

    /**
     * The own address to send from: of the version of IP of the route, and good wherever the route leads.
     *
     * @param route the number of a route.
     * @return the address's first half, wire order.
     */
    public long sourceHigh(final int route) {
        return sources[route * 2];
    }

    /**
     * The own address to send from: of the version of IP of the route, and good wherever the route leads.
     *
     * @param route the number of a route.
     * @return the address's second half, wire order.
     */
    public long sourceLow(final int route) {
        return sources[route * 2 + 1];
    }

    private static Entry viaGateway(final PortSettings settings, final int port, final IpAddress via) {
        final IpAddress near = settings.addresses().stream()
            .filter(own -> own.prefix().contains(via))
            .findFirst()
            .map(InterfaceAddress::address)
            .orElse(via.ipv6() ? IpAddress.ANY6 : IpAddress.ANY);
        return new Entry(via, port, via.isLinkLocal() ? global(settings, near) : near);
    }

    /** A router is often known by its link-local address; what it forwards has to come from another. */
    private static IpAddress global(final PortSettings settings, final IpAddress otherwise) {
        return settings.addresses().stream()
            .map(InterfaceAddress::address)
            .filter(own -> own.ipv6() && !own.isLinkLocal())
            .findFirst()
            .orElse(otherwise);
    }

    /** Where a prefix leads: without a gateway, onto the link. */
    private record Entry(@Nullable IpAddress gateway, int port, IpAddress source) {
    }
}
