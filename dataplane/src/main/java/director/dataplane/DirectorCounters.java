/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane;

import director.dataplane.conductor.Catalogue;
import director.dataplane.service.SummedLoad;
import director.dataplane.service.Totals;
import director.dataplane.service.TrafficMeter;
import director.dataplane.status.DropReason;
import director.dataplane.status.WorkerCounter;
import director.dataplane.status.WorkerCounters;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Puts into words what a director counts. From any thread, while nothing is closed. */
public final class DirectorCounters {
    private DirectorCounters() {
    }

    /**
     * Everything that a director counts.
     *
     * @param workers   what its workers count, to be added up.
     * @param catalogue its services.
     * @param load      what its workers count for real servers.
     * @param ports     what each port has carried, by its name.
     * @param kernel    what each port has exchanged with the kernel, by its name.
     * @return in a fixed order.
     */
    public static List<Counter> of(
        final List<WorkerCounters> workers,
        final Catalogue catalogue,
        final SummedLoad load,
        final Map<String, PortView.Traffic> ports,
        final Map<String, PortView.Kernel> kernel) {
        final List<Counter> counters = new ArrayList<>();
        for (final WorkerCounter counter : WorkerCounter.values()) {
            counters.add(new Counter(counter.label(), "",
                workers.stream().mapToLong(worker -> worker.get(counter)).sum(), counter.help()));
        }
        for (final DropReason reason : DropReason.values()) {
            counters.add(new Counter("dropped", "reason=" + reason.label(),
                workers.stream().mapToLong(worker -> worker.drops(reason)).sum(), reason.help()));
        }
        for (final Catalogue.Service service : catalogue.services()) {
            addTotals(counters, "service=" + service.key(), service.meter());
            for (final Catalogue.Entry realServer : service.realServers()) {
                addRealServer(counters, service, realServer, load);
            }
        }
        ports.forEach((name, traffic) -> addPort(counters, name, traffic));
        kernel.forEach((name, traffic) -> addKernel(counters, name, traffic));
        return counters;
    }

    private static void addRealServer(
        final List<Counter> counters,
        final Catalogue.Service service,
        final Catalogue.Entry realServer,
        final SummedLoad load) {
        final String labels = "service=" + service.key() + ",real-server=" + realServer.settings().endpoint();
        final int number = realServer.number();
        counters.add(new Counter("active", labels, load.activeConnections(number), "Active connections"));
        counters.add(new Counter("inactive", labels, load.inactiveConnections(number), "Inactive connections"));
        counters.add(new Counter("templates", labels, load.templates(number), "Persistence templates"));
        addTotals(counters, labels, realServer.meter());
    }

    private static void addTotals(final List<Counter> counters, final String labels, final TrafficMeter meter) {
        final Totals totals = meter.totals();
        counters.add(new Counter("connections", labels, totals.connections(), "Connections scheduled to it"));
        counters.add(new Counter("packets-in", labels, totals.packetsIn(), "Packets to it"));
        counters.add(new Counter("packets-out", labels, totals.packetsOut(), "Packets from it"));
        counters.add(new Counter("bytes-in", labels, totals.bytesIn(), "Bytes of IP packets to it"));
        counters.add(new Counter("bytes-out", labels, totals.bytesOut(), "Bytes of IP packets from it"));
    }

    private static void addPort(final List<Counter> counters, final String name, final PortView.Traffic statistics) {
        final String labels = "port=" + name;
        counters.add(new Counter("port-rx-packets", labels, statistics.rxPackets(), "Packets that the port received"));
        counters.add(new Counter("port-tx-packets", labels, statistics.txPackets(), "Packets that the port sent"));
        counters.add(new Counter("port-rx-bytes", labels, statistics.rxBytes(), "Bytes that the port received"));
        counters.add(new Counter("port-tx-bytes", labels, statistics.txBytes(), "Bytes that the port sent"));
        counters.add(new Counter("port-rx-missed", labels, statistics.rxMissed(), "Packets lost: receive queue full"));
        counters.add(new Counter("port-rx-errors", labels, statistics.rxErrors(), "Damaged packets received"));
        counters.add(new Counter("port-rx-no-mbuf", labels, statistics.rxNoMbuf(), "Packets lost: no mbuf left"));
        counters.add(new Counter(
            "port-tx-errors", labels, statistics.txErrors(), "Packets that the port took and could not send"));
    }

    private static void addKernel(final List<Counter> counters, final String name, final PortView.Kernel kernel) {
        final String labels = "port=" + name;
        counters.add(new Counter("port-to-kernel", labels, kernel.toKernel(),
            "Packets that the kernel took by the port's interface there"));
        counters.add(new Counter("port-from-kernel", labels, kernel.fromKernel(),
            "Packets that the kernel sent by the port's interface there"));
        counters.add(new Counter("port-kernel-rate", labels, kernel.refused(),
            "Packets of the port that were dropped as kernel-rate"));
    }
}
