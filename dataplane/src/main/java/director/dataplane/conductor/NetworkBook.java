/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.conductor;

import director.dataplane.address.IpPrefix;
import director.dataplane.configuration.ConnectionTimeouts;
import director.dataplane.configuration.HostSettings;
import director.dataplane.configuration.MarkRule;
import director.dataplane.configuration.MssClamp;
import director.dataplane.configuration.PacketSettings;
import director.dataplane.configuration.PortSettings;
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
    private final List<IpPrefix> ownAddresses = new ArrayList<>();
    private final List<MarkRule> markRules = new ArrayList<>();
    private final HostSettings host;
    private final MssClamp mssClamp;
    private Sysctls sysctls;
    private ConnectionTimeouts timeouts;

    NetworkBook(final List<PortSettings> ports, final PacketSettings packets) {
        this.ports = ports;
        this.routes = RouteTable.of(ports);
        for (int i = 0; i < ports.size(); i++) {
            places.put(ports.get(i).name(), i);
        }
        this.host = packets.host();
        this.mssClamp = packets.mssClamp();
        this.sysctls = packets.sysctls();
        this.timeouts = packets.timeouts();
        packets.marks().forEach(this::addMarkRule);
    }

    /** The director answers for these addresses from now on, with a service or without. */
    void addAddresses(final IpPrefix addresses) {
        ownAddresses.add(addresses);
    }

    /** From now on these packets are marked, whatever earlier rules say. */
    void addMarkRule(final MarkRule rule) {
        if (rule.port() != null && !places.containsKey(rule.port())) {
            throw new ServiceException("there is no port " + rule.port() + ": the ports are " + places.keySet());
        }
        markRules.add(rule);
    }

    void set(final Sysctl sysctl, final int value) {
        sysctls = sysctls.with(sysctl, value);
    }

    void timeouts(final ConnectionTimeouts changed) {
        timeouts = changed;
    }

    ConnectionTimeouts timeouts() {
        return timeouts;
    }

    HostSettings host() {
        return host;
    }

    MssClamp mssClamp() {
        return mssClamp;
    }

    RouteTable routes() {
        return routes;
    }

    /** The director's own addresses, those of services among them. */
    LocalAddresses local(final Collection<ServiceKey> services) {
        final List<IpPrefix> all = new ArrayList<>(ownAddresses);
        for (final ServiceKey service : services) {
            if (service.mark() == 0) {
                all.add(new IpPrefix(service.address(), service.address().bits()));
            }
        }
        return LocalAddresses.of(ports, all);
    }

    MarkRules marks() {
        return markRules.isEmpty() ? MarkRules.NONE : MarkRules.of(markRules, places);
    }

    /** One of the settings by its name, or what to take if there is none of that name. */
    int setting(final String name, final int unless) {
        for (final Sysctl sysctl : Sysctl.values()) {
            if (sysctl.label().equals(name)) {
                return sysctls.get(sysctl);
            }
        }
        return unless;
    }

    Sysctls sysctls() {
        return sysctls;
    }
}
