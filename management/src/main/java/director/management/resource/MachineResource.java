/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.resource;

import director.dataplane.Counter;
import director.dataplane.ManagedDirector;
import director.dataplane.PortView;
import director.dataplane.WorkerView;
import director.dataplane.address.IpAddress;
import director.dataplane.configuration.SubInterface;
import director.dataplane.listing.NeighbourPage;
import director.dataplane.status.DutyCycleTimes;
import director.dataplane.status.WorkerCounter;
import director.management.socket.Exchange;
import director.management.socket.Json;
import director.management.socket.Reply;
import director.management.socket.Route;
import director.schedulers.SchedulerRegistry;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What can only be looked at: ports, workers, neighbours, counters, schedulers. */
final class MachineResource {
    private static final int PAGE_ROWS = 1_024;
    private static final int MAC_BYTES = 6;
    private static final double MEDIAN = 0.5;
    private static final double RARE = 0.99;
    private static final double RAREST = 0.9999;

    private final ManagedDirector director;

    MachineResource(final ManagedDirector director) {
        this.director = director;
    }

    List<Route> routes() {
        return List.of(
            Route.get("/v1/ports", this::ports),
            Route.get("/v1/workers", this::workers),
            Route.get("/v1/neighbours", this::neighbours),
            Route.get("/v1/counters", this::counters),
            Route.get("/v1/schedulers", this::schedulers));
    }

    private Reply ports(final Exchange exchange) {
        exchange.query(List.of());
        final ObjectNode json = Json.object();
        final ArrayNode list = json.putArray("ports");
        for (final PortView port : director.ports()) {
            final ObjectNode each = list.addObject();
            each.put("name", port.name()).put("device", port.device()).put("mac", mac(port.mac()));
            each.put("mtu", port.mtu());
            final @Nullable SubInterface vlan = port.subInterface();
            if (vlan != null) {
                each.put("parent", vlan.parent()).put("vlan", vlan.vlan());
                if (vlan.outerVlan() != SubInterface.NONE) {
                    each.put("outerVlan", vlan.outerVlan());
                }
            }
            final ObjectNode link = each.putObject("link").put("up", port.link().up());
            if (port.link().megabitsPerSecond() != 0) {
                link.put("megabitsPerSecond", port.link().megabitsPerSecond());
            }
            link.put("fullDuplex", port.link().fullDuplex());
            statistics(each, port.traffic());
            final PortView.@Nullable Kernel kernel = port.kernel();
            if (kernel != null) {
                each.putObject("kernel").put("interface", kernel.interfaceName()).put("toKernel", kernel.toKernel())
                    .put("fromKernel", kernel.fromKernel()).put("refused", kernel.refused());
            }
            members(each, port.members());
            final ObjectNode extended = each.putObject("extendedStatistics");
            new TreeMap<>(port.extended()).forEach(extended::put);
        }
        return Reply.json(json);
    }

    private static void statistics(final ObjectNode of, final PortView.Traffic traffic) {
        of.putObject("statistics")
            .put("rxPackets", traffic.rxPackets()).put("txPackets", traffic.txPackets())
            .put("rxBytes", traffic.rxBytes()).put("txBytes", traffic.txBytes())
            .put("rxMissed", traffic.rxMissed()).put("rxErrors", traffic.rxErrors())
            .put("rxNoMbuf", traffic.rxNoMbuf()).put("txErrors", traffic.txErrors());
    }

    private static void members(final ObjectNode port, final List<PortView.Member> members) {
        if (members.isEmpty()) {
            return;
        }
        final ArrayNode list = port.putArray("members");
        for (final PortView.Member member : members) {
            final ObjectNode each = list.addObject().put("name", member.name());
            each.put("up", member.up()).put("carrying", member.carrying());
            final PortView.@Nullable Lacp lacp = member.lacp();
            if (lacp != null) {
                each.putObject("lacp").put("collecting", lacp.collecting())
                    .put("distributing", lacp.distributing())
                    .put("partnerSynchronized", lacp.partnerSynchronized()).put("partner", mac(lacp.partner()))
                    .put("aggregator", lacp.aggregator());
            }
            statistics(each, member.traffic());
        }
    }

    private Reply workers(final Exchange exchange) {
        exchange.query(List.of());
        final ObjectNode json = Json.object();
        final ArrayNode list = json.putArray("workers");
        for (final WorkerView worker : director.workers()) {
            final ObjectNode each = list.addObject().put("name", worker.name()).put("core", worker.core());
            each.put("snapshot", worker.snapshot());
            final ObjectNode counters = each.putObject("counters");
            for (final WorkerCounter counter : WorkerCounter.values()) {
                counters.put(counter.label(), worker.counters().get(counter));
            }
            counters.put("dropped", worker.counters().drops());
            final DutyCycleTimes times = worker.dutyCycles();
            each.putObject("busyDutyCycleNs")
                .put("p50", times.percentileNs(MEDIAN)).put("p99", times.percentileNs(RARE))
                .put("p9999", times.percentileNs(RAREST)).put("max", times.longestNs());
        }
        return Reply.json(json);
    }

    private Reply neighbours(final Exchange exchange) {
        exchange.query(List.of());
        final ObjectNode json = Json.object();
        final ArrayNode list = json.putArray("neighbours");
        final List<String> ports = director.ports().stream().map(PortView::name).toList();
        final NeighbourPage page = new NeighbourPage(PAGE_ROWS);
        TableCursor cursor = TableCursor.of(null, director.listings().size());
        while (!cursor.isEnd()) {
            final String worker = director.workers().get(cursor.worker()).name();
            cursor = cursor.read(director.listings(), page);
            for (int row = 0; row < page.rows(); row++) {
                final ObjectNode each =
                    list.addObject().put("worker", worker).put("port", ports.get(page.port(row)));
                each.put("address", IpAddress.ofWire(page.high(row), page.low(row)).toString());
                if (page.mac(row) != 0) {
                    each.put("mac", mac(page.mac(row)));
                }
                each.put("state", page.state(row).toLowerCase(Locale.ROOT));
                each.put("sinceSeconds", TimeUnit.NANOSECONDS.toSeconds(page.ageNs(row)));
            }
        }
        return Reply.json(json);
    }

    private Reply counters(final Exchange exchange) {
        exchange.query(List.of());
        final ObjectNode json = Json.object();
        final ArrayNode list = json.putArray("counters");
        for (final Counter counter : director.counters()) {
            list.addObject().put("name", counter.name()).put("labels", counter.labels())
                .put("value", counter.value()).put("help", counter.help());
        }
        return Reply.json(json);
    }

    private Reply schedulers(final Exchange exchange) {
        exchange.query(List.of());
        final ObjectNode json = Json.object();
        final ArrayNode list = json.putArray("schedulers");
        for (final SchedulerRegistry.Registration each : director.schedulers().registrations()) {
            list.addObject().put("name", each.name()).put("references", each.references())
                .put("module", each.owner());
        }
        return Reply.json(json);
    }

    private static String mac(final long mac) {
        final StringBuilder text = new StringBuilder();
        for (int shift = (MAC_BYTES - 1) * Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
            text.append(String.format(Locale.ROOT, "%02x", mac >> shift & 0xFF)).append(shift == 0 ? "" : ":");
        }
        return text.toString();
    }
}
