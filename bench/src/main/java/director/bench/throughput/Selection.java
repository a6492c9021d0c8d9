/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.throughput;

import director.bench.rig.Case;
import director.bench.rig.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/** Which cases are measured, as the command line says it. */
final class Selection {
    /** The sizes that are published. */
    static final List<Integer> FLOWS = List.of(4_096, 100_000, 1_000_000);
    /** What fits into the addresses that are set aside for benchmarks, and into common machines. */
    static final int MAX_FLOWS = 2_000_000;

    private static final List<Integer> QUICK_FLOWS = List.of(4_096, 100_000);
    /** Fewer are opened in no time. */
    private static final List<Integer> SYN_FLOWS = List.of(1_000_000);
    private static final Dimension FORWARDING = new Dimension("--forwarding", Method.labels());
    private static final Dimension IP = new Dimension("--ip", List.of("4", "6"));
    private static final Dimension PROTOCOL = new Dimension("--protocol", List.of("tcp", "udp"));
    private static final Dimension PATTERN =
        new Dimension("--pattern", List.of(Case.ESTABLISHED, Case.SYN));

    @Option(
        names = "--forwarding",
        split = ",",
        paramLabel = "METHOD",
        description = "nat, fullnat, dr, tun, which is IP in IP of the same version; snat: hosts begin connections to "
            + "as many others as --servers says, and there are no services; nat64: fullnat to real servers of the "
            + "other version of IP; vlan: nat between two VLANs of the port; limits: nat with limits on connections "
            + "and rates, never reached; fwmark: nat of services with firewall marks; fullnat that tells the client's "
            + "address: proxy (PROXY protocol, TCP), toa (TCP), uoa (UDP), established once real servers know it.")
    private List<String> forwarding = List.of();

    @Option(names = "--ip", split = ",", paramLabel = "VERSION", description = "4, 6 (frames of 80 bytes, not 60)")
    private List<String> ip = List.of();

    @Option(names = "--protocol", split = ",", paramLabel = "NAME", description = "tcp, udp")
    private List<String> protocol = List.of();

    @Option(
        names = "--flows",
        split = ",",
        paramLabel = "NUMBER",
        description = "Connections, each 1 to 2000000; if left out 4096,100000,1000000, and for syn 1000000.")
    private List<Integer> flows = List.of();

    @Option(
        names = "--pattern",
        split = ",",
        paramLabel = "NAME",
        description = "established; syn: every packet, of UDP as well, opens a connection, in a table empty at first.")
    private List<String> pattern = List.of();

    @Option(
        names = "--services",
        split = ",",
        paramLabel = "NUMBER",
        description = "1, which has 16 real servers unless --servers says more; 1000, which have 10000.")
    private List<String> services = List.of();

    @Option(
        names = "--servers",
        split = ",",
        paramLabel = "NUMBER",
        description = "16, 10000: of all services together, so that 1000 services cannot have 16.")
    private List<String> servers = List.of();

    @Option(
        names = "--quick",
        description = "NAT of established TCP over IPv4, 4,096 and 100,000 flows, one service with 16 real servers, "
            + "and one round, each unless told.")
    private boolean quick;

    boolean isQuick() {
        return quick;
    }

    /**
     * The product of all lists, but for SNAT of several services, as it has none, and for what is of one protocol
     * alone.
     *
     * @throws IllegalArgumentException if something cannot be measured, saying what can.
     */
    List<Case> cases() {
        final List<Case> cases = new ArrayList<>();
        final List<Size> sizes = sizes();
        for (final String method : select(FORWARDING, forwarding, "nat")) {
            for (final String version : select(IP, ip, "4")) {
                for (final String transport : protocols(Method.of(method))) {
                    for (final String packets : select(PATTERN, pattern, Case.ESTABLISHED)) {
                        addSizes(cases, sizes,
                            new Case(method, Integer.parseInt(version), transport, 1, packets, 1, 1));
                    }
                }
            }
        }
        if (cases.isEmpty()) {
            throw new IllegalArgumentException(
                forwarding.stream().map(method -> remedy(Method.of(method))).collect(Collectors.joining("; ")));
        }
        return cases;
    }

    /** Those that were asked for and that the method is for. */
    private List<String> protocols(final Method method) {
        final List<String> wanted = new ArrayList<>(select(PROTOCOL, protocol, method.protocols().getFirst()));
        wanted.retainAll(method.protocols());
        return wanted;
    }

    /** What to ask for instead of a method of which there is nothing to measure. */
    private String remedy(final Method method) {
        return protocols(method).isEmpty()
            ? "--forwarding " + method.label() + " is not of " + String.join(",", protocol) + ": use --protocol "
                + String.join(",", method.protocols())
            : "--forwarding snat has no services: use --services 1 --servers "
                + String.join(",", servers.isEmpty() ? List.of("16") : servers);
    }

    private List<String> select(final Dimension dimension, final List<String> wanted, final String quickly) {
        return dimension.select(quick && wanted.isEmpty() ? List.of(quickly) : wanted);
    }

    private void addSizes(final List<Case> cases, final List<Size> sizes, final Case kind) {
        for (final Size size : sizes) {
            if (kind.kind().isSnat() && size.services > 1) {
                continue;
            }
            for (final int connections : selectedFlows(kind)) {
                cases.add(new Case(kind.forwarding(), kind.ip(), kind.protocol(), connections, kind.pattern(),
                    size.services, size.servers));
            }
        }
    }

    private List<Size> sizes() {
        final List<Size> sizes =
            Size.select(services, quick && services.isEmpty() && servers.isEmpty() ? List.of("16") : servers);
        for (final int wanted : flows) {
            if (wanted < 1 || wanted > MAX_FLOWS) {
                throw new IllegalArgumentException("--flows " + wanted + " is not in 1.." + MAX_FLOWS);
            }
        }
        return sizes;
    }

    private List<Integer> selectedFlows(final Case kind) {
        if (!flows.isEmpty()) {
            return flows.stream().distinct().toList();
        }
        if (kind.opensConnections()) {
            return SYN_FLOWS;
        }
        return quick ? QUICK_FLOWS : FLOWS;
    }

    /**
     * How large the configuration is.
     *
     * @param services virtual services.
     * @param servers  real servers of all of them.
     */
    private record Size(int services, int servers) {
        private static final Dimension SERVICES = new Dimension("--services", List.of("1", "1000"));
        private static final Dimension SERVERS = new Dimension("--servers", List.of("16", "10000"));
        private static final List<Size> PUBLISHED = List.of(new Size(1, 16), new Size(1_000, 10_000));

        /** Without both lists those that are published, as far as one list allows them; with both, their product. */
        static List<Size> select(final List<String> services, final List<String> servers) {
            final List<String> virtual = SERVICES.select(services);
            final List<String> real = SERVERS.select(servers);
            final List<Size> found = new ArrayList<>();
            for (final String service : virtual) {
                for (final String server : real) {
                    final Size size = new Size(Integer.parseInt(service), Integer.parseInt(server));
                    final boolean half = services.isEmpty() || servers.isEmpty();
                    if (half ? PUBLISHED.contains(size) : size.isPossible()) {
                        found.add(size);
                    }
                }
            }
            if (found.isEmpty()) {
                throw new IllegalArgumentException("--services " + String.join(",", services) + " --servers "
                    + String.join(",", servers) + ": fewer real servers than services");
            }
            return found;
        }

        private boolean isPossible() {
            return servers >= services;
        }
    }
}
