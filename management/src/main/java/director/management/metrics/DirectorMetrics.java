/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.metrics;

import director.dataplane.ManagedDirector;
import director.dataplane.PortView;
import director.dataplane.WorkerView;
import director.dataplane.conductor.Catalogue;
import director.dataplane.service.Totals;
import director.dataplane.status.DropReason;
import director.dataplane.status.DutyCycleTimes;
import director.dataplane.status.WorkerCounter;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Metrics that Linux IPVS has not: drops by their reason, ports, workers, traffic of each service. */
public final class DirectorMetrics implements MetricSource {
    private static final String PREFIX = "director_";
    private static final double NANOS = 1e9;
    /** Every how many buckets one is told: at the powers of two, from a quarter of a microsecond to half a second. */
    private static final int BUCKET_STEP = 4;
    private static final int FIRST_BUCKET = 27;
    private static final int LAST_BUCKET = 111;

    private final ManagedDirector director;

    /**
     * The metrics of a director.
     *
     * @param director what is read.
     */
    public DirectorMetrics(final ManagedDirector director) {
        this.director = director;
    }

    @Override
    public List<MetricSnapshot> read() {
        final List<MetricSnapshot> metrics = new ArrayList<>();
        final List<WorkerView> workers = director.workers();
        addWorkers(metrics, workers);
        final List<PortView> ports = director.ports();
        addPorts(metrics, ports);
        addKernel(metrics, ports);
        addMembers(metrics, ports);
        addServices(metrics, director.catalogue());
        return metrics;
    }

    private static void addWorkers(final List<MetricSnapshot> metrics, final List<WorkerView> workers) {
        for (final WorkerCounter counter : WorkerCounter.values()) {
            final Family family = Family.counter(
                PREFIX + "worker_" + counter.label().replace('-', '_'), counter.help());
            workers.forEach(worker -> family.value(worker.counters().get(counter), "worker", worker.name()));
            metrics.add(family.snapshot());
        }
        final Family drops = Family.counter(PREFIX + "dropped_packets", "Packets dropped, by reason");
        for (final DropReason reason : DropReason.values()) {
            drops.value(workers.stream().mapToLong(worker -> worker.counters().drops(reason)).sum(),
                "reason", reason.label());
        }
        metrics.add(drops.snapshot());
        final Family longest = Family.gauge(PREFIX + "worker_duty_cycle_longest_seconds",
            "Longest duty cycle with work to do since the start");
        workers.forEach(worker ->
            longest.value(worker.dutyCycles().longestNs() / NANOS, "worker", worker.name()));
        metrics.add(longest.snapshot());
        metrics.add(dutyCycles(workers));
    }

    private static MetricSnapshot dutyCycles(final List<WorkerView> workers) {
        final HistogramSnapshot.Builder histogram = HistogramSnapshot.builder()
            .name(PREFIX + "worker_duty_cycle_seconds").help("Duty cycles with work to do, by how long they took");
        for (final WorkerView worker : workers) {
            histogram.dataPoint(HistogramDataPointSnapshot.builder()
                .labels(Labels.of("worker", worker.name()))
                .classicHistogramBuckets(buckets(worker.dutyCycles()))
                .sum(Double.NaN)
                .build());
        }
        return histogram.build();
    }

    private static ClassicHistogramBuckets buckets(final DutyCycleTimes times) {
        final ClassicHistogramBuckets.Builder buckets = ClassicHistogramBuckets.builder();
        long count = 0;
        for (int i = 0; i < DutyCycleTimes.buckets(); i++) {
            count += times.count(i);
            if (i >= FIRST_BUCKET && i <= LAST_BUCKET && i % BUCKET_STEP == BUCKET_STEP - 1) {
                buckets.bucket(DutyCycleTimes.limitNs(i) / NANOS, count);
                count = 0;
            }
        }
        return buckets.bucket(Double.POSITIVE_INFINITY, count).build();
    }

