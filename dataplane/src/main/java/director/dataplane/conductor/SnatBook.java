/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.conductor;

import director.dataplane.configuration.AccessSettings;
import director.dataplane.configuration.LimitSettings;
import director.dataplane.configuration.ServicePolicy;
import director.dataplane.configuration.SnatSettings;
import director.dataplane.policy.Limits;
import director.dataplane.policy.ServiceLimits;
import director.dataplane.policy.ServiceUse;
import director.dataplane.snat.SnatRule;
import director.dataplane.snat.SnatTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The rules of SNAT, and the numbers by which connections know them, which they have in common with real servers. A
 * rule that is no more keeps its number until no connection uses it; if one of that name comes back before, it has its
 * connections again. From the conductor's thread, but for {@link #table}.
 */
final class SnatBook {
    private final ServiceBook book;
    private final NetworkBook network;
    private final Limits limits;
    private final Map<String, Entry> entries = new HashMap<>();
    private List<SnatSettings> known = List.of();
    private boolean changed;
    private volatile SnatTable table = SnatTable.NONE;

    SnatBook(final ServiceBook book, final NetworkBook network, final Limits limits) {
        this.book = book;
        this.network = network;
        this.limits = limits;
    }

    /** The rules of the moment, to be looked at by any thread. */
    SnatTable table() {
        return table;
    }

    /** The rules that are configured now: the same table as the last one if nothing has changed. */
    SnatTable next() {
        final List<SnatSettings> wanted = network.snat();
        if (!changed && wanted.equals(known)) {
            return table;
        }
        final List<SnatRule> rules = new ArrayList<>();
        final List<Integer> places = new ArrayList<>();
        for (final SnatSettings settings : wanted) {
            final Entry entry = entries.computeIfAbsent(settings.name(), name -> enter());
            rules.add(new SnatRule(entry.number, settings, ServiceLimits.of(
                new ServicePolicy(settings.limits(), settings.clientLimits(), AccessSettings.NONE), entry.use)));
            places.add(network.place(settings.port()));
        }
        known = wanted;
        changed = false;
        table = entries.isEmpty() ? SnatTable.NONE : new SnatTable(rules, places, true);
        return table;
    }

    /**
     * Lets go of rules that are no more and have no connections, once no worker can open any. Answers whether there
     * were such.
     */
    boolean forgetUnused() {
        final Set<String> wanted = new HashSet<>();
        known.forEach(settings -> wanted.add(settings.name()));
        for (final Iterator<Map.Entry<String, Entry>> each = entries.entrySet().iterator(); each.hasNext();) {
            final Map.Entry<String, Entry> entry = each.next();
            if (!wanted.contains(entry.getKey()) && book.load().isUnused(entry.getValue().number)) {
                book.release(entry.getValue().number);
                each.remove();
                changed = true;
            }
        }
        return changed;
    }

    private Entry enter() {
        final int number = book.take();
        final ServiceUse use = book.use();
        limits.set(number, use, LimitSettings.NONE);
        return new Entry(number, use);
    }

    /** What a rule keeps however it changes. */
    private record Entry(int number, ServiceUse use) {
    }
}
