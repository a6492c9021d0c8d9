/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A BIRD in one namespace that announces a route of IPv4 and one of IPv6 by OSPF, and by BGP to its one peer. */
final class Bird {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Topology topology;
    private final String where;
    private final Path directory;

    private Bird(final Topology topology, final String where, final Path directory) {
        this.topology = topology;
        this.where = where;
        this.directory = directory;
    }

    /** On an interface with its own address and its peer's, with what it announces. */
    static Bird start(
        final Topology topology,
        final Path below,
        final String where,
        final List<String> interfaceAndAddresses,
        final String route,
        final String route6) throws IOException {
        final Path directory = Files.createTempDirectory(below, "bird");
        Files.writeString(directory.resolve("bird.conf"), configuration(interfaceAndAddresses, route, route6));
        final Bird bird = new Bird(topology, where, directory);
        new ProcessBuilder(bird.in("bird", "-f", "-c", bird.file("bird.conf"), "-s", bird.file("bird.ctl"),
            "-P", bird.file("bird.pid"))).redirectErrorStream(true)
            .redirectOutput(directory.resolve("bird.log").toFile()).start();
        return bird;
    }

    private static String configuration(
        final List<String> interfaceAndAddresses, final String route, final String route6) {
        return """
            log stderr all;
            router id %2$s;
            protocol device {}
            protocol static { ipv4; route %4$s blackhole; }
            protocol static { ipv6; route %5$s blackhole; }
            protocol ospf v2 multicasts {
                ipv4 { export where source = RTS_STATIC; };
                area 0 { interface "%1$s" { type ptp; hello 1; retransmit 2; }; };
            }
            protocol ospf v3 multicasts6 {
                ipv6 { export where source = RTS_STATIC; };
                area 0 { interface "%1$s" { type ptp; hello 1; retransmit 2; }; };
            }
            ipv4 table peered;
            ipv6 table peered6;
            protocol static { ipv4 { table peered; }; route %4$s blackhole; }
            protocol static { ipv6 { table peered6; }; route %5$s blackhole; }
            protocol bgp {
                local %2$s as 65000;
                neighbor %3$s as 65000;
                connect delay time 1;
                connect retry time 1;
                ipv4 { table peered; import all; export all; };
                ipv6 { table peered6; import all; export all; next hop self; };
            }
            """.formatted(interfaceAndAddresses.get(0), interfaceAndAddresses.get(1), interfaceAndAddresses.get(2),
            route, route6);
    }

    /** Waits until it knows this route from its peer, by OSPF and by BGP. */
    void awaitRoute(final String route) throws IOException {
        final String table = route.contains(":") ? "peered6" : "peered";
        final long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!show(route, route.contains(":") ? "master6" : "master4").contains("OSPF")
            || !show(route, table).contains("BGP")) {
            assertThat(System.nanoTime()).as("%s does not know %s:%n%s%n%s", where, route, show(route, "all"),
                Files.readString(directory.resolve("bird.log"))).isLessThan(deadline);
            Shell.succeed("sleep", "0.1");
        }
    }

    private String show(final String route, final String table) {
        return Shell.run(in("birdc", "-s", file("bird.ctl"), "show", "route", route, "table",
            table, "all")).output();
    }

    private List<String> in(final String program, final String... arguments) {
        return new ArrayList<>(topology.in(where, Unpacked.command(program, arguments).toArray(String[]::new)));
    }

    private String file(final String name) {
        return directory.resolve(name).toString();
    }
}
