/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.conductor;

import director.dataplane.address.IpAddress;
import director.dataplane.address.IpPrefix;
import director.dataplane.configuration.AccessSettings;
import director.dataplane.configuration.ClientAddress;
import director.dataplane.configuration.RealServerSettings;
import director.dataplane.configuration.ServiceSettings;
import director.dataplane.policy.ServiceLimits;
import director.dataplane.policy.ServiceUse;
import director.dataplane.service.Availability;
import director.dataplane.service.Destination;
import director.dataplane.service.RealServerKey;
import director.dataplane.service.Service;
import director.dataplane.service.ServiceAvailability;
import director.dataplane.service.ServiceKey;
import director.dataplane.service.TrafficMeter;
import director.schedulers.BoundScheduler;
import director.schedulers.Destinations;
import director.schedulers.Endpoint;
import director.schedulers.SlowStart;
import director.schedulers.SlowStart.Growth;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A virtual service as the conductor keeps it. From the conductor's thread. */
final class VirtualService {
    private final ServiceKey key;
    /** The newest first, as Linux lists them. */
    private final LinkedHashMap<Name, RealServer> realServers;
    private final TrafficMeter meter;
    private Service view;
    private int slowStartSeconds;
    private List<IpPrefix> localAddresses;
    private AccessSettings access;
    /** What the scheduler knows. */
    private Destinations told = Destinations.none();
    private ServiceAvailability availability = ServiceAvailability.ALL;

    /** A service without real servers. */
    VirtualService(final ServiceSettings settings, final BoundScheduler scheduler, final TrafficMeter meter,
        final ServiceUse use) {
        this.key = ServiceKey.of(settings);
        this.meter = meter;
        this.view = view(settings, scheduler, use);
        this.slowStartSeconds = settings.slowStartSeconds();
        this.localAddresses = settings.localAddresses();
        this.access = settings.policy().access();
        this.realServers = new LinkedHashMap<>();
    }

