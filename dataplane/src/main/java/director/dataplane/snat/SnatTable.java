/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.snat;

import director.dataplane.address.IpPrefix;
import director.dataplane.address.PrefixMap;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All rules of SNAT, found by the port where a packet leaves and its source. Immutable; from any thread. */
public final class SnatTable {
    /** No rules, and no connections of any. */
    public static final SnatTable NONE = new SnatTable(List.of(), List.of(), false);

    private final SnatRule[] rules;
    private final @Nullable PrefixMap[] byPort;
    private final boolean used;

    /**
     * A table.
     *
     * @param rules  all of them.
     * @param places of the ports of the rules, one for each rule.
     * @param used   whether there may be connections, also of rules that are no more.
     */
    public SnatTable(final List<SnatRule> rules, final List<Integer> places, final boolean used) {
        this.rules = rules.toArray(new SnatRule[0]);
        this.used = used;
        final List<Map<IpPrefix, Integer>> prefixes = new ArrayList<>();
        for (int i = 0; i < this.rules.length; i++) {
            final int place = places.get(i);
            while (prefixes.size() <= place) {
                prefixes.add(new HashMap<>());
            }
            for (final IpPrefix source : this.rules[i].settings().sources()) {
                prefixes.get(place).put(source, i);
            }
        }
        byPort = new @Nullable PrefixMap[prefixes.size()];
        for (int place = 0; place < byPort.length; place++) {
            byPort[place] = prefixes.get(place).isEmpty() ? null : new PrefixMap(prefixes.get(place));
        }
    }

    /**
     * The rules.
     *
     * @return in the order of the configuration.
     */
    public List<SnatRule> rules() {
        return List.of(rules);
    }

    /**
     * Whether no packet has to do with SNAT.
     *
     * @return true if there are no rules and no connections of any.
     */
    public boolean isEmpty() {
        return !used;
    }

    /**
     * The rule for packets of a host.
     *
     * @param place of the port where the packet is going to leave.
     * @param high  its source, wire order.
     * @param low   its source, wire order.
     * @return null if it goes as it is.
     */
    public @Nullable SnatRule find(final int place, final long high, final long low) {
        final @Nullable PrefixMap sources = place < byPort.length ? byPort[place] : null;
        final int found = sources == null ? PrefixMap.NONE : sources.find(high, low);
        return found == PrefixMap.NONE ? null : rules[found];
    }
}
