/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.configuration;

import director.dataplane.address.IpPrefix;
import director.dataplane.configuration.ConnectionTimeouts;
import director.dataplane.configuration.HostSettings;
import director.dataplane.configuration.MarkRule;
import director.dataplane.configuration.MssClamp;
import director.dataplane.configuration.PacketSettings;
import director.dataplane.configuration.Protocol;
import director.dataplane.configuration.Sysctl;
import director.dataplane.configuration.Sysctls;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The grammar of {@code marks}, {@code sysctls}, {@code timeouts}, {@code host} and {@code mssClamp}. */
final class PacketReader {
    private PacketReader() {
    }

    /** With what the kernel gets by ports that say so themselves, by their places. */
    static PacketSettings read(
        final Section file, final AccessReader access, final Map<Integer, Integer> kernelRates) {
        return new PacketSettings(
            file.sections("marks", PacketReader::mark),
            sysctls(file.section("sysctls")),
            timeouts(file.section("timeouts")),
            host(file.section("host")).withPortRates(kernelRates),
            mssClamp(file),
            access.read(file),
            file.sections("snat", SnatReader::read));
    }

    private static MarkRule mark(final Section section) {
        section.required("mark", "give the mark, 0 to 4294967295");
        final int mark = section.unsigned("mark", 0);
        final @Nullable IpPrefix source = section.parsed("source", IpPrefix::parse);
        final @Nullable IpPrefix destination = section.parsed("destination", IpPrefix::parse);
        final PortRange ports = section.parsed("destinationPorts", PortRange::parse);
        final MarkRule rule = new MarkRule(
            mark,
            IpVersion.of(section, version(destination == null ? source : destination)).isIpv6(),
            section.text("port"),
            section.has("protocol") ? section.requiredWord("protocol", Protocol.class, Protocol.TCP) : null,
            source,
            destination,
            ports == null ? 0 : ports.first(),
            ports == null ? MarkRule.LAST_PORT : ports.last());
        section.known("protocol");
        section.end();
        return rule;
    }

    private static IpVersion version(final @Nullable IpPrefix prefix) {
        return prefix != null && prefix.address().ipv6() ? IpVersion.IPV6 : IpVersion.IPV4;
    }

    private static Sysctls sysctls(final @Nullable Section section) {
        Sysctls sysctls = Sysctls.INITIAL;
        if (section == null) {
            return sysctls;
        }
        for (final Sysctl sysctl : Sysctl.values()) {
            final int value = section.integer(sysctl.label(), sysctl.initial());
            if (value >= sysctl.min() && value <= sysctl.max()) {
                sysctls = sysctls.with(sysctl, value);
            } else {
                section.problem(sysctl.label(), value,
                    value < sysctl.min() ? "is less than " + sysctl.min() : "is more than " + sysctl.max(),
                    "give " + sysctl.min() + " to " + sysctl.max());
            }
        }
        section.end();
        return sysctls;
    }

    private static ConnectionTimeouts timeouts(final @Nullable Section section) {
        final ConnectionTimeouts initial = ConnectionTimeouts.INITIAL;
        if (section == null) {
            return initial;
        }
        final ConnectionTimeouts timeouts = new ConnectionTimeouts(
            section.integer("tcp", initial.tcpSeconds()),
            section.integer("tcpFin", initial.tcpFinSeconds()),
            section.integer("udp", initial.udpSeconds()));
        section.end();
        return timeouts;
    }

    private static HostSettings host(final @Nullable Section section) {
        final HostSettings initial = HostSettings.INITIAL;
        if (section == null) {
            return initial;
        }
        final HostSettings host = new HostSettings(
            section.word("refusals", initial.refusals()),
            section.word("forwarding", initial.forwarding()),
            section.word("errors", initial.errors()),
            section.integer("kernelRate", HostSettings.DEFAULT_KERNEL_RATE));
        if (section.has("kernelRate") && !host.usesKernel()) {
            section.problem("kernelRate", host.kernelRate(), "has no effect: the kernel gets no packets",
                "say kernel in another setting of host, or remove it");
        }
        section.end();
        return host;
    }

    private static MssClamp mssClamp(final Section file) {
        final @Nullable MssClamp clamp = file.parsed("mssClamp", MssClamp::parse);
        return clamp == null ? MssClamp.OFF : clamp;
    }
}