    private static void addPorts(final List<MetricSnapshot> metrics, final List<PortView> ports) {
        final Family up = Family.gauge(PREFIX + "port_up", "Whether the link of the port is up");
        final Family rxPackets = Family.counter(PREFIX + "port_receive_packets", "Packets that the port received");
        final Family txPackets = Family.counter(PREFIX + "port_transmit_packets", "Packets that the port sent");
        final Family rxBytes = Family.counter(PREFIX + "port_receive_bytes", "Bytes that the port received");
        final Family txBytes = Family.counter(PREFIX + "port_transmit_bytes", "Bytes that the port sent");
        final Family missed = Family.counter(
            PREFIX + "port_receive_missed_packets", "Packets lost because the receive queue was full");
        final Family errors = Family.counter(PREFIX + "port_receive_errors", "Damaged packets received");
        final Family noMbuf = Family.counter(
            PREFIX + "port_receive_no_mbuf_packets", "Packets lost because no mbuf was left for them");
        final Family unsent = Family.counter(
            PREFIX + "port_transmit_errors", "Packets that the port took and could not send");
        for (final PortView port : ports) {
            final PortView.Traffic traffic = port.traffic();
            up.value(port.link().up() ? 1 : 0, "port", port.name());
            rxPackets.value(traffic.rxPackets(), "port", port.name());
            txPackets.value(traffic.txPackets(), "port", port.name());
            rxBytes.value(traffic.rxBytes(), "port", port.name());
            txBytes.value(traffic.txBytes(), "port", port.name());
            missed.value(traffic.rxMissed(), "port", port.name());
            errors.value(traffic.rxErrors(), "port", port.name());
            noMbuf.value(traffic.rxNoMbuf(), "port", port.name());
            unsent.value(traffic.txErrors(), "port", port.name());
        }
        List.of(up, rxPackets, txPackets, rxBytes, txBytes, missed, errors, noMbuf, unsent)
            .forEach(family -> metrics.add(family.snapshot()));
    }

    private static void addKernel(final List<MetricSnapshot> metrics, final List<PortView> ports) {
        final Family toKernel = Family.counter(
            PREFIX + "port_to_kernel_packets", "Packets that the kernel took by the port's interface there");
        final Family fromKernel = Family.counter(
            PREFIX + "port_from_kernel_packets", "Packets that the kernel sent by the port's interface there");
        final Family refused = Family.counter(
            PREFIX + "port_kernel_rate_packets", "Packets of the port that were dropped as kernel-rate");
        for (final PortView port : ports) {
            final PortView.@Nullable Kernel kernel = port.kernel();
            if (kernel != null) {
                toKernel.value(kernel.toKernel(), "port", port.name());
                fromKernel.value(kernel.fromKernel(), "port", port.name());
                refused.value(kernel.refused(), "port", port.name());
            }
        }
        if (ports.stream().anyMatch(port -> port.kernel() != null)) {
            List.of(toKernel, fromKernel, refused).forEach(family -> metrics.add(family.snapshot()));
        }
    }

    private static void addMembers(final List<MetricSnapshot> metrics, final List<PortView> ports) {
        final Family up = Family.gauge(PREFIX + "bond_member_up", "Whether the link of the member of a bond is up");
        final Family carrying = Family.gauge(PREFIX + "bond_member_carrying",
            "Whether packets leave by the member: the active one, or with LACP each that both ends agree to");
        final Family rxPackets =
            Family.counter(PREFIX + "bond_member_receive_packets", "Packets that the member received");
        final Family txPackets =
            Family.counter(PREFIX + "bond_member_transmit_packets", "Packets that the member sent");
        final Family rxBytes = Family.counter(PREFIX + "bond_member_receive_bytes", "Bytes that the member received");
        final Family txBytes = Family.counter(PREFIX + "bond_member_transmit_bytes", "Bytes that the member sent");
        for (final PortView port : ports) {
            for (final PortView.Member member : port.members()) {
                final String[] labels = {"port", port.name(), "member", member.name()};
                up.value(member.up() ? 1 : 0, labels);
                carrying.value(member.carrying() ? 1 : 0, labels);
                rxPackets.value(member.traffic().rxPackets(), labels);
                txPackets.value(member.traffic().txPackets(), labels);
                rxBytes.value(member.traffic().rxBytes(), labels);
                txBytes.value(member.traffic().txBytes(), labels);
            }
        }
        if (ports.stream().anyMatch(port -> !port.members().isEmpty())) {
            List.of(up, carrying, rxPackets, txPackets, rxBytes, txBytes)
                .forEach(family -> metrics.add(family.snapshot()));
        }
    }

    private static void addServices(final List<MetricSnapshot> metrics, final Catalogue catalogue) {
        final Family connections =
            Family.counter(PREFIX + "service_connections", "Connections scheduled of the service");
        final Family packetsIn = Family.counter(PREFIX + "service_incoming_packets", "Packets to real servers");
        final Family packetsOut = Family.counter(PREFIX + "service_outgoing_packets", "Packets from real servers");
        final Family bytesIn = Family.counter(PREFIX + "service_incoming_bytes", "Bytes to real servers");
        final Family bytesOut = Family.counter(PREFIX + "service_outgoing_bytes", "Bytes from real servers");
        for (final Catalogue.Service service : catalogue.services()) {
            final Totals totals = service.meter().totals();
            final String key = service.key().toString();
            connections.value(totals.connections(), "service", key);
            packetsIn.value(totals.packetsIn(), "service", key);
            packetsOut.value(totals.packetsOut(), "service", key);
            bytesIn.value(totals.bytesIn(), "service", key);
            bytesOut.value(totals.bytesOut(), "service", key);
        }
        List.of(connections, packetsIn, packetsOut, bytesIn, bytesOut)
            .forEach(family -> metrics.add(family.snapshot()));
    }
}
