/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.conductor;

import director.dataplane.address.IpAddress;
import director.dataplane.address.IpPrefix;
import director.dataplane.configuration.AccessControl;
import director.dataplane.configuration.ConnectionTimeouts;
import director.dataplane.configuration.HostSettings;
import director.dataplane.configuration.MarkRule;
import director.dataplane.configuration.MssClamp;
import director.dataplane.configuration.PacketSettings;
import director.dataplane.configuration.PortSettings;
import director.dataplane.configuration.SnatSettings;
import director.dataplane.configuration.Sysctl;
import director.dataplane.configuration.Sysctls;
import director.dataplane.route.LocalAddresses;
import director.dataplane.route.RouteTable;
import director.dataplane.service.MarkRules;
import director.dataplane.service.ServiceKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** All that is configured beside services: routes, own addresses, marks and settings. From the conductor's thread. */
final class NetworkBook {
    private final List<PortSettings> ports;
    private final RouteTable routes;
    private final Map<String, Integer> places = new HashMap<>();
    private State state;

    NetworkBook(final List<PortSettings> ports, final PacketSettings packets) {
        this.ports = ports;
        this.routes = RouteTable.of(ports);
        for (int i = 0; i < ports.size(); i++) {
            places.put(ports.get(i).name(), i);
        }
        this.state = new State(List.of(), List.of(), packets.sysctls(), packets.timeouts(), packets.host(),
            packets.mssClamp(), packets.access(), packets.snat());
        checkPorts(packets.snat());
        markRules(packets.marks());
    }

    /** All of it, to be {@link #restore restored}. */
    State state() {
        return state;
    }

    /** Everything is as it was then. */
    void restore(final State then) {
        state = then;
    }

    /** The director answers for these addresses from now on, with a service or without. */
    void addAddresses(final IpPrefix addresses) {
        state = new State(with(state.ownAddresses, addresses), state.markRules, state.sysctls, state.timeouts,
            state.host, state.mssClamp, state.access, state.snat);
    }

    /** From now on these packets are marked, whatever earlier rules say. */
    void addMarkRule(final MarkRule rule) {
        markRules(with(state.markRules, rule));
    }

    /** From now on only these rules mark packets. */
    void markRules(final List<MarkRule> rules) {
        for (final MarkRule rule : rules) {
            if (rule.port() != null && !places.containsKey(rule.port())) {
                throw new ServiceException("there is no port " + rule.port() + ": the ports are " + places.keySet());
            }
        }
        state = new State(state.ownAddresses, rules, state.sysctls, state.timeouts, state.host, state.mssClamp,
            state.access, state.snat);
    }

    void set(final Sysctl sysctl, final int value) {
        state = new State(state.ownAddresses, state.markRules, state.sysctls.with(sysctl, value), state.timeouts,
            state.host, state.mssClamp, state.access, state.snat);
    }

    void timeouts(final ConnectionTimeouts changed) {
        state = new State(state.ownAddresses, state.markRules, state.sysctls, changed, state.host, state.mssClamp,
            state.access, state.snat);
    }

    void host(final HostSettings changed) {
        state = new State(state.ownAddresses, state.markRules, state.sysctls, state.timeouts, changed,
            state.mssClamp, state.access, state.snat);
    }

    void mssClamp(final MssClamp changed) {
        state = new State(state.ownAddresses, state.markRules, state.sysctls, state.timeouts, state.host, changed,
            state.access, state.snat);
    }

    void access(final AccessControl changed) {
        state = new State(state.ownAddresses, state.markRules, state.sysctls, state.timeouts, state.host,
            state.mssClamp, changed, state.snat);
    }

    void snat(final List<SnatSettings> changed) {
        checkPorts(changed);
        state = new State(state.ownAddresses, state.markRules, state.sysctls, state.timeouts, state.host,
            state.mssClamp, state.access, changed);
    }

    List<SnatSettings> snat() {
        return state.snat;
    }

    /** The place of a port among the others. */
    int place(final String port) {
        return places.getOrDefault(port, -1);
    }

    private void checkPorts(final List<SnatSettings> rules) {
        for (final SnatSettings rule : rules) {
            if (!places.containsKey(rule.port())) {
                throw new ServiceException("there is no port " + rule.port() + " for snat rule " + rule.name()
                    + ": the ports are " + places.keySet());
            }
        }
    }

    AccessControl access() {
        return state.access;
    }

    ConnectionTimeouts timeouts() {
        return state.timeouts;
    }

    HostSettings host() {
        return state.host;
    }

    MssClamp mssClamp() {
        return state.mssClamp;
    }

    RouteTable routes() {
        return routes;
    }

    /** The director's own addresses, those of services and local ones of full NAT among them. */
    LocalAddresses local(final Collection<ServiceKey> services, final List<IpAddress> localAddresses) {
        final List<IpPrefix> all = new ArrayList<>(state.ownAddresses);
        localAddresses.forEach(address -> all.add(new IpPrefix(address, address.bits())));
        for (final ServiceKey service : services) {
            if (service.mark() == 0) {
                all.add(new IpPrefix(service.address(), service.address().bits()));
            }
        }
        return LocalAddresses.of(ports, all);
    }

    MarkRules marks() {
        return state.markRules.isEmpty() ? MarkRules.NONE : MarkRules.of(state.markRules, places);
    }

    /** One of the settings by its name, or what to take if there is none of that name. */
    int setting(final String name, final int unless) {
        for (final Sysctl sysctl : Sysctl.values()) {
            if (sysctl.label().equals(name)) {
                return state.sysctls.get(sysctl);
            }
        }
        return unless;
    }

    Sysctls sysctls() {
        return state.sysctls;
    }

    private static <T> List<T> with(final List<T> some, final T more) {
        final List<T> all = new ArrayList<>(some);
        all.add(more);
        return all;
    }

    /** What can change while the director runs. Immutable. */
    record State(
        List<IpPrefix> ownAddresses,
        List<MarkRule> markRules,
        Sysctls sysctls,
        ConnectionTimeouts timeouts,
        HostSettings host,
        MssClamp mssClamp,
        AccessControl access,
        List<SnatSettings> snat) {
        State {
            ownAddresses = List.copyOf(ownAddresses);
            markRules = List.copyOf(markRules);
            snat = List.copyOf(snat);
        }

        /**
         * Whether packets of connections take the same ways as in another state: all is the same but access lists and
         * SNAT, which matter for new ones.
         */
        boolean isNetworkOf(final State other) {
            return equals(new State(other.ownAddresses, other.markRules, other.sysctls, other.timeouts, other.host,
                other.mssClamp, access, snat));
        }
    }
}
