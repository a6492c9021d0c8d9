/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.snat;

import director.dataplane.address.IpPrefix;
import director.dataplane.address.PrefixMap;
import director.dataplane.configuration.SnatSettings;
import director.dataplane.header.Icmpv6;
import director.dataplane.header.Ipv4;
import director.dataplane.policy.ServiceLimits;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A rule of SNAT as the packet path sees it. Immutable but for what is used of its limits; from any thread.
 */
public final class SnatRule {
    private final int number;
    private final SnatSettings settings;
    private final ServiceLimits limits;
    private final PrefixMap except;
    private final boolean hasExceptions;

    /**
     * A rule.
     *
     * @param number   by which connections and counters know it, as they know real servers: 0 to 65,534.
     * @param settings as configured.
     * @param limits   and what is used of them.
     */
    public SnatRule(final int number, final SnatSettings settings, final ServiceLimits limits) {
        this.number = number;
        this.settings = settings;
        this.limits = limits;
        this.hasExceptions = !settings.except().isEmpty();
        this.except = prefixes(settings.except());
    }

    /**
     * By which connections, counters and pools of ports know the rule.
     *
     * @return as given.
     */
    public int number() {
        return number;
    }

    /**
     * As configured.
     *
     * @return as given.
     */
    public SnatSettings settings() {
        return settings;
    }

    /**
     * How many connections there may be.
     *
     * @return with what is used of it.
     */
    public ServiceLimits limits() {
        return limits;
    }

    /**
     * Whether packets to an address go as they are.
     *
     * @param high wire order.
     * @param low  wire order.
     * @return true for an exception.
     */
    public boolean spares(final long high, final long low) {
        return hasExceptions && except.find(high, low) != PrefixMap.NONE;
    }

    /**
     * How long a connection lives without a packet while it is established, or has no state.
     *
     * @param protocol its number.
     * @return seconds; 0 for what holds for all.
     */
    public int timeoutSeconds(final int protocol) {
        return switch (protocol) {
            case Ipv4.TCP -> settings.timeouts().tcpSeconds();
            case Ipv4.UDP -> settings.timeouts().udpSeconds();
            case Ipv4.ICMP, Icmpv6.PROTOCOL -> settings.timeouts().icmpSeconds();
            default -> 0;
        };
    }

    /**
     * The same after a FIN.
     *
     * @param protocol its number.
     * @return seconds; 0 for a protocol without.
     */
    public int finTimeoutSeconds(final int protocol) {
        return protocol == Ipv4.TCP ? settings.timeouts().tcpFinSeconds() : 0;
    }

    private static PrefixMap prefixes(final List<IpPrefix> list) {
        final Map<IpPrefix, Integer> numbers = new HashMap<>();
        list.forEach(prefix -> numbers.put(prefix, 0));
        return new PrefixMap(numbers);
    }
}
