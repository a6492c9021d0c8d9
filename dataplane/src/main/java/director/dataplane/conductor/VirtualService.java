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
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A virtual service as the conductor keeps it. From the conductor's thread. */
final class VirtualService {
    private final ServiceKey key;
    /** The newest first, as Linux lists them. */
    private final LinkedHashMap<Name, RealServer> realServers;
    private final TrafficMeter meter;
    private Service view;

    VirtualService(final Service view, final TrafficMeter meter) {
        this.key = view.key();
        this.meter = meter;
        this.view = view;
        this.realServers = new LinkedHashMap<>();
    }

    private VirtualService(final VirtualService other) {
        this.key = other.key;
        this.meter = other.meter;
        this.view = other.view;
        this.realServers = new LinkedHashMap<>(other.realServers);
    }

    /** The same service, to be changed while this one stays as it is. They share what is counted. */
    VirtualService draft() {
        return new VirtualService(this);
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
        realServers.values().forEach(realServer -> realServer.meter().zero());
    }

    /** Brings the rates of the service and of its real servers up to date. */
    void tick() {
        meter.tick();
        realServers.values().forEach(realServer -> realServer.meter().tick());
    }

    /** Changes everything but the real servers. */
    void edit(final BoundScheduler scheduler, final boolean onePacket, final @Nullable Persistence persistence) {
        view = Service.of(key, scheduler, onePacket, persistence);
    }

    /** In list order. */
    Collection<RealServer> realServers() {
        return Collections.unmodifiableCollection(realServers.values());
    }

    /** The real servers as schedulers see them. */
    Destinations destinations() {
        final List<Destinations.Entry> entries = realServers.values().stream().map(RealServer::entry).toList();
        return Destinations.of(entries);
    }

    /** The real server of that address and port, or null. */
    @Nullable RealServer find(final RealServerSettings settings) {
        return realServers.get(Name.of(settings));
    }

    /** Puts a new real server at the head of the list, as Linux does. */
    void add(final RealServer realServer) {
        realServers.putFirst(Name.of(realServer.settings()), realServer);
    }

    /** Puts something in the place of a real server of the same address and port. */
    void replace(final RealServer realServer) {
        realServers.put(Name.of(realServer.settings()), realServer);
    }

    void remove(final RealServer realServer) {
        realServers.remove(Name.of(realServer.settings()));
    }

    /** Linux takes any weight, schedulers none that is absurd: to them such a real server has the largest one. */
    private static int limited(final int weight) {
        return Math.min(weight, Destinations.MAX_WEIGHT);
    }

    /** What names a real server in its service. */
    record Name(IpAddress address, int port) {
        static Name of(final RealServerSettings settings) {
            return new Name(settings.address(), settings.port());
        }
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
