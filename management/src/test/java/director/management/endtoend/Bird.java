/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A BIRD in one namespace. */
final class Bird implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Topology topology;
    private final String where;
    private final Path directory;
    private final Process process;

    private Bird(final Topology topology, final String where, final Path directory) throws IOException {
        this.topology = topology;
        this.where = where;
        this.directory = directory;
        this.process = new ProcessBuilder(in("bird", "-f", "-c", file("bird.conf"), "-s", file("bird.ctl"),
            "-P", file("bird.pid"))).redirectErrorStream(true)
            .redirectOutput(directory.resolve("bird.log").toFile()).start();
    }

    /**
     * On an interface with its own address and its peer's. It announces a route of IPv4 and one of IPv6 by OSPF, and by
     * BGP to its one peer.
     */
    static Bird start(
        final Topology topology,
        final Path below,
        final String where,
        final List<String> interfaceAndAddresses,
        final String route,
        final String route6) throws IOException {
        return start(topology, below, where, configuration(interfaceAndAddresses, route, route6));
    }

    /** With what would be its {@code bird.conf}. */
    static Bird start(final Topology topology, final Path below, final String where, final String configuration)
        throws IOException {
        final Path directory = Files.createTempDirectory(below, "bird");
        Files.writeString(directory.resolve("bird.conf"), configuration);
        return new Bird(topology, where, directory);
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

    /** Waits until it knows this route of IPv4 by one of its protocols, or does so no longer. */
    void await(final String route, final String protocol, final boolean known) throws IOException {
        final long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (show(route, "master4").contains("[" + protocol + " ") != known) {
            assertThat(System.nanoTime()).as("%s knows %s: %s%n%s%n%s", where, route, !known, show(route, "master4"),
                Files.readString(directory.resolve("bird.log"))).isLessThan(deadline);
            Shell.succeed("sleep", "0.1");
        }
    }

    /** The command that speaks to it, for a shell. */
    String control() {
        return String.join(" ", in("birdc", "-s", file("bird.ctl")));
    }

    @Override
    public void close() {
        process.destroy();
        try {
            assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
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
