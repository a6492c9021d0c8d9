/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.configuration;

import director.dataplane.address.AddressRange;
import director.dataplane.address.IpAddress;
import director.dataplane.address.IpPrefix;
import director.dataplane.configuration.SnatSettings;
import director.dataplane.configuration.SnatTimeouts;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The grammar of {@code snat}. */
final class SnatReader {
    private static final IpAddress NO_ADDRESS = IpAddress.ipv4(0);
    private static final IpPrefix NO_PREFIX = new IpPrefix(NO_ADDRESS, Integer.SIZE);
    private static final AddressRange NO_RANGE = new AddressRange(NO_ADDRESS, NO_ADDRESS);

    private SnatReader() {
    }

    static SnatSettings read(final Section section) {
        final String name = section.requiredText("name", "give the rule a name, such as internet");
        section.required("sources", "list the networks of the hosts, such as 10.9.0.0/16");
        final List<IpPrefix> sources = section.parsedList("sources", IpPrefix::parse, NO_PREFIX);
        final String port = section.requiredText("port", "name the port behind which the other end is");
        final List<IpPrefix> except = section.parsedList("except", IpPrefix::parse, NO_PREFIX);
        section.required("addresses", "list what connections are to come from, such as 203.0.113.10-203.0.113.13");
        final SnatSettings rule = new SnatSettings(name, sources, port, except,
            section.parsedList("addresses", AddressRange::parse, NO_RANGE),
            timeouts(section.section("timeouts")),
            AccessReader.limits(section.section("limits")),
            AccessReader.limits(section.section("clientLimits")));
        section.end();
        return rule;
    }

    private static SnatTimeouts timeouts(final @Nullable Section section) {
        final SnatTimeouts initial = SnatTimeouts.DEFAULT;
        if (section == null) {
            return initial;
        }
        final SnatTimeouts timeouts = new SnatTimeouts(
            section.integer("tcp", initial.tcpSeconds()),
            section.integer("tcpFin", initial.tcpFinSeconds()),
            section.integer("udp", initial.udpSeconds()),
            section.integer("icmp", initial.icmpSeconds()));
        section.end();
        return timeouts;
    }
}
