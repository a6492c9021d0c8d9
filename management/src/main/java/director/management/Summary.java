/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management;

import director.dataplane.Counter;
import director.dataplane.configuration.AccessList;
import director.dataplane.configuration.ConnectionTimeouts;
import director.dataplane.configuration.DirectorConfiguration;
import director.dataplane.configuration.HostSettings;
import director.dataplane.configuration.PacketSettings;
import director.dataplane.configuration.Sysctls;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/** What is printed about a director. */
final class Summary {
    private Summary() {
    }

    /**
     * A configuration in a few words, {@code 2 ports, 1 service, 3 real servers}, and what it has of marks, changed
     * sysctls, other ways with packets that no service takes, and limits of TCP segments.
     */
    static String of(final DirectorConfiguration configuration) {
        final int realServers =
            configuration.services().stream().mapToInt(service -> service.realServers().size()).sum();
        return count(configuration.ports().size(), "port") + ", " + count(configuration.services().size(), "service")
            + ", " + count(realServers, "real server") + of(configuration.packets());
    }

    private static String of(final PacketSettings packets) {
        final StringBuilder words = new StringBuilder();
        if (!packets.marks().isEmpty()) {
            words.append(", ").append(count(packets.marks().size(), "mark rule"));
        }
        if (!packets.sysctls().equals(Sysctls.INITIAL)) {
            words.append(", sysctls ").append(packets.sysctls());
        }
        final ConnectionTimeouts timeouts = packets.timeouts();
        if (!timeouts.equals(ConnectionTimeouts.INITIAL)) {
            words.append(", timeouts ").append(timeouts.tcpSeconds()).append(' ').append(timeouts.tcpFinSeconds())
                .append(' ').append(timeouts.udpSeconds()).append(" s");
        }
        final HostSettings host = packets.host();
        if (!host.equals(HostSettings.INITIAL)) {
            words.append(", host refusals=").append(word(host.refusals())).append(" forwarding=")
                .append(word(host.forwarding())).append(" errors=").append(word(host.errors()));
            if (host.usesKernel()) {
                words.append(" kernelRate=").append(host.kernelRate());
            }
        }
        if (packets.mssClamp().isOn()) {
            words.append(", mssClamp ").append(packets.mssClamp());
        }
        final int lists = packets.access().lists().size();
        if (lists > 0) {
            final int prefixes = packets.access().lists().stream().mapToInt(AccessList::size).sum();
            words.append(", ").append(count(lists, "access list")).append(" with ").append(prefixes)
                .append(prefixes == 1 ? " prefix" : " prefixes");
        }
        return words.toString();
    }

    private static String word(final Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /** One counter a line, the values in a column; those that never counted are left out. */
    static void print(final List<Counter> counters, final PrintWriter out) {
        out.println("Final counters:");
        printMore(counters, out);
    }

    /** More of the same. */
    static void printMore(final List<Counter> counters, final PrintWriter out) {
        for (final Counter counter : counters) {
            if (counter.value() != 0) {
                final String labels = counter.labels().isEmpty() ? "" : "{" + counter.labels() + "}";
                out.printf("  %20d  %s%s%n", counter.value(), counter.name(), labels);
            }
        }
        out.flush();
    }

    private static String count(final int count, final String noun) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }
}
