/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.service;

import director.dataplane.address.IpPrefix;
import director.dataplane.configuration.MarkRule;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The firewall mark of a packet: that of the last rule that matches. Immutable; from any thread.
 *
 * <p>Only a packet that no connection takes is marked, so rules are compared one after another.
 */
public final class MarkRules {
    /** No rules: nothing is marked. */
    public static final MarkRules NONE = new MarkRules(new Entry[0]);

    private final Entry[] entries;

    private MarkRules(final Entry[] entries) {
        this.entries = entries;
    }

    /**
     * Rules.
     *
     * @param rules each overrides the ones before it.
     * @param ports places of ports in the configuration by their names, among which are all that rules name.
     * @return the rules as packets need them.
     */
    public static MarkRules of(final List<MarkRule> rules, final Map<String, Integer> ports) {
        return new MarkRules(rules.reversed().stream().map(rule -> Entry.of(rule, ports)).toArray(Entry[]::new));
    }

    /**
     * Whether nothing is ever marked.
     *
     * @return true if there are no rules.
     */
    public boolean isEmpty() {
        return entries.length == 0;
    }

    /**
     * The mark of a packet.
     *
     * @param port            where it arrived, by its place in the configuration.
     * @param ipv6            its version of IP.
     * @param protocol        its transport protocol.
     * @param sourceHigh      wire order.
     * @param sourceLow       wire order.
     * @param destinationHigh wire order.
     * @param destinationLow  wire order.
     * @param destinationPort host order; 0 for protocols without ports.
     * @return the mark, or 0.
     */
    @SuppressWarnings("checkstyle:ParameterNumber")
    public int mark(
        final int port,
        final boolean ipv6,
        final int protocol,
        final long sourceHigh,
        final long sourceLow,
        final long destinationHigh,
        final long destinationLow,
        final int destinationPort) {
        for (final Entry entry : entries) {
            if (entry.ipv6 == ipv6 && entry.isFor(port, protocol, destinationPort)
                && entry.source.contains(sourceHigh, sourceLow)
                && entry.destination.contains(destinationHigh, destinationLow)) {
                return entry.mark;
            }
        }
        return 0;
    }

    private record Entry(
        int mark, boolean ipv6, int port, int protocol, Range source, Range destination, int firstPort, int lastPort) {
        static final int ANY = -1;

        static Entry of(final MarkRule rule, final Map<String, Integer> ports) {
            final String port = rule.port();
            return new Entry(rule.mark(), rule.ipv6(), port == null ? ANY : ports.getOrDefault(port, Integer.MAX_VALUE),
                rule.protocol() == null ? ANY : rule.protocol().number(), Range.of(rule.source()),
                Range.of(rule.destination()), rule.firstPort(), rule.lastPort());
        }

        boolean isFor(final int at, final int number, final int destinationPort) {
            return (port == ANY || port == at) && (protocol == ANY || protocol == number)
                && destinationPort >= firstPort && destinationPort <= lastPort;
        }
    }

    /** Addresses that share some bits, wire order. */
    private record Range(long high, long low, long maskHigh, long maskLow) {
        static Range of(final @Nullable IpPrefix prefix) {
            return prefix == null ? new Range(0, 0, 0, 0) : new Range(prefix.address().wireHigh(),
                prefix.address().wireLow() & prefix.wireMaskLow(), prefix.wireMaskHigh(), prefix.wireMaskLow());
        }

        boolean contains(final long otherHigh, final long otherLow) {
            return (otherHigh & maskHigh) == high && (otherLow & maskLow) == low;
        }
    }
}
