/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.warmup;

import director.bindings.NativeMemory;
import director.bindings.PacketPool;
import director.bindings.RxQueue;
import director.bindings.TxQueue;
import director.dataplane.address.IpAddress;
import director.dataplane.address.IpPrefix;
import director.dataplane.conductor.Conductor;
import director.dataplane.conductor.ConductorSettings;
import director.dataplane.configuration.ClientSettings;
import director.dataplane.configuration.ConnectionTimeouts;
import director.dataplane.configuration.LocalPortSettings;
import director.dataplane.configuration.PacketSettings;
import director.dataplane.configuration.PortSettings;
import director.dataplane.configuration.RealServerSettings;
import director.dataplane.configuration.ServiceSettings;
import director.dataplane.localport.PortShares;
import director.dataplane.ownership.Peers;
import director.dataplane.port.KernelQueues;
import director.dataplane.port.PortChecksums;
import director.dataplane.port.Trunk;
import director.dataplane.port.TxBuffer;
import director.dataplane.port.WorkerPort;
import director.dataplane.service.ServiceKey;
import director.dataplane.status.KernelTraffic;
import director.dataplane.status.WorkerCounter;
import director.dataplane.status.WorkerCounters;
import director.dataplane.worker.Worker;
import director.dataplane.worker.WorkerTables;
import director.dataplane.worker.WorkerThread;
import director.schedulers.SchedulerRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.SystemNanoClock;
import org.jspecify.annotations.Nullable;

/**
 * A director in memory, of the classes of a real one and with its configuration, to which clients talk and whose real
 * servers answer. From one thread.
 */
final class Rehearsal implements AutoCloseable {
    /** So few that tables grow, or are full. */
    private static final int FEW_CONNECTIONS = 1 << 10;
    private static final int MAX_CONNECTIONS = 1 << 18;
    private static final int MAX_NEIGHBOURS = 4_096;
    /** A quarter of the usual table, which is made anew in every life. */
    private static final ClientSettings CLIENTS = new ClientSettings(1 << 14, 32, 64);
    private static final long SEED = 1;
    /** So short that connections end while this lasts. */
    private static final ConnectionTimeouts TIMEOUTS = new ConnectionTimeouts(1, 1, 1);
    private static final int IDLE_CYCLES = 4;
    /** Bursts of nothing but first packets, of each service: what a director meets first. Steps have one of ten. */
    private static final int OPENINGS = 8;
    /** They need not rest: nobody remembers them. */
    private static final LocalPortSettings PORTS =
        new LocalPortSettings(LocalPortSettings.DEFAULT_FIRST, LocalPortSettings.DEFAULT_LAST, 0);
    /**
     * How often links come up in a life. Announced once, addresses would have the compiler begin only when a director
     * starts; and after the last time there has to be time for every repetition.
     */
    static final int LINK_UPS = 8;
    /** By how much a clock that leaps is ahead after each round: a life is long enough for all that is timed. */
    private static final long LEAP_NS = TimeUnit.MILLISECONDS.toNanos(100);
    /** One oddity in so many bursts. */
    private static final int ODD = 4;

    private final Stage stage;
    private final PacketPool pool;
    private final int burst;
    private final long mbufs;
    private final SplittableRandom random;
    private final Repertoire repertoire;
    private final List<Target> targets;
    private final SyntheticServers servers = new SyntheticServers();
    private final WorkerTables tables;
    private final SyntheticPort[] links;
    private final WorkerPort[] ports;
    private final List<SyntheticTrunk> trunks = new ArrayList<>();
    private final Conductor conductor;
    private final Worker worker;
    private final Oddities oddities;
    private final boolean leaps;
    private long leaptNs;
    private int clients;
    private int linkUps;
    private int changes;

