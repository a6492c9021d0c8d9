/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.replay;

import director.bindings.HeapPool;
import director.dataplane.Counter;
import director.dataplane.DirectorCounters;
import director.dataplane.ManagedDirector;
import director.dataplane.PortView;
import director.dataplane.WorkerView;
import director.dataplane.address.IpPrefix;
import director.dataplane.conductor.Catalogue;
import director.dataplane.conductor.Conductor;
import director.dataplane.conductor.ConductorProxy;
import director.dataplane.conductor.ConductorSettings;
import director.dataplane.configuration.LocalPortSettings;
import director.dataplane.configuration.MarkRule;
import director.dataplane.configuration.PacketSettings;
import director.dataplane.configuration.Protocol;
import director.dataplane.configuration.Sysctl;
import director.dataplane.listing.WorkerListing;
import director.dataplane.localport.LocalPortCatalogue;
import director.dataplane.policy.Limits;
import director.dataplane.service.DestinationCounters;
import director.dataplane.service.SummedLoad;
import director.dataplane.snat.SnatTable;
import director.dataplane.status.DropReason;
import director.schedulers.SchedulerRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A director without a network: what stands between its two ports is the real conductor and the real worker, driven
 * until they have nothing to do by the one thread that calls it. What is of {@link ManagedDirector} may be called from
 * any thread, and is answered when that one lets it. The same calls give the same packets, always.
 *
 * <pre>
 *   clients --- client 10.0.0.254/24   director   real 10.9.0.254/16 --- real servers
 *      \- default gateway 10.0.0.1
 * </pre>
 */
public final class ReplayDirector implements ManagedDirector, AutoCloseable {
    /** Connections and templates that fit unless told. */
    public static final int MAX_CONNECTIONS = 65_536;

    private static final String SYSCTLS = "net.ipv4.vs.";
    private static final int MBUFS = 1_024;
    private static final int DATA_ROOM = 16_384;
    private static final long FIRST_MAC = 0x02FF_0000_0100L;
    /** Shorter than anything that timers of the worker or the conductor distinguish. */
    private static final long STRIDE_MS = 10;
    private static final int MAX_DUTY_CYCLES = 100_000;

    private final int maxConnections;
    private final ManualClock clock = new ManualClock();
    private final List<EmittedPacket> emitted = new ArrayList<>();
    private final HeapPool pool = new HeapPool(MBUFS, DATA_ROOM);
    private final ReplayWorkers workers;
    private final SchedulerRegistry schedulers;
    private final Conductor conductor;
    private final SimulatedLink[] links = new SimulatedLink[Side.values().length];

    /** An empty director with the schedulers that are on the module path. */
    public ReplayDirector() {
        this(SchedulerRegistry.load());
    }

    /**
     * An empty director, at the time 0.
     *
     * @param registry the schedulers that services can have.
     */
    public ReplayDirector(final SchedulerRegistry registry) {
        this(registry, ReplayNetwork.STANDARD);
    }

    /**
     * An empty director, at the time 0.
     *
     * @param registry the schedulers that services can have.
     * @param network  where it stands.
     */
    public ReplayDirector(final SchedulerRegistry registry, final ReplayNetwork network) {
        this(registry, network, MAX_CONNECTIONS);
    }

    /**
     * An empty director, at the time 0.
     *
     * @param registry       the schedulers that services can have.
     * @param network        its ports, addresses and routes.
     * @param maxConnections how many connections and templates fit.
     */
    public ReplayDirector(
        final SchedulerRegistry registry, final ReplayNetwork network, final int maxConnections) {
        this(registry, network, maxConnections, 1);
    }

    /**
     * An empty director with several workers, which receive in turn and hand packets over to each other.
     *
     * @param registry       where schedulers come from.
     * @param network        where it stands.
     * @param maxConnections how many connections and templates fit.
     * @param count          how many workers.
     */
    public ReplayDirector(
        final SchedulerRegistry registry, final ReplayNetwork network, final int maxConnections, final int count) {
        this(registry, network, maxConnections, count, LocalPortSettings.DEFAULT);
    }

    /** The same with these ports of local addresses. */
    ReplayDirector(final SchedulerRegistry registry, final ReplayNetwork network, final int maxConnections,
        final int count, final LocalPortSettings localPorts) {
        this.maxConnections = maxConnections;
        schedulers = registry;
        workers = new ReplayWorkers(count, maxConnections, pool, clock.nanoTime());
        for (final Side side : Side.values()) {
            links[side.index()] =
                new SimulatedLink(side, FIRST_MAC + side.index(), pool, clock, emitted, count);
        }
        conductor = new Conductor(new ConductorSettings(registry, network.ports(), PacketSettings.INITIAL,
            workers.first().load(), workers.first().thresholds(), workers.first().limits(), clock,
            workers.localPorts(localPorts)), List.of());
        workers.make(conductor.published(), clock, links);
        workers.all().forEach(conductor::supervise);
    }

