/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.conductor;

import director.dataplane.conductor.VirtualService.RealServer;
import director.dataplane.configuration.ForwardingMethod;
import director.dataplane.ownership.Ownership;
import director.dataplane.ownership.Ownership.End;
import director.dataplane.service.Service;
import director.dataplane.service.ServiceKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds the rules by which packets belong to workers. A service that keeps clients together needs them on one worker,
 * all whose addresses begin alike; and as the way back knows real servers only, services that share one whose packets
 * come back through the director have one rule together: the coarsest that any of them needs. A rule only ever becomes
 * coarser while its ends are in use, so that connections have to be looked for elsewhere as rarely as possible. Pure.
 */
final class OwnershipRules {
    private final Ownership before;
    private final ServiceState now;
    /** Ends that lead to another one of their group, the last of which leads to itself. */
    private final Map<End, End> leads = new HashMap<>();
    /** By the end that a group leads to. */
    private final Map<End, Integer> rules = new HashMap<>();

    private OwnershipRules(final Ownership before, final ServiceState now) {
        this.before = before;
        this.now = now;
    }

    /**
     * The rules of the services as they will be.
     *
     * @param before  the rules so far.
     * @param servicesBefore what they were for.
     * @param now     the services as they will be.
     */
    static Ownership next(final Ownership before, final ServiceState servicesBefore, final ServiceState now) {
        if (before.rules().isEmpty() && before.isSteady()
            && now.services().values().stream().noneMatch(service -> service.view().isPersistent())) {
            return Ownership.PLAIN;
        }
        final OwnershipRules next = new OwnershipRules(before, now);
        next.group();
        next.coarsen();
        return next.result(ends(servicesBefore));
    }

    private void group() {
        now.services().values().forEach(service ->
            service.realServers().forEach(realServer -> join(service.key(), realServer)));
        now.removed().forEach((name, realServer) -> join(name.service(), realServer));
        now.services().keySet().forEach(key -> lead(end(key)));
    }

    private void coarsen() {
        for (final VirtualService service : now.services().values()) {
            if (service.view().isPersistent()) {
                coarsen(end(service.key()), rule(service.view()));
            }
        }
        before.rules().forEach((end, rule) -> {
            if (leads.containsKey(end)) {
                coarsen(end, rule);
            }
        });
    }

    private void coarsen(final End end, final int rule) {
        rules.merge(lead(end), rule, (one, other) -> Ownership.length(one) <= Ownership.length(other) ? one : other);
    }

    private Ownership result(final Set<End> usedBefore) {
        final Map<End, Integer> all = new HashMap<>();
        final Map<End, List<Integer>> formers = new HashMap<>();
        for (final End end : List.copyOf(leads.keySet())) {
            final int rule = rules.getOrDefault(lead(end), Ownership.BY_PORT);
            if (rule != Ownership.BY_PORT) {
                all.put(end, rule);
            }
            final List<Integer> others = new ArrayList<>(before.formers().getOrDefault(end, List.of()));
            final int last = before.rules().getOrDefault(end, Ownership.BY_PORT);
            if (last != rule && usedBefore.contains(end) && !others.contains(last)) {
                others.add(last);
            }
            if (!others.isEmpty()) {
                formers.put(end, others);
            }
        }
        return new Ownership(all, formers);
    }

    private void join(final ServiceKey service, final RealServer realServer) {
        if (realServer.settings().forwarding() == ForwardingMethod.NAT) {
            leads.put(lead(End.of(realServer.settings().address())), lead(end(service)));
        }
    }

    /** The end that the group of another one leads to. */
    private End lead(final End end) {
        End at = end;
        End next = leads.computeIfAbsent(at, itself -> itself);
        while (!next.equals(at)) {
            at = next;
            next = leads.getOrDefault(at, at);
        }
        leads.put(end, at);
        return at;
    }

    private static Set<End> ends(final ServiceState services) {
        final OwnershipRules all = new OwnershipRules(Ownership.PLAIN, services);
        all.group();
        return all.leads.keySet();
    }

    private static End end(final ServiceKey service) {
        return service.mark() == 0 ? End.of(service.address())
            : End.ofMark(service.mark(), service.address().ipv6());
    }

    /** Calls of SIP are kept together whoever takes part in them. */
    private static int rule(final Service service) {
        final boolean ipv6 = service.key().address().ipv6();
        final int bits = Long.bitCount(service.clientMaskLow())
            + (ipv6 ? Long.bitCount(service.clientMaskHigh()) : -Integer.SIZE);
        return Ownership.byPrefix(ipv6, service.isSip() ? 0 : bits);
    }
}