    /** A new one; {@code number} counts those before it. */
    Rehearsal(
        final Repertoire repertoire, final SchedulerRegistry registry, final Stage stage, final int number) {
        final WarmUpSettings settings = repertoire.settings();
        this.stage = stage;
        this.pool = stage.pool();
        this.burst = settings.burst();
        this.mbufs = NativeMemory.allocate((long) burst * Long.BYTES, Long.BYTES);
        this.random = new SplittableRandom(number);
        this.leaps = number / 2 % 2 != 0;
        final NanoClock clock = leaps ? this::leaping : SystemNanoClock.INSTANCE;
        this.repertoire = repertoire;
        repertoire.targets().forEach(target -> servers.virtual(target.address().wireLow()));
        localAddresses(repertoire).forEach(address -> servers.local(address.wireLow()));
        targets = Stream.concat(repertoire.targets().stream(), repertoire.others().stream()).toList();
        tables = new WorkerTables(stage.memory(), FEW_CONNECTIONS,
            number % 2 == 0 ? MAX_CONNECTIONS : FEW_CONNECTIONS, CLIENTS, SEED, clock.nanoTime());
        links = new SyntheticPort[settings.ports().size()];
        ports = new WorkerPort[links.length];
        for (int i = 0; i < links.length; i++) {
            // Room for a burst and its answers, and for what neighbours say at the same time.
            links[i] = new SyntheticPort(i, station(i, settings.ports()), pool, servers, 8 * burst);
        }
        for (int i = 0; i < links.length; i++) {
            if (settings.ports().get(i).subInterface() == null) {
                open(i, settings, number + i);
            }
        }
        oddities = new Oddities(
            links[0].mac(), SyntheticClients.LINK.getFirst().address(), SyntheticClients.LINK.getLast().address());
        conductor = new Conductor(new ConductorSettings(registry, withClients(settings.ports()),
            shortLived(settings.packets()).withSnat(repertoire.snat()), tables.load(), tables.thresholds(),
            tables.limits(), clock, new PortShares(Peers.none().owners(), PORTS, SEED)),
            repertoire.services());
        worker = new Worker("warm-up", tables.resources(ports, pool, MAX_NEIGHBOURS), conductor.published(),
            clock, burst, WorkerThread.NONE);
        conductor.supervise(worker);
    }

    private long leaping() {
        return SystemNanoClock.INSTANCE.nanoTime() + leaptNs;
    }

    /** The place of the port itself, or of the parent of a VLAN. */
    private static int station(final int index, final List<PortSettings> ports) {
        return ports.stream().filter(port -> port.vlans(ports).contains(ports.get(index))).map(ports::indexOf)
            .findFirst().orElse(index);
    }

    private void open(final int index, final WarmUpSettings settings, final int kind) {
        final SyntheticPort link = links[index];
        final @Nullable Trunk vlans = Trunk.of(settings.ports(), index);
        RxQueue from = link::receive;
        TxQueue to = link::transmit;
        if (vlans != null) {
            final SyntheticTrunk trunk = new SyntheticTrunk(settings.ports(), index, links);
            trunks.add(trunk);
            from = trunk::receive;
            to = trunk::transmit;
        }
        ports[index] = new WorkerPort(index, link.mac(), settings.ports().get(index).mtu(), receiving(from, kind),
            buffer(transmitting(to, kind)), kernel(settings), PortChecksums.NONE, vlans);
        ports[index].addVlans(settings.ports(), ports, _ -> kernel(settings));
    }

    private @Nullable KernelQueues kernel(final WarmUpSettings settings) {
        if (!settings.packets().host().usesKernel()) {
            return null;
        }
        final KernelTraffic traffic = new KernelTraffic();
        return new KernelQueues((array, capacity) -> 0,
            new TxBuffer(this::swallow, burst, pool, tables.counters(), traffic), traffic);
    }

    /** Of one of several classes, so that the compiler does not rely on which class the queues of ports are of. */
    private static RxQueue receiving(final RxQueue link, final int kind) {
        return switch (kind % 3) {
            case 0 -> link;
            case 1 -> (array, capacity) -> link.burst(array, capacity);
            default -> new RxQueue() {
                @Override
                public int burst(final long mbufArray, final int capacity) {
                    return link.burst(mbufArray, capacity);
                }
            };
        };
    }

    private static TxQueue transmitting(final TxQueue link, final int kind) {
        return switch (kind % 3) {
            case 0 -> link;
            case 1 -> (array, count) -> link.burst(array, count);
            default -> new TxQueue() {
                @Override
                public int burst(final long mbufArray, final int count) {
                    return link.burst(mbufArray, count);
                }
            };
        };
    }

    private TxBuffer buffer(final TxQueue queue) {
        return new TxBuffer(queue, burst, pool, tables.counters());
    }

    private int swallow(final long mbufArray, final int count) {
        pool.free(mbufArray, 0, count);
        return count;
    }

    private static List<IpAddress> localAddresses(final Repertoire repertoire) {
        final Stream<IpPrefix> full = Stream.concat(
            repertoire.services().stream().flatMap(service -> service.localAddresses().stream()),
            withClients(repertoire.settings().ports()).stream().flatMap(port -> port.localAddresses().stream()));
        return Stream.concat(full.map(IpPrefix::address),
            repertoire.snat().stream().flatMap(rule -> rule.everyAddress().stream())).toList();
    }