    /**
     * Changes services.
     *
     * @param change asks the conductor for something.
     * @throws RuntimeException what the conductor refused it with: nothing has changed then.
     */
    public void change(final Function<ConductorProxy, CompletableFuture<@Nullable Void>> change) {
        final CompletableFuture<@Nullable Void> answer = change.apply(conductor.proxy());
        runUntilIdle();
        try {
            answer.join();
        } catch (final CompletionException e) {
            throw e.getCause() instanceof RuntimeException refused ? refused : e;
        }
    }

    /**
     * Whether services can have a scheduler.
     *
     * @param name of the scheduler.
     * @return true if it is registered.
     */
    public boolean hasScheduler(final String name) {
        return schedulers.contains(name);
    }

    @Override
    public ConductorProxy conductor() {
        return conductor.proxy();
    }

    @Override
    public Catalogue catalogue() {
        return conductor.catalogue();
    }

    @Override
    public List<Counter> counters() {
        return DirectorCounters.of(workers.counters(), catalogue(), load(), Map.of(), Map.of());
    }

    @Override
    public SummedLoad load() {
        return workers.first().load();
    }

    @Override
    public List<PortView> ports() {
        return Stream.of(Side.values()).map(side -> new PortView(side.name().toLowerCase(Locale.ROOT), "memory",
            mac(side), mtu(side), new PortView.Link(true, 0, true), PortView.Traffic.NONE, Map.of())).toList();
    }

    @Override
    public List<WorkerView> workers() {
        return workers.views();
    }

    @Override
    public SchedulerRegistry schedulers() {
        return schedulers;
    }

    @Override
    public LocalPortCatalogue localPorts() {
        return conductor.localPorts();
    }

    @Override
    public SnatTable snat() {
        return conductor.snat();
    }

    @Override
    public Limits limits() {
        return workers.first().limits();
    }

    @Override
    public List<WorkerListing> listings() {
        return workers.listings();
    }

    /**
     * What real servers have to do, by the numbers of the {@link #catalogue}.
     *
     * @return figures of the moment, to be read only.
     */
    public DestinationCounters destinations() {
        return workers.first().destinations();
    }

    /**
     * Makes an address, or every address of a prefix, the director's own.
     *
     * @param address as text, such as {@code 10.0.0.100}.
     * @throws IllegalArgumentException if it is neither an address nor a prefix.
     */
    public void addVip(final String address) {
        final IpPrefix own = IpPrefix.parse(address);
        change(proxy -> proxy.addAddresses(own));
    }

    /**
     * Gives a firewall mark to what arrives and matches.
     *
     * @param mark        the mark.
     * @param protocol    {@code tcp}, {@code udp}, or null for all.
     * @param destination an address or prefix, or null for all.
     * @param port        the destination port, or null for all.
     * @param ipv6        true for IPv6, false for IPv4.
     */
    public void mark(
        final long mark,
        final @Nullable String protocol,
        final @Nullable String destination,
        final @Nullable Integer port,
        final boolean ipv6) {
        final MarkRule rule = new MarkRule((int) mark, ipv6, null,
            protocol == null ? null : Protocol.valueOf(protocol.toUpperCase(Locale.ROOT)), null,
            destination == null ? null : IpPrefix.parse(destination), port == null ? 0 : port,
            port == null ? MarkRule.LAST_PORT : port);
        change(proxy -> proxy.addMarkRule(rule));
    }

    /**
     * Sets one of the sysctls of IPVS.
     *
     * @param name  as the kernel names it, {@code net.ipv4.vs.sloppy_tcp} for example.
     * @param value as text.
     * @throws NotSupportedException if there is no such setting.
     */
    public void sysctl(final String name, final String value) {
        final Sysctl sysctl = Stream.of(Sysctl.values())
            .filter(known -> name.equals(SYSCTLS + known.label()))
            .findFirst()
            .orElseThrow(() -> new NotSupportedException("sysctl " + name));
        change(proxy -> proxy.set(sysctl, Integer.parseInt(value)));
    }

    /**
     * Lets a synchronisation message arrive.
     *
     * @param payload of the UDP datagram.
     * @throws NotSupportedException always: there is no synchronisation yet.
     */
    @SuppressWarnings("DoNotCallSuggester") // It will not always throw.
    public void synchronise(final byte[] payload) {
        throw new NotSupportedException("synchronisation messages");
    }

    /**
     * Changes the MTU of a port.
     *
     * @param side which port.
     * @param mtu  longest IP packet in bytes.
     */
    public void mtu(final Side side, final int mtu) {
        workers.mtu(side, mtu);
    }

