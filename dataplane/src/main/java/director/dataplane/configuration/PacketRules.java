/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.configuration;

import director.dataplane.address.IpPrefix;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rules about marks, timeouts and segment sizes. Sysctls keep their ranges themselves. */
final class PacketRules {
    private final Problems problems;

    PacketRules(final Problems problems) {
        this.problems = problems;
    }

    void check(final PacketSettings packets, final List<PortSettings> ports) {
        for (int i = 0; i < packets.marks().size(); i++) {
            checkMark("marks[" + i + "]", packets.marks().get(i), ports);
        }
        final ConnectionTimeouts timeouts = packets.timeouts();
        problems.checkRange("timeouts.tcp", timeouts.tcpSeconds(), 1, ServiceRules.TIMEOUT_MAX);
        problems.checkRange("timeouts.tcpFin", timeouts.tcpFinSeconds(), 1, ServiceRules.TIMEOUT_MAX);
        problems.checkRange("timeouts.udp", timeouts.udpSeconds(), 1, ServiceRules.TIMEOUT_MAX);
        if (packets.mssClamp().isNumber()) {
            problems.checkRange("mssClamp", packets.mssClamp().bytes(), MssClamp.LEAST, MssClamp.MOST);
        }
    }

    private void checkMark(final String path, final MarkRule rule, final List<PortSettings> ports) {
        final String port = rule.port();
        if (port != null && !problems.concern(path + ".port") && !problems.concern("ports")
            && ports.stream().noneMatch(known -> known.name().equals(port))) {
            problems.add(path + ".port", port, "is not the name of a port",
                "use one of " + String.join(", ", ports.stream().map(PortSettings::name).toList()));
        }
        checkVersion(path, "source", rule.source(), rule.ipv6());
        checkVersion(path, "destination", rule.destination(), rule.ipv6());
        if (rule.firstPort() > rule.lastPort() && !problems.concern(path + ".destinationPorts")) {
            problems.add(path + ".destinationPorts", rule.firstPort() + "-" + rule.lastPort(),
                "ends before it begins", "write the lower port first");
        }
    }

    private void checkVersion(
        final String path, final String key, final @Nullable IpPrefix prefix, final boolean ipv6) {
        final String at = path + "." + key;
        if (prefix != null && prefix.address().ipv6() != ipv6 && !problems.concern(at)
            && !problems.concern(path + ".version")) {
            problems.add(at, prefix, "is a prefix of " + prefix.address().version() + ", and the rule is for "
                + (ipv6 ? "IPv6" : "IPv4"), "write a rule for each version of IP");
        }
    }
}
