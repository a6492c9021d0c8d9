/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.conductor;

import director.dataplane.address.IpPrefix;
import director.dataplane.configuration.AccessControl;
import director.dataplane.configuration.ConnectionTimeouts;
import director.dataplane.configuration.HostSettings;
import director.dataplane.configuration.MarkRule;
import director.dataplane.configuration.MssClamp;
import director.dataplane.configuration.RealServerSettings;
import director.dataplane.configuration.ServiceSettings;
import director.dataplane.configuration.SnatSettings;
import director.dataplane.configuration.Sysctl;
import director.dataplane.service.ServiceAvailability;
import director.dataplane.service.ServiceKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One change of what a director does while it runs. Immutable; from any thread. {@link ConductorProxy#apply} carries
 * out any number of them at once. Its text says what is to be done: {@code delete service TCP 10.0.0.100:80}.
 */
public sealed interface Change {
    /**
     * Adds a virtual service with its real servers.
     *
     * @param settings a valid service, none like which exists. The last of its real servers will stand at the head of
     *                 the list, as if they had been added one after another.
     */
    record AddService(ServiceSettings settings) implements Change {
        @Override
        public String toString() {
            return "add service " + settings.endpoint();
        }
    }

    /**
     * Changes a virtual service: its scheduler, persistence and one-packet scheduling. Connections and real servers are
     * not touched.
     *
     * @param settings of a service that exists; the real servers in them are ignored.
     */
    record EditService(ServiceSettings settings) implements Change {
        @Override
        public String toString() {
            return "edit service " + settings.endpoint();
        }
    }

    /**
     * Deletes a virtual service. Connections to its real servers are held until it comes back or they end.
     *
     * @param service one that exists.
     */
    record DeleteService(ServiceKey service) implements Change {
        @Override
        public String toString() {
            return "delete service " + service;
        }
    }

    /**
     * Adds a real server to a virtual service, at the head of its list.
     *
     * @param service    one that exists.
     * @param realServer a valid real server, none like which it has.
     */
    record AddRealServer(ServiceKey service, RealServerSettings realServer) implements Change {
        @Override
        public String toString() {
            return "add real server " + realServer.endpoint() + " to " + service;
        }
    }

    /**
     * Changes all of a real server but its name. Its connections and its place in the list are not touched.
     *
     * @param service    one that exists.
     * @param realServer address and port of one that it has, and how it shall be.
     */
    record EditRealServer(ServiceKey service, RealServerSettings realServer) implements Change {
        @Override
        public String toString() {
            return "edit real server " + realServer.endpoint() + " of " + service;
        }
    }

    /**
     * Deletes a real server from a virtual service. Its connections go on until they end, as Linux has it.
     *
     * @param service    one that exists.
     * @param realServer address and port of one that it has; the rest is ignored.
     */
    record DeleteRealServer(ServiceKey service, RealServerSettings realServer) implements Change {
        @Override
        public String toString() {
            return "delete real server " + realServer.endpoint() + " of " + service;
        }
    }

    /**
     * Sets what the real servers of a service may get, whatever is configured. It holds for real servers and services
     * that are added later, too, until it is set again.
     *
     * @param service      which, whether or not there is one of that name.
     * @param availability what its real servers may get.
     */
    record SetAvailability(ServiceKey service, ServiceAvailability availability) implements Change {
        @Override
        public String toString() {
            return "set what the real servers of " + service + " may get";
        }
    }

    /**
     * Sets how packets are treated.
     *
     * @param sysctl which setting.
     * @param value  refused unless within its limits.
     */
    record SetSysctl(Sysctl sysctl, int value) implements Change {
        @Override
        public String toString() {
            return "set sysctl " + sysctl.label() + " to " + value;
        }
    }

    /**
     * Sets how long connections live without a packet, from their next packet on.
     *
     * @param timeouts all of them.
     */
    record SetTimeouts(ConnectionTimeouts timeouts) implements Change {
        @Override
        public String toString() {
            return "set timeouts to " + timeouts.tcpSeconds() + " " + timeouts.tcpFinSeconds() + " "
                + timeouts.udpSeconds();
        }
    }

    /**
     * Replaces all rules of SNAT. Connections of rules that are no more go on until they end.
     *
     * @param rules valid ones; empty for none.
     */
    record SetSnat(List<SnatSettings> rules) implements Change {
        /** Keeps a copy of the list. */
        public SetSnat {
            rules = List.copyOf(rules);
        }

        @Override
        public String toString() {
            return "set " + rules.size() + " snat rules";
        }
    }

    /**
     * Gives a firewall mark to packets.
     *
     * @param rule overrides all before it.
     */
    record AddMarkRule(MarkRule rule) implements Change {
        @Override
        public String toString() {
            return "add a rule of mark " + Integer.toUnsignedString(rule.mark());
        }
    }

    /**
     * Replaces all rules of firewall marks.
     *
     * @param rules each overrides those before it; empty for no marks.
     */
    record SetMarkRules(List<MarkRule> rules) implements Change {
        /** Keeps a copy of the list. */
        public SetMarkRules {
            rules = List.copyOf(rules);
        }

        @Override
        public String toString() {
            return "set " + rules.size() + " mark rules";
        }
    }

    /**
     * Makes addresses the director's own, whether or not a service has them.
     *
     * @param addresses unicast addresses.
     */
    record AddAddresses(IpPrefix addresses) implements Change {
        @Override
        public String toString() {
            return "add addresses " + addresses;
        }
    }

    /**
     * Sets what becomes of packets that no service takes.
     *
     * @param host all of it.
     */
    record SetHost(HostSettings host) implements Change {
        @Override
        public String toString() {
            return "set host settings";
        }
    }

    /**
     * Sets how long TCP segments of connections may become.
     *
     * @param clamp the limit, or none.
     */
    record SetMssClamp(MssClamp clamp) implements Change {
        @Override
        public String toString() {
            return "set mssClamp to " + clamp;
        }
    }

    /**
     * Sets which clients may open connections. Connections that are open stay.
     *
     * @param access all lists, and what every service goes by; without a list that a service names, the change is
     *               refused.
     */
    record SetAccess(AccessControl access) implements Change {
        @Override
        public String toString() {
            return "set " + access.lists().size() + " access lists";
        }
    }

    /**
     * Sets totals and rates to zero.
     *
     * @param service whose, its real servers' among them; null for all.
     */
    record Zero(@Nullable ServiceKey service) implements Change {
        @Override
        public String toString() {
            return service == null ? "zero all counters" : "zero the counters of service " + service;
        }
    }
}
