/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.conductor;

import director.dataplane.address.IpAddress;
import director.dataplane.configuration.Persistence;
import director.dataplane.configuration.RealServerSettings;
import director.dataplane.service.Service;
import director.dataplane.service.ServiceKey;
import director.dataplane.service.TrafficMeter;
import director.schedulers.BoundScheduler;
import director.schedulers.Destinations;
import director.schedulers.Endpoint;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A virtual service as the conductor keeps it. From the conductor's thread. */
final class VirtualService {
    private final ServiceKey key;
    private final List<RealServer> realServers = new ArrayList<>();
    private final TrafficMeter meter;
    private Service view;

    VirtualService(
        final ServiceKey key,
        final BoundScheduler scheduler,
        final boolean onePacket,
        final @Nullable Persistence persistence,
        final TrafficMeter meter) {
        this.key = key;
        this.meter = meter;
        this.view = Service.of(key, scheduler, onePacket, persistence);
    }

    ServiceKey key() {
        return key;
    }

    BoundScheduler scheduler() {
        return view.scheduler();
    }

    /** The service as the packet path sees it. */
    Service view() {
        return view;
    }

    /** What went through it, to real servers that are no more as well. */
    TrafficMeter meter() {
        return meter;
    }

    /** Sets the totals of the service and of its real servers to zero. */
    void zero() {
        meter.zero();
        realServers.forEach(realServer -> realServer.meter().zero());
    }

    /** Brings the rates of the service and of its real servers up to date. */
    void tick() {
        meter.tick();
        realServers.forEach(realServer -> realServer.meter().tick());
    }

    /** Changes everything but the real servers. Answers the scheduler that it had before. */
    BoundScheduler edit(
        final BoundScheduler scheduler, final boolean onePacket, final @Nullable Persistence persistence) {
        final BoundScheduler before = view.scheduler();
        view = Service.of(key, scheduler, onePacket, persistence);
        return before;
    }

    List<RealServer> realServers() {
        return Collections.unmodifiableList(realServers);
    }

    /** The real servers as schedulers see them. */
    Destinations destinations() {
        return destinations(realServers);
    }

    /** The place of a real server in the list, or -1. */
    int indexOf(final RealServerSettings settings) {
        for (int i = 0; i < realServers.size(); i++) {
            if (realServers.get(i).settings().names(settings)) {
                return i;
            }
        }
        return -1;
    }

    /** Puts a new real server at the head of the list, as Linux does, and tells the scheduler. */
    void add(final RealServer realServer) {
        final List<RealServer> changed = new ArrayList<>(realServers);
        changed.add(0, realServer);
        replace(changed);
        meter.join(realServer.number());
        realServer.meter().join(realServer.number());
    }

    void edit(final int index, final RealServerSettings settings) {
        final List<RealServer> changed = new ArrayList<>(realServers);
        changed.set(index, changed.get(index).with(settings));
        replace(changed);
    }

    RealServer remove(final int index) {
        final List<RealServer> changed = new ArrayList<>(realServers);
        final RealServer removed = changed.remove(index);
        replace(changed);
        meter.leave(removed.number());
        return removed;
    }

    /** Tells the scheduler first: if it refuses, nothing has changed. */
    private void replace(final List<RealServer> changed) {
        view.scheduler().updateService(destinations(changed));
        realServers.clear();
        realServers.addAll(changed);
    }

    private static Destinations destinations(final List<RealServer> of) {
        return Destinations.of(of.stream().map(RealServer::entry).toList());
    }

    /** Linux takes any weight, schedulers none that is absurd: to them such a real server has the largest one. */
    private static int limited(final int weight) {
        return Math.min(weight, Destinations.MAX_WEIGHT);
    }

    /**
     * A real server of this service.
     *
     * @param number     the destination number by which schedulers, connections and counters know it.
     * @param settings   as configured.
     * @param lastWeight the last weight above 0 since it was added, if there was any.
     * @param meter      what went there.
     */
    record RealServer(int number, RealServerSettings settings, int lastWeight, TrafficMeter meter) {
        RealServer(final int number, final RealServerSettings settings, final TrafficMeter meter) {
            this(number, settings, settings.weight(), meter);
        }

        RealServer with(final RealServerSettings changed) {
            return new RealServer(
                number, changed, changed.weight() == 0 ? lastWeight : changed.weight(), meter);
        }

        Destinations.Entry entry() {
            final IpAddress address = settings.address();
            return new Destinations.Entry(number, limited(settings.weight()), limited(lastWeight),
                new Endpoint(address.ipv6(), address.high(), address.low(), settings.port()));
        }
    }
}
