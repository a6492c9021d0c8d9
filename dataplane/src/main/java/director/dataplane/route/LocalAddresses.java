/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.route;

import director.dataplane.address.IpAddress;
import director.dataplane.address.IpPrefix;
import director.dataplane.address.PrefixMap;
import director.dataplane.configuration.InterfaceAddress;
import director.dataplane.configuration.PortSettings;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.agrona.collections.IntHashSet;

/**
 * The addresses that are the director's: those of its ports, virtual ones, and whole prefixes of virtual ones.
 * Immutable; from any thread.
 */
public final class LocalAddresses {
    private static final int SINGLE = 0;
    private static final int PART = 1;
    private static final int LIMITED_BROADCAST = -1;
    /** With one or two addresses a prefix has no broadcast address (RFC 3021). */
    private static final int LAST_LENGTH_WITH_BROADCAST = 30;

    private final PrefixMap prefixes;
    private final IntHashSet broadcasts = new IntHashSet();
    private final List<IpAddress> single;

    private LocalAddresses(final List<PortSettings> ports, final Set<IpPrefix> all) {
        final Map<IpPrefix, Integer> numbers = new HashMap<>();
        all.forEach(prefix -> numbers.put(prefix, prefix.length() == prefix.address().bits() ? SINGLE : PART));
        prefixes = new PrefixMap(numbers);
        single = all.stream()
            .filter(prefix -> prefix.length() == prefix.address().bits())
            .map(IpPrefix::address)
            .toList();
        broadcasts.add(LIMITED_BROADCAST);
        for (final PortSettings port : ports) {
            for (final InterfaceAddress own : port.addresses()) {
                addBroadcast(own);
            }
        }
    }

    /**
     * The addresses of ports, and others.
     *
     * @param ports   their addresses are the director's, and their prefixes have broadcast addresses.
     * @param virtual every address of these is the director's, too.
     * @return all of them.
     */
    public static LocalAddresses of(final List<PortSettings> ports, final Collection<IpPrefix> virtual) {
        final List<IpPrefix> all = new ArrayList<>();
        for (final PortSettings port : ports) {
            for (final InterfaceAddress own : port.addresses()) {
                all.add(IpPrefix.of(own.address(), own.address().bits()));
            }
        }
        all.addAll(virtual);
        return new LocalAddresses(ports, new HashSet<>(all));
    }

    /**
     * Whether an address is the director's.
     *
     * @param high wire order, as {@link director.dataplane.address.WireAddress} explains.
     * @param low  wire order.
     * @return false for all others, and for broadcast and multicast.
     */
    public boolean contains(final long high, final long low) {
        return prefixes.find(high, low) != PrefixMap.NONE;
    }

    /**
     * Whether an address is the director's by itself, not only as a part of a prefix.
     *
     * @param high wire order.
     * @param low  wire order.
     * @return true for addresses of ports, of services and for single virtual ones.
     */
    public boolean isSingle(final long high, final long low) {
        return prefixes.find(high, low) == SINGLE;
    }

    /**
     * Whether an IPv4 address means everybody on a link of the director.
     *
     * @param address wire order.
     * @return true for 255.255.255.255 and for the last address of each port's prefix.
     */
    public boolean isBroadcast(final int address) {
        return broadcasts.contains(address);
    }

    /**
     * The addresses that are the director's one by one, and not as a part of a prefix.
     *
     * @return in no particular order.
     */
    public List<IpAddress> single() {
        return single;
    }

    private void addBroadcast(final InterfaceAddress own) {
        if (!own.address().ipv6() && own.prefixLength() <= LAST_LENGTH_WITH_BROADCAST) {
            broadcasts.add(Integer.reverseBytes((int) own.address().low() | -1 >>> own.prefixLength()));
        }
    }
}
