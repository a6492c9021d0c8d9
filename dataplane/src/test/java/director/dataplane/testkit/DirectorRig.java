/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import director.bindings.Mbuf;
import director.dataplane.conductor.Conductor;
import director.dataplane.conductor.ConductorProxy;
import director.dataplane.configuration.SubInterface;
import director.dataplane.configuration.Sysctl;
import director.dataplane.connection.ConnectionTable;
import director.dataplane.port.LinkState;
import director.dataplane.service.DestinationCounters;
import director.dataplane.status.DropReason;
import director.dataplane.status.KernelTraffic;
import director.dataplane.status.VlanTraffic;
import director.dataplane.status.WorkerCounter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * A director without DPDK, driven by hand from one thread.
 *
 * <pre>
 *   10.0.0.0/24, gateway 10.0.0.1 ─── client port  [director]  real port ─── 10.9.0.0/16
 *                                     10.0.0.254               10.9.0.254
 * </pre>
 *
 * The addresses that it begins with are announced when a test gets it. Hosts answer ARP by themselves, except those
 * that a test makes silent. Every host's MAC address is that of {@link Bytes#macOf}. {@link #close} asserts that no
 * packet, no memory and no fate was lost.
 */
public final class DirectorRig implements AutoCloseable {
    /** MAC address of the client port. */
    public static final long CLIENT_MAC = 0x0200_0000_0001L;
    /** MAC address of the real port. */
    public static final long REAL_MAC = 0x0200_0000_0002L;

    private static final int MAX_ROUNDS = 10_000;
    private static final int SOME_RATE = 100;
    /** Announces its addresses three times, a second apart. */
    private static final int ANNOUNCING_MS = 2_400;

    private final GuardedPool pool;
    private final FakePort client;
    private final FakePort real;
    private final FakePort trunk;
    private final List<TaggedWire> wires = new ArrayList<>();
    private final long realMac;
    /** By the places of ports; none if there is no kernel. */
    private final List<FakePort> kernels;
    private final Assembly director;
    private final Set<String> silent = new HashSet<>();
    private final List<Frame> sentToClients = new ArrayList<>();
    private final List<Frame> sentToReal = new ArrayList<>();
    private final long[] atStart = new long[WorkerCounter.count()];
    private boolean answersArp = true;
    private boolean showsAnnouncements;
    private int announcements;
    private int forgotten;
    private boolean closed;

    DirectorRig(final RigSettings settings) {
        pool = new GuardedPool(settings.mbufs(), Mbuf.HEADROOM + settings.frameRoom());
        client = new FakePort(pool);
        real = new FakePort(pool);
        kernels = settings.hasKernel() ? settings.ports().stream().map(_ -> new FakePort(pool)).toList() : List.of();
        trunk = new FakePort(pool);
        final SubInterface clientVlan = settings.clientVlan();
        final SubInterface realVlan = settings.realVlan();
        if (clientVlan == null || realVlan == null) {
            realMac = REAL_MAC;
            director = new Assembly(settings, pool, client.rxQueue(), client.txQueue(), real.rxQueue(),
                real.txQueue(), kernels);
        } else {
            realMac = CLIENT_MAC;
            wires.add(new TaggedWire(client, trunk, clientVlan));
            wires.add(new TaggedWire(real, trunk, realVlan));
            director = new Assembly(settings, pool, trunk.rxQueue(), trunk.txQueue(), trunk.rxQueue(),
                trunk.txQueue(), kernels);
        }
        settle();
        pass(ANNOUNCING_MS, ANNOUNCING_MS / 4);
        trunk.takeSent();
        for (final WorkerCounter counter : WorkerCounter.values()) {
            atStart[counter.id()] = director.counters().get(counter);
        }
    }

    /** Time. */
    public ManualClock clock() {
        return director.clock();
    }

    /** Native memory. */
    public CountingMemory memory() {
        return director.memory();
    }

    /** Where mbufs come from. */
    public GuardedPool pool() {
        return pool;
    }

    /** The port to the clients. */
    public FakePort client() {
        return client;
    }

    /** The port to the real servers. */
    public FakePort real() {
        return real;
    }

    /** The port that the others are VLANs of, if the director is one-armed. What it sends without their tags stays. */
    public FakePort trunk() {
        return trunk;
    }

    /** What is counted of a VLAN, by its place. */
    public VlanTraffic traffic(final int place) {
        return director.traffic(place);
    }

    /** What is counted of a port's interface in the kernel, by the place of the port. */
    public KernelTraffic kernelTraffic(final int place) {
        return director.kernelTraffic(place);
    }

    /** What workers know of the link of a port, by its place. */
    public LinkState link(final int place) {
        return director.link(place);
    }

    /** The interface of the client port in the kernel. */
    public FakePort clientKernel() {
        return kernel(0);
    }

    /** The interface of the real port in the kernel. */
    public FakePort realKernel() {
        return kernel(1);
    }

    /** The interface in the kernel of the port that the others are VLANs of. */
    public FakePort trunkKernel() {
        return kernel(2);
    }

    /** The interface in the kernel of the port at a place. */
    public FakePort kernel(final int place) {
        return kernels.get(place);
    }

    /** What is counted for real servers. */
    public DestinationCounters destinations() {
        return director.destinations();
    }

    /** All connections. */
    public ConnectionTable connections() {
        return director.connections();
    }

    /** The conductor. */
    public Conductor conductor() {
        return director.conductor();
    }

    /** How services are changed: see {@link #carryOut}. */
    public ConductorProxy proxy() {
        return conductor().proxy();
    }

    /** How many packets were dropped for a reason. */
    public long drops(final DropReason reason) {
        return director.counters().drops(reason);
    }

