/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.configuration;

import director.dataplane.address.AddressRange;
import director.dataplane.address.IpAddress;
import director.dataplane.address.IpPrefix;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The rules of SNAT, but for what its addresses share with the local ones of full NAT. */
final class SnatRules {
    /** As many as there may be: each has addresses of its own as a rule, and of these there are not more. */
    static final int RULES_MAX = 256;

    private static final int NAME_MAX = 64;

    private final DirectorConfiguration configuration;
    private final Problems problems;
    private final Map<String, String> names = new HashMap<>();
    private final Map<String, String> sources = new HashMap<>();

    SnatRules(final DirectorConfiguration configuration, final Problems problems) {
        this.configuration = configuration;
        this.problems = problems;
    }

    void check() {
        final List<SnatSettings> rules = configuration.packets().snat();
        if (rules.size() > RULES_MAX) {
            problems.add("snat", rules.size(), "rules are more than " + RULES_MAX, "put some together");
        }
        for (int i = 0; i < rules.size(); i++) {
            check("snat[" + i + "]", rules.get(i));
        }
    }

    private void check(final String path, final SnatSettings rule) {
        checkName(path + ".name", rule.name());
        checkPort(path + ".port", rule.port());
        checkSources(path, rule);
        checkVersion(path + ".except", rule.except(), IpPrefix::address, rule);
        checkVersion(path + ".addresses", rule.addresses(), AddressRange::first, rule);
        checkNotEmpty(path + ".addresses", rule.addresses(), "list what connections are to come from");
        final SnatTimeouts timeouts = rule.timeouts();
        checkTimeout(path + ".timeouts.tcp", timeouts.tcpSeconds());
        checkTimeout(path + ".timeouts.tcpFin", timeouts.tcpFinSeconds());
        checkTimeout(path + ".timeouts.udp", timeouts.udpSeconds());
        checkTimeout(path + ".timeouts.icmp", timeouts.icmpSeconds());
        final PolicyRules policy = new PolicyRules(problems);
        policy.checkLimits(path + ".limits", rule.limits());
        policy.checkLimits(path + ".clientLimits", rule.clientLimits());
    }

    private void checkName(final String path, final String name) {
        if (problems.concern(path)) {
            return;
        }
        if (name.length() > NAME_MAX || !name.matches("[A-Za-z0-9._-]+")) {
            problems.add(path, name, "is no name",
                "give 1 to " + NAME_MAX + " letters, digits, dots, hyphens and underscores");
        }
        final @Nullable String other = names.putIfAbsent(name, path);
        if (other != null) {
            problems.add(path, name, "is already " + other, "give each rule its own name");
        }
    }

    private void checkPort(final String path, final String port) {
        final List<PortSettings> ports = configuration.ports();
        if (!problems.concern(path) && !problems.concern("ports")
            && ports.stream().noneMatch(known -> known.name().equals(port))) {
            problems.add(path, port, "is not the name of a port",
                "use one of " + String.join(", ", ports.stream().map(PortSettings::name).toList()));
        }
    }

    private void checkSources(final String path, final SnatSettings rule) {
        checkNotEmpty(path + ".sources", rule.sources(), "list the networks of the hosts, such as 10.9.0.0/16");
        checkVersion(path + ".sources", rule.sources(), IpPrefix::address, rule);
        for (int i = 0; i < rule.sources().size(); i++) {
            final String at = path + ".sources[" + i + "]";
            if (!problems.concern(at)) {
                final IpPrefix source = rule.sources().get(i);
                final @Nullable String other = sources.putIfAbsent(rule.port() + " " + source, at);
                if (other != null) {
                    problems.add(at, source, "is already " + other,
                        "name each network once for a port");
                }
            }
        }
    }

    private void checkNotEmpty(final String path, final List<?> list, final String remedy) {
        if (list.isEmpty() && !problems.concern(path)) {
            problems.add(path, null, "is empty", remedy);
        }
    }

    private <T> void checkVersion(
        final String path, final List<T> list, final Function<T, IpAddress> address, final SnatSettings rule) {
        for (int i = 0; i < list.size() && !rule.sources().isEmpty(); i++) {
            final String at = path + "[" + i + "]";
            final IpAddress each = address.apply(list.get(i));
            if (each.ipv6() != rule.ipv6() && !problems.concern(at)) {
                problems.add(at, list.get(i), "is of " + each.version() + ", and the rule is for "
                    + rule.sources().getFirst().address().version(), "write a rule for each version of IP");
            }
        }
    }

    private void checkTimeout(final String path, final int seconds) {
        problems.checkRange(path, seconds, 1, ServiceRules.TIMEOUT_MAX);
    }
}
