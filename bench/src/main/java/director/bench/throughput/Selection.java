/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.throughput;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** Which cases are measured, as the command line says it. */
final class Selection {
    /** The sizes that are published. */
    static final List<Integer> FLOWS = List.of(4_096, 100_000, 1_000_000);
    /** The largest number of connections that the rig makes addresses for. */
    static final int MAX_FLOWS = 1_000_000;

    private static final List<Integer> QUICK_FLOWS = List.of(4_096, 100_000);
    private static final Dimension FORWARDING =
        new Dimension("--forwarding", List.of("nat", "dr"), List.of("tun", "fullnat"));
    private static final Dimension IP = new Dimension("--ip", List.of("4"), List.of("6"));
    private static final Dimension PROTOCOL = new Dimension("--protocol", List.of("tcp", "udp"), List.of());
    private static final Dimension PATTERN = new Dimension("--pattern", List.of("established"), List.of("syn"));
    private static final Dimension SERVICES = new Dimension("--services", List.of("1"), List.of("1000"));
    private static final Dimension SERVERS = new Dimension("--servers", List.of("16"), List.of("10000"));

    @Option(names = "--forwarding", split = ",", paramLabel = "METHOD", description = "nat, dr (not yet: tun, fullnat)")
    private List<String> forwarding = List.of();

    @Option(names = "--ip", split = ",", paramLabel = "VERSION", description = "4 (not yet: 6)")
    private List<String> ip = List.of();

    @Option(names = "--protocol", split = ",", paramLabel = "NAME", description = "tcp, udp")
    private List<String> protocol = List.of();

    @Option(
        names = "--flows",
        split = ",",
        paramLabel = "NUMBER",
        description = "Connections, each 1 to 1000000; published are 4096,100000,1000000, which is the default.")
    private List<Integer> flows = List.of();

    @Option(names = "--pattern", split = ",", paramLabel = "NAME", description = "established (not yet: syn)")
    private List<String> pattern = List.of();

    @Option(names = "--services", split = ",", paramLabel = "NUMBER", description = "1 (not yet: 1000)")
    private List<String> services = List.of();

    @Option(names = "--servers", split = ",", paramLabel = "NUMBER", description = "16 (not yet: 10000)")
    private List<String> servers = List.of();

    @Option(names = "--quick", description = "NAT of TCP, 4,096 and 100,000 flows, and one round, each unless told.")
    private boolean quick;

    boolean isQuick() {
        return quick;
    }

    /**
     * The product of all lists.
     *
     * @throws IllegalArgumentException if something cannot be measured, saying what can.
     */
    List<Case> cases() {
        final List<Case> cases = new ArrayList<>();
        for (final String method : FORWARDING.select(quick && forwarding.isEmpty() ? List.of("nat") : forwarding)) {
            for (final int version : numbers(IP.select(ip))) {
                for (final String transport : PROTOCOL.select(
                    quick && protocol.isEmpty() ? List.of("tcp") : protocol)) {
                    for (final String traffic : PATTERN.select(pattern)) {
                        addSizes(cases, new Case(method, version, transport, 0, traffic, 0, 0));
                    }
                }
            }
        }
        return cases;
    }

    private void addSizes(final List<Case> cases, final Case kind) {
        for (final int virtual : numbers(SERVICES.select(services))) {
            for (final int real : numbers(SERVERS.select(servers))) {
                for (final int connections : selectedFlows()) {
                    cases.add(new Case(kind.forwarding(), kind.ip(), kind.protocol(), connections, kind.pattern(),
                        virtual, real));
                }
            }
        }
    }

    private List<Integer> selectedFlows() {
        for (final int wanted : flows) {
            if (wanted < 1 || wanted > MAX_FLOWS) {
                throw new IllegalArgumentException("--flows " + wanted + " is not in 1.." + MAX_FLOWS);
            }
        }
        if (flows.isEmpty()) {
            return quick ? QUICK_FLOWS : FLOWS;
        }
        return flows.stream().distinct().toList();
    }

    private static List<Integer> numbers(final List<String> texts) {
        return texts.stream().map(Integer::valueOf).toList();
    }
}
