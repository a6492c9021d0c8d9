/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management;

import director.dataplane.Counter;
import director.dataplane.configuration.DirectorConfiguration;
import java.io.PrintWriter;
import java.util.List;

/** What is printed about a director. */
final class Summary {
    private Summary() {
    }

    /** A configuration in a few words: {@code 2 ports, 1 service, 3 real servers}. */
    static String of(final DirectorConfiguration configuration) {
        final int realServers =
            configuration.services().stream().mapToInt(service -> service.realServers().size()).sum();
        return count(configuration.ports().size(), "port") + ", " + count(configuration.services().size(), "service")
            + ", " + count(realServers, "real server");
    }

    /** One counter a line, the values in a column; those that never counted are left out. */
    static void print(final List<Counter> counters, final PrintWriter out) {
        out.println("Final counters:");
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
