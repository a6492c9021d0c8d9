/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.route;

import director.dataplane.address.IpAddress;
import director.dataplane.address.IpPrefix;
import director.dataplane.address.WireAddress;
import director.dataplane.configuration.InterfaceAddress;
import director.dataplane.configuration.PortSettings;
import director.dataplane.configuration.Route;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Where an IPv4 packet leaves: the longest prefix that contains its destination. Immutable; from any thread.
 *
 * <p>A director has a handful of routes, so they are compared one after another, longest first.
 */
public final class RouteTable {
    /** What {@link #find} answers when no prefix contains the address. */
    public static final int NONE = -1;

    private final int[] networks;
    private final int[] masks;
    private final int[] gateways;
    private final int[] ports;
    private final int[] sources;

    private RouteTable(final List<Entry> entries) {
        final List<Entry> sorted = new ArrayList<>(entries);
        sorted.sort(Comparator.comparingInt((Entry entry) -> -entry.prefix.length()));
        final int count = sorted.size();
        networks = new int[count];
        masks = new int[count];
        gateways = new int[count];
        ports = new int[count];
        sources = new int[count];
        for (int i = 0; i < count; i++) {
            final Entry entry = sorted.get(i);
            networks[i] = Integer.reverseBytes((int) entry.prefix.address().low());
            masks[i] = WireAddress.ipv4(entry.prefix.wireMaskLow());
            gateways[i] = Integer.reverseBytes(entry.gateway);
            ports[i] = entry.port;
            sources[i] = Integer.reverseBytes(entry.source);
        }
    }

    /**
     * Makes the table: the prefixes of all addresses, all static routes, and a default route for each gateway. Of equal
     * prefixes the one of the earlier port is used.
     *
     * @param settings the ports in their order.
     * @return the table.
     */
    public static RouteTable of(final List<PortSettings> settings) {
        final List<Entry> entries = new ArrayList<>();
        for (int port = 0; port < settings.size(); port++) {
            final PortSettings of = settings.get(port);
            for (final InterfaceAddress own : of.addresses()) {
                entries.add(new Entry(own.prefix(), 0, port, (int) own.address().low()));
            }
            for (final Route route : of.routes()) {
                entries.add(viaGateway(of, port, route.to(), route.via()));
            }
            final IpAddress gateway = of.gateway();
            if (gateway != null) {
                entries.add(viaGateway(of, port, new IpPrefix(IpAddress.ANY, 0), gateway));
            }
        }
        return new RouteTable(entries);
    }

    /**
     * Finds the route to an address.
     *
     * @param address wire order.
     * @return its number, or {@link #NONE}.
     */
    public int find(final int address) {
        final int[] network = networks;
        final int[] mask = masks;
        for (int i = 0; i < network.length && i < mask.length; i++) {
            if ((address & mask[i]) == network[i]) {
                return i;
            }
        }
        return NONE;
    }

    /**
     * How many routes there are.
     *
     * @return 0 or more.
     */
    public int size() {
        return networks.length;
    }

    /**
     * The router to send to.
     *
     * @param route what {@link #find} answered.
     * @return wire order, or 0 if the destination is on the link.
     */
    public int gateway(final int route) {
        return gateways[route];
    }

    /**
     * The port to leave by.
     *
     * @param route what {@link #find} answered.
     * @return its place in the configuration.
     */
    public int port(final int route) {
        return ports[route];
    }

    /**
     * The own address to ask from.
     *
     * @param route what {@link #find} answered.
     * @return wire order.
     */
    public int source(final int route) {
        return sources[route];
    }

    private static Entry viaGateway(
        final PortSettings settings,
        final int port,
        final IpPrefix to,
        final IpAddress via) {
        final int source = settings.addresses().stream()
            .filter(own -> own.prefix().contains(via))
            .findFirst()
            .map(own -> (int) own.address().low())
            .orElse(0);
        return new Entry(to, (int) via.low(), port, source);
    }

    /** A prefix and where it leads, in host order; gateway 0 means on the link. */
    private record Entry(IpPrefix prefix, int gateway, int port, int source) {
    }
}
