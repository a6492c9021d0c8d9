/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.configuration;

import director.dataplane.address.AddressRange;
import director.dataplane.address.IpAddress;
import director.dataplane.address.IpPrefix;
import java.util.List;

/**
 * A rule of SNAT: connections that hosts of some networks begin to what lies behind a port come from other addresses.
 *
 * @param name         by which the rule is known, no other rule's.
 * @param sources      networks of the hosts; the longest prefix of all rules of the same port decides.
 * @param port         name of the port behind which the other end is, by route.
 * @param except       destinations to which packets go as they are.
 * @param addresses    what connections come from, all of the version of IP of the sources.
 * @param timeouts     of the connections.
 * @param limits       of all hosts together.
 * @param clientLimits of each host.
 */
public record SnatSettings(
    String name,
    List<IpPrefix> sources,
    String port,
    List<IpPrefix> except,
    List<AddressRange> addresses,
    SnatTimeouts timeouts,
    LimitSettings limits,
    LimitSettings clientLimits) {
    /** Keeps copies of the lists. */
    public SnatSettings {
        sources = List.copyOf(sources);
        except = List.copyOf(except);
        addresses = List.copyOf(addresses);
    }

    /**
     * A rule without exceptions and limits.
     *
     * @param name      by which the rule is known, no other rule's.
     * @param sources   networks of the hosts.
     * @param port      name of the port behind which the other end is.
     * @param addresses what connections come from.
     */
    public SnatSettings(
        final String name, final List<IpPrefix> sources, final String port, final List<AddressRange> addresses) {
        this(name, sources, port, List.of(), addresses, SnatTimeouts.DEFAULT, LimitSettings.NONE, LimitSettings.NONE);
    }

    /**
     * The version of IP.
     *
     * @return true for IPv6.
     */
    public boolean ipv6() {
        return !sources.isEmpty() && sources.getFirst().address().ipv6();
    }

    /**
     * What connections come from, one by one.
     *
     * @return each address of all ranges.
     */
    public List<IpAddress> everyAddress() {
        return addresses.stream().flatMap(range -> range.addresses().stream()).toList();
    }
}
