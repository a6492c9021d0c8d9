/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.service;

import java.util.Collection;
import org.agrona.collections.Int2ObjectHashMap;
import org.jspecify.annotations.Nullable;

/**
 * From protocol, address and port, or from a firewall mark, to a virtual service. Immutable; from any thread. Only
 * packets that no connection takes look here.
 *
 * <p>Open addressing, at most half full; an entry is two words of the address, and port and protocol in one number.
 */
public final class ServiceTable {
    private static final long MULTIPLIER = 0x9E37_79B9_7F4A_7C15L;
    private static final int MIN_SLOTS = 8;

    private final long[] highs;
    private final long[] lows;
    private final int[] ports;
    private final @Nullable Service[] services;
    private final Int2ObjectHashMap<Service> marks = new Int2ObjectHashMap<>();
    private final Int2ObjectHashMap<Service> marks6 = new Int2ObjectHashMap<>();
    private final int size;

    /**
     * The table.
     *
     * @param all services, each with a key of its own.
     */
    public ServiceTable(final Collection<Service> all) {
        final int slots = Integer.highestOneBit(Math.max(MIN_SLOTS, all.size()) * 2 - 1) * 2;
        highs = new long[slots];
        lows = new long[slots];
        ports = new int[slots];
        services = new @Nullable Service[slots];
        size = all.size();
        all.forEach(this::put);
    }

    /**
     * Whether there is any service.
     *
     * @return true if there is none, so that the director is a host and a router only.
     */
    public boolean isEmpty() {
        return size == 0;
    }

    /**
     * Finds the service of a firewall mark.
     *
     * @param mark unsigned; 0 has none.
     * @param ipv6 version of the packet.
     * @return null if there is none.
     */
    public @Nullable Service findMark(final int mark, final boolean ipv6) {
        return (ipv6 ? marks6 : marks).get(mark);
    }

    /**
     * Finds the service of an address: that of the port, or else that of all ports.
     *
     * @param protocol protocol number of the IP header.
     * @param high     wire order.
     * @param low      wire order.
     * @param port     wire order.
     * @return null if there is none.
     */
    public @Nullable Service find(final int protocol, final long high, final long low, final int port) {
        final @Nullable Service exact = lookUp(protocol, high, low, port);
        return exact == null ? lookUp(protocol, high, low, 0) : exact;
    }

    private @Nullable Service lookUp(final int protocol, final long high, final long low, final int port) {
        final int mask = services.length - 1;
        final int number = number(protocol, port);
        int index = index(number, high, low) & mask;
        while (true) {
            final Service service = services[index];
            if (service == null || (ports[index] == number && lows[index] == low && highs[index] == high)) {
                return service;
            }
            index = (index + 1) & mask;
        }
    }

    private void put(final Service service) {
        final ServiceKey key = service.key();
        if (key.mark() != 0) {
            (key.address().ipv6() ? marks6 : marks).put(key.mark(), service);
            return;
        }
        final long high = key.address().wireHigh();
        final long low = key.address().wireLow();
        final int number = number(key.protocol().number(), service.wirePort());
        final int mask = services.length - 1;
        int index = index(number, high, low) & mask;
        while (services[index] != null) {
            index = (index + 1) & mask;
        }
        highs[index] = high;
        lows[index] = low;
        ports[index] = number;
        services[index] = service;
    }

    private static int number(final int protocol, final int port) {
        return protocol << Character.SIZE | port;
    }

    private static int index(final int number, final long high, final long low) {
        final long mixed = (((high * MULTIPLIER) ^ low) * MULTIPLIER ^ number) * MULTIPLIER;
        return (int) (mixed >>> Integer.SIZE);
    }
}