    private VirtualService(final VirtualService other) {
        this.key = other.key;
        this.meter = other.meter;
        this.view = other.view;
        this.slowStartSeconds = other.slowStartSeconds;
        this.localAddresses = other.localAddresses;
        this.access = other.access;
        this.told = other.told;
        this.availability = other.availability;
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
    void edit(final ServiceSettings settings, final BoundScheduler scheduler) {
        view = view(settings, scheduler, view.limits().use());
        access = settings.policy().access();
        slowStartSeconds = settings.slowStartSeconds();
        localAddresses = settings.localAddresses();
    }

    /** Where connections of full NAT come from; those of the port if it is empty. */
    List<IpPrefix> localAddresses() {
        return localAddresses;
    }

    /** Which clients may open connections. */
    AccessSettings access() {
        return access;
    }

    /** In list order. */
    Collection<RealServer> realServers() {
        return Collections.unmodifiableCollection(realServers.values());
    }

    /** What its scheduler was told last. */
    Destinations told() {
        return told;
    }

    /** The real servers with the weights of the moment, which its scheduler is told now. */
    Destinations tell(final long nowNs) {
        told = destinations(nowNs, scheduler().onlyComparesWeights());
        return told;
    }

    /** The same for another scheduler, of which nothing is known yet. */
    Destinations tellAnother(final long nowNs) {
        told = destinations(nowNs, false);
        return told;
    }

    /**
     * Gives real servers that came up the part of their weights that is due.
     *
     * @return whether the scheduler was told of other weights.
     * @throws director.schedulers.SchedulerException if it refuses them; the next call tries again.
     */
    boolean growSlowly(final long nowNs) {
        if (realServers.values().stream().allMatch(realServer -> realServer.growth().equals(Growth.NONE))) {
            return false;
        }
        final Destinations due = destinations(nowNs, scheduler().onlyComparesWeights());
        final boolean changed = !due.hasWeightsOf(told);
        if (changed) {
            scheduler().updateService(due);
            told = due;
        }
        realServers.replaceAll((name, realServer) -> realServer.growth().isOver(nowNs)
            ? realServer.with(Growth.NONE) : realServer);
        return changed;
    }

    /** How a real server grows that comes up now. */
    Growth growth(final RealServerSettings settings, final long nowNs) {
        final Integer own = settings.slowStartSeconds();
        return new Growth(nowNs, TimeUnit.SECONDS.toNanos(own == null ? slowStartSeconds : own));
    }

    /** Sets what real servers may get, whatever is configured. Those that come up beside others grow slowly. */
    void availability(final ServiceAvailability may, final long nowNs) {
        final Set<Integer> up = inService();
        availability = may;
        final Set<Integer> upNow = inService();
        if (!up.isEmpty()) {
            realServers.replaceAll((name, realServer) ->
                upNow.contains(realServer.number()) && !up.contains(realServer.number())
                    ? realServer.with(growth(realServer.settings(), nowNs)) : realServer);
        }
    }

    private Set<Integer> inService() {
        return realServers.values().stream()
            .filter(realServer -> availability(realServer) == Availability.IN_SERVICE)
            .map(RealServer::number).collect(Collectors.toSet());
    }

    /** What a real server may get. */
    Availability availability(final RealServer realServer) {
        return availability.isAll() ? Availability.IN_SERVICE
            : availability.of(RealServerKey.of(realServer.settings()));
    }

    /** The real servers that schedulers see: those that are not out of service. */
    Stream<RealServer> listed() {
        return realServers.values().stream()
            .filter(realServer -> availability(realServer) != Availability.OUT_OF_SERVICE);
    }

    /** A real server as the packet path sees it: what is known of it, if that is so still. */
    @SuppressWarnings("ReferenceEquality") // The same object as a rule, and comparing ten thousand takes its time.
    Destination destination(final RealServer realServer, final @Nullable Destination known) {
        final RealServerSettings settings = realServer.settings();
        final int weight = weight(realServer);
        final RealServerSettings effective = weight == settings.weight() ? settings : settings.withWeight(weight);
        final boolean inService = availability(realServer) != Availability.OUT_OF_SERVICE;
        return known != null && known.available() && known.inService() == inService
            && (known.settings() == effective || known.settings().equals(effective)) && known.service().equals(key)
            ? known : Destination.of(realServer.number(), key, effective, true, inService);
    }

    /** The weight that a real server has in effect. */
    private int weight(final RealServer realServer) {
        return availability(realServer) == Availability.INHIBITED ? 0 : realServer.settings().weight();
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

    private Destinations destinations(final long nowNs, final boolean onlyComparesWeights) {
        final List<RealServer> listed = listed().toList();
        return SlowStart.at(
            Destinations.of(listed.stream().map(realServer -> realServer.entry(weight(realServer))).toList()),
            listed.stream().map(RealServer::growth).toList(), nowNs, onlyComparesWeights);
    }

    /** How its real servers are told the addresses of clients. */
    ClientAddress clientAddress() {
        return view.clientAddress();
    }

    private Service view(final ServiceSettings settings, final BoundScheduler scheduler, final ServiceUse use) {
        return Service.of(key, scheduler, settings.onePacket(), settings.persistence(), settings.timeouts(),
            settings.clientAddress(), ServiceLimits.of(settings.policy(), use));
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
     * @param growth     to its weight, since it came up.
     * @param meter      what went there.
     */
    record RealServer(int number, RealServerSettings settings, int lastWeight, Growth growth, TrafficMeter meter) {
        RealServer(
            final int number, final RealServerSettings settings, final Growth growth, final TrafficMeter meter) {
            this(number, settings, settings.weight(), growth, meter);
        }

        RealServer with(final RealServerSettings changed) {
            return new RealServer(
                number, changed, changed.weight() == 0 ? lastWeight : changed.weight(), growth, meter);
        }

        RealServer with(final Growth changed) {
            return new RealServer(number, settings, lastWeight, changed, meter);
        }

        /** Whether a change gives it a weight after it had none. */
        boolean comesUpWith(final RealServerSettings changed) {
            return settings.weight() == 0 && changed.weight() > 0;
        }

        Destinations.Entry entry(final int weight) {
            final IpAddress address = settings.address();
            return new Destinations.Entry(number, weight, lastWeight,
                new Endpoint(address.ipv6(), address.high(), address.low(), settings.port()));
        }
    }
}