    /** The first port has the clients on its link, and others whom they talk to on one more. */
    private static List<PortSettings> withClients(final List<PortSettings> ports) {
        final List<PortSettings> result = new ArrayList<>(ports);
        result.replaceAll(port -> port.withLocalAddresses(Repertoire.few(port.localAddresses())));
        result.set(0, result.getFirst().withAddresses(
            Stream.concat(SyntheticClients.LINK.stream(), SyntheticOthers.LINK.stream()).toList()));
        return result;
    }

    private static PacketSettings shortLived(final PacketSettings packets) {
        return packets.withTimeouts(TIMEOUTS).withAccess(Repertoire.lenient(packets.access()));
    }

    /** Some bursts that open connections, then every step of one for a burst of new clients, to each target. */
    void round() {
        if (linkUps < LINK_UPS) {
            comeUp();
        }
        for (int i = 0; i < OPENINGS; i++) {
            for (final Target target : targets) {
                burst(target, SyntheticClients.steps(target.protocol())[0]);
            }
            comeNew();
        }
        for (final Target target : targets) {
            for (final int step : SyntheticClients.steps(target.protocol())) {
                burst(target, step);
            }
        }
        comeNew();
        for (int i = 0; i < IDLE_CYCLES; i++) {
            worker.doWork();
        }
        leaptNs += leaps ? LEAP_NS : 0;
        pollDevice();
    }

    /** Addresses are announced anew. */
    private void comeUp() {
        linkUps++;
        for (final WorkerPort port : ports) {
            port.link().cameUp();
        }
    }

    private void comeNew() {
        clients = (clients + burst) % (SyntheticClients.COUNT - burst);
    }

    /** Takes what never comes from a device, and gives it a packet. */
    private void pollDevice() {
        stage.idle().burst(mbufs, burst);
        final long mbuf = pool.allocate();
        if (mbuf != 0) {
            NativeMemory.int64(mbufs, mbuf);
            stage.sink().burst(mbufs, 1);
        }
    }

    /**
     * Changes the configuration, as an operator might: weights, and one address more, after which the ways to real
     * servers are learnt anew.
     */
    void change() {
        final List<CompletableFuture<@Nullable Void>> done = new ArrayList<>();
        for (final ServiceSettings service : repertoire.services()) {
            final RealServerSettings server = service.realServers().getFirst();
            done.add(conductor.proxy().editRealServer(ServiceKey.of(service), server.withWeight(server.weight() + 1)));
        }
        done.add(conductor.proxy().addAddresses(addition(changes++)));
        while (conductor.doWork() > 0) {
            worker.doWork();
        }
        done.forEach(CompletableFuture::join);
    }

    /** Of a network that nobody has (RFC 5737). */
    private static IpPrefix addition(final int number) {
        return IpPrefix.parse("203.0.113." + (1 + number) + "/32");
    }

    private void burst(final Target target, final int step) {
        final int odd = random.nextInt(ODD * burst);
        final int length = random.nextInt(ODD) == 0 ? 1 + random.nextInt(burst) : burst;
        for (int i = 0; i < length; i++) {
            final long mbuf = pool.allocate();
            if (mbuf == 0) {
                break;
            }
            if (i == odd) {
                oddities.write(mbuf, random.nextInt(Oddities.KINDS), target, clients + i);
            } else {
                SyntheticClients.write(mbuf, links[0].mac(), target, clients + i, step);
            }
            links[0].arrive(mbuf);
        }
        run();
    }

    /** Until nobody has anything to say any more. */
    private void run() {
        boolean busy = true;
        while (busy) {
            worker.doWork();
            busy = false;
            for (final SyntheticPort link : links) {
                busy |= !link.isIdle();
            }
        }
    }

    WorkerCounters counters() {
        return tables.counters();
    }

    /** How many packets the worker has got so far. */
    long packets() {
        return tables.counters().get(WorkerCounter.RECEIVED);
    }

    @Override
    public void close() {
        worker.onClose();
        conductor.onClose();
        for (int i = 0; i < links.length; i++) {
            links[i].close();
            ports[i].txBuffer().close();
            final @Nullable KernelQueues kernel = ports[i].kernel();
            if (kernel != null) {
                kernel.txBuffer().close();
            }
        }
        trunks.forEach(SyntheticTrunk::close);
        tables.close();
        NativeMemory.free(mbufs);
    }
}