    /** A counter, without what was counted while the director announced the addresses that it began with. */
    public long count(final WorkerCounter counter) {
        return director.counters().get(counter) - atStart[counter.id()];
    }

    /** From now on these hosts do not answer ARP. */
    public void silence(final String... addresses) {
        silent.addAll(List.of(addresses));
    }

    /** From now on these hosts answer ARP again. */
    public void unsilence(final String... addresses) {
        silent.removeAll(Set.of(addresses));
    }

    /** From now on no host answers ARP, and requests are among the frames that were sent. */
    public void answerNoArp() {
        answersArp = false;
    }

    /** From now on announcements of addresses are among the frames that were sent. */
    public void showAnnouncements() {
        showsAnnouncements = true;
    }

    /** How many announcements of addresses were sent and not shown. */
    public int announcements() {
        return announcements;
    }

    /** Frames arrive on the client port and are handled, with all that follows from it. */
    public void fromClient(final PacketBuilder... packets) {
        for (final PacketBuilder packet : packets) {
            client.arrive(packet.toUnlessSet(CLIENT_MAC).bytes());
        }
        settle();
    }

    /** Frames arrive on the real port and are handled, with all that follows from it. */
    public void fromReal(final PacketBuilder... packets) {
        for (final PacketBuilder packet : packets) {
            real.arrive(packet.toUnlessSet(realMac).bytes());
        }
        settle();
    }

    /** Whole frames arrive on the client port and are handled, with all that follows from it. */
    public void framesFromClient(final byte[]... frames) {
        List.of(frames).forEach(client::arrive);
        settle();
    }

    /** Whole frames arrive on the real port and are handled, with all that follows from it. */
    public void framesFromReal(final byte[]... frames) {
        List.of(frames).forEach(real::arrive);
        settle();
    }

    /** What was sent by the client port since the last call, without answered ARP requests. */
    public List<Frame> toClients() {
        final List<Frame> taken = List.copyOf(sentToClients);
        sentToClients.clear();
        return taken;
    }

    /** What was sent by the real port since the last call, without answered ARP requests. */
    public List<Frame> toReal() {
        final List<Frame> taken = List.copyOf(sentToReal);
        sentToReal.clear();
        return taken;
    }

    /** The only frame that was sent by the client port since the last call. */
    public Frame toClient() {
        final List<Frame> frames = toClients();
        assertThat(frames).hasSize(1);
        return frames.getFirst();
    }

    /** The only frame that was sent by the real port since the last call. */
    public Frame toRealServer() {
        final List<Frame> frames = toReal();
        assertThat(frames).hasSize(1);
        return frames.getFirst();
    }

    /** One duty cycle of the worker. Answers what the worker answers. */
    public int work() {
        wires.forEach(TaggedWire::carry);
        final int done = director.worker().doWork();
        if (!wires.isEmpty()) {
            for (final Frame frame : trunk.takeSent()) {
                if (wires.stream().noneMatch(wire -> wire.take(frame))) {
                    trunk.send(frame);
                }
            }
        }
        exchange(client, sentToClients, CLIENT_MAC);
        exchange(real, sentToReal, realMac);
        return done;
    }

    /** Duty cycles until nothing arrives any more. */
    public void settle() {
        int rounds = 0;
        do {
            work();
            rounds++;
        } while (hasArrivals() && rounds < MAX_ROUNDS);
        assertFatesAddUp();
    }

    /** Time passes in small steps, with duty cycles of worker and conductor. */
    public void pass(final long milliseconds, final long step) {
        for (long passed = 0; passed < milliseconds; passed += step) {
            clock().advanceMillis(Math.min(step, milliseconds - passed));
            settle();
            conductor().doWork();
        }
    }

    /** The conductor carries out a change. Throws what it completes with. */
    public void carryOut(final CompletableFuture<?> change) {
        conductor().doWork();
        assertThat(change).isDone();
        work();
        change.join();
    }

    /**
     * A change that changes nothing but that the fast path has to learn all ways again, so that the next packet of each
     * connection takes the general one: the rate that is set is not used.
     */
    public void forgetWays() {
        carryOut(proxy().set(Sysctl.AM_DROPRATE, SOME_RATE + forgotten++ % 2));
    }

    /** Has connections that begin from now on take the general path with their first nine packets: they are counted. */
    public void stayOnTheGeneralPath() {
        carryOut(proxy().set(Sysctl.DROP_ENTRY, 1));
    }

    /** Asserts that every packet has one fate: those without one are the mbufs that are not in the pool. */
    public void assertFatesAddUp() {
        director.assertFatesAddUp();
    }

    /** Stops conductor and worker; counters can still be read. */
    public void stop() {
        director.stop();
    }

    /** Stops the director and asserts that nothing is lost: no packet, no mbuf, no native memory. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            director.close();
            pool.close();
        }
    }

    private boolean hasArrivals() {
        return client.hasArrivals() || trunk.hasArrivals()
            || real.hasArrivals() || kernels.stream().anyMatch(FakePort::hasArrivals);
    }

    private void exchange(final FakePort port, final List<Frame> kept, final long mac) {
        for (final Frame frame : port.takeSent()) {
            if (frame.isAnnouncement() && !showsAnnouncements) {
                announcements++;
            } else if (answersArp && frame.isArp() && frame.arpOperation() == PacketBuilder.REQUEST) {
                answer(port, frame, mac);
            } else {
                kept.add(frame);
            }
        }
    }

    private void answer(final FakePort port, final Frame request, final long mac) {
        final String asked = request.arpTargetIp();
        if (!silent.contains(asked)) {
            port.arrive(PacketBuilder.packet().to(mac).arp(PacketBuilder.REPLY, Bytes.macOf(asked), asked,
                request.arpSenderMac(), request.arpSenderIp()).bytes());
        }
    }
}
