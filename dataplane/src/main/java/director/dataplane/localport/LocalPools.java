/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.localport;

import director.dataplane.address.IpAddress;
import director.dataplane.address.IpPrefix;
import director.dataplane.address.PrefixMap;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All local addresses of a director, and from which of them connections to which real server come. Immutable; from any
 * thread.
 */
public final class LocalPools {
    /** No full NAT. */
    public static final LocalPools NONE = new LocalPools(List.of(), Map.of());

    private static final LocalPool[] NO_POOL = {};

    private final List<IpAddress> addresses;
    private final PrefixMap known;
    private final LocalPool[][] byDestination;

    /**
     * Pools.
     *
     * @param addresses of the director, also those that only connections of before use.
     * @param pools     by the number of the real server, one for each worker.
     */
    public LocalPools(final Collection<IpAddress> addresses, final Map<Integer, LocalPool[]> pools) {
        this.addresses = List.copyOf(addresses);
        final Map<IpPrefix, Integer> numbers = new HashMap<>();
        addresses.forEach(address -> numbers.put(IpPrefix.of(address, address.bits()), numbers.size()));
        known = new PrefixMap(numbers);
        byDestination = new LocalPool[pools.keySet().stream().mapToInt(number -> number + 1).max().orElse(0)][];
        for (int i = 0; i < byDestination.length; i++) {
            byDestination[i] = pools.getOrDefault(i, NO_POOL);
        }
    }

    /**
     * The addresses.
     *
     * @return all of them.
     */
    public List<IpAddress> addresses() {
        return addresses;
    }

    /**
     * Whether an address is one of them.
     *
     * @param high wire order.
     * @param low  wire order.
     * @return true for one to which only real servers send.
     */
    public boolean contains(final long high, final long low) {
        return !addresses.isEmpty() && known.find(high, low) != PrefixMap.NONE;
    }

    /**
     * The pool for connections to a real server.
     *
     * @param worker      who opens them.
     * @param destination number of the real server.
     * @return null if it is not known to have one.
     */
    public @Nullable LocalPool pool(final int worker, final int destination) {
        return destination < byDestination.length && worker < byDestination[destination].length
            ? byDestination[destination][worker] : null;
    }
}