    /**
     * Lets an IP packet arrive and everything happen that follows at once.
     *
     * @param side by which port.
     * @param ip   from the version nibble on.
     * @throws NotSupportedException if it is longer than the director's mbufs.
     */
    public void inject(final Side side, final byte[] ip) {
        links[side.index()].inject(ip);
        runUntilIdle();
    }

    /**
     * The MTU of a port.
     *
     * @param side which port.
     * @return longest IP packet in bytes.
     */
    public int mtu(final Side side) {
        return workers.mtu(side);
    }

    /**
     * Lets a frame arrive, which is looked at with the next {@link #settle}.
     *
     * @param side     by which port.
     * @param segments the frame, Ethernet header included, in the segments that the device makes of it: at least one.
     * @throws NotSupportedException if a segment is longer than the director's mbufs.
     */
    public void arrive(final Side side, final List<byte[]> segments) {
        links[side.index()].arrive(segments);
    }

    /** Lets everything happen that follows from what has arrived. */
    public void settle() {
        runUntilIdle();
    }

    /**
     * How many packets have arrived or were made, and have not met their fate.
     *
     * @return those that wait, each of which holds an mbuf.
     */
    public long waiting() {
        return workers.waiting();
    }

    /** From now on packets arrive where network cards that hash one end of them deliver them, and not in turn. */
    void shareOutByHash() {
        for (final Side side : Side.values()) {
            links[side.index()].shareOut(new EndHash(workers.owners(), side));
        }
    }

    /**
     * How many mbufs are outside the pool.
     *
     * @return those of packets that wait, if none is lost.
     */
    public int mbufsInUse() {
        return pool.inUse();
    }

    /**
     * How many connections and templates there are.
     *
     * @return at most {@link #maxConnections}.
     */
    public int connectionCount() {
        return workers.tables().stream().mapToInt(each -> each.connections().size()).sum();
    }

    /**
     * How many connections and templates fit.
     *
     * @return always the same.
     */
    public int maxConnections() {
        return maxConnections;
    }

    /**
     * Lets time pass.
     *
     * @param nowMs milliseconds since the director was made; nothing happens if they are over.
     */
    public void advanceTo(final long nowMs) {
        advanceTo(nowMs, STRIDE_MS);
    }

    /**
     * Lets time pass in large steps, where it does not matter when exactly something happens.
     *
     * @param milliseconds for how long.
     * @param strideMs     milliseconds of a step.
     */
    public void pass(final long milliseconds, final long strideMs) {
        advanceTo(clock.millis() + milliseconds, strideMs);
    }

    private void advanceTo(final long nowMs, final long strideMs) {
        while (clock.millis() < nowMs) {
            clock.millis(Math.min(nowMs, clock.millis() + strideMs));
            runUntilIdle();
        }
    }

    /**
     * The director's MAC address on a side.
     *
     * @param side which.
     * @return 48 bits.
     */
    public static long mac(final Side side) {
        return FIRST_MAC + side.index();
    }

    /**
     * The present.
     *
     * @return milliseconds since the director was made.
     */
    public long nowMs() {
        return clock.millis();
    }

    /**
     * Takes what the director has sent since the last call.
     *
     * @return in the order of sending.
     */
    public List<EmittedPacket> takeEmitted() {
        final List<EmittedPacket> taken = List.copyOf(emitted);
        emitted.clear();
        return taken;
    }

    /**
     * Takes the reasons for which packets were dropped since the last call.
     *
     * @return empty if none was.
     */
    public Set<DropReason> takeDrops() {
        return workers.takeDrops();
    }

    /**
     * Lists the connections.
     *
     * @return in no particular order.
     */
    public List<ListedConnection> connections() {
        final List<ListedConnection> rows = new ArrayList<>();
        workers.tables().forEach(each -> each.connections().forEach(clock.nanoTime(),
            (record, leftNs) -> rows.add(ListedConnection.of(each.connections(), record, leftNs))));
        return rows;
    }

    /** Frees the memory. Nothing may be called afterwards. */
    @Override
    public void close() {
        workers.stop();
        conductor.onClose();
        for (final SimulatedLink link : links) {
            link.close();
        }
        workers.close();
        pool.close();
    }

    private void runUntilIdle() {
        for (int i = 0; i < MAX_DUTY_CYCLES; i++) {
            if (conductor.doWork() + workers.work() == 0 && areLinksIdle()) {
                return;
            }
        }
        throw new IllegalStateException("still busy after " + MAX_DUTY_CYCLES + " duty cycles");
    }

    private boolean areLinksIdle() {
        for (final SimulatedLink link : links) {
            if (!link.isIdle()) {
                return false;
            }
        }
        return true;
    }
}
