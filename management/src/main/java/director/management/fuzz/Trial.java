/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.fuzz;

import director.dataplane.replay.EmittedPacket;
import director.dataplane.replay.ListedConnection;
import director.dataplane.replay.ReplayDirector;
import director.dataplane.replay.ReplayNetwork;
import director.dataplane.replay.Side;
import director.dataplane.status.DropReason;
import director.dataplane.status.WorkerCounter;
import director.schedulers.SchedulerRegistry;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/** A fresh director and what it does with arrivals. Anything wrong is thrown. */
final class Trial implements AutoCloseable {
    private static final int FRAME_PADDED = 46;
    private static final int QUIET_MS = 120_000;
    private static final int QUIET_STRIDE_MS = 100;
    private static final int FEW_CONNECTIONS = 40;
    private static final int MANY_CONNECTIONS = 65_536;

    private final ReplayDirector director;
    private final boolean alone;
    private final Set<DropReason> reasons = EnumSet.noneOf(DropReason.class);
    private long emitted;

    /** A director whose settings are drawn by a seed. */
    Trial(final long seed) {
        this(seed, 1, true);
    }

    /** One with so many workers, and only what IPVS has, to compare it with another: nothing of that is drawn later. */
    Trial(final long seed, final int workers) {
        this(seed, workers, false);
    }

    private Trial(final long seed, final int workers, final boolean translates) {
        final SplittableRandom random = new SplittableRandom(seed);
        alone = workers == 1;
        director = new ReplayDirector(SchedulerRegistry.load(), ReplayNetwork.STANDARD,
            random.nextInt(4) == 0 ? FEW_CONNECTIONS : MANY_CONNECTIONS, workers);
        Network.configure(director, random);
        if (translates) {
            Translations.configure(director, random);
        }
        director.takeEmitted();
    }

    /** Frames arrive together. Answers what was sent then. */
    List<EmittedPacket> play(final List<Arrival> slice) {
        for (final Arrival arrival : slice) {
            if (arrival.afterMs() > 0) {
                director.settle();
                director.advanceTo(director.nowMs() + arrival.afterMs());
            }
            director.arrive(arrival.side(), arrival.segments());
        }
        director.settle();
        final List<EmittedPacket> packets = director.takeEmitted();
        emitted += packets.size();
        packets.forEach(this::check);
        // A fragment that waits for its first one keeps all its segments; everything else that waits is in one piece.
        require(alone ? director.waiting() == director.mbufsInUse() : director.waiting() <= director.mbufsInUse(),
            "fates do not add up: " + director.waiting() + " packets wait, " + director.mbufsInUse()
                + " mbufs are in use");
        require(director.connectionCount() <= director.maxConnections(), "too many connections");
        return packets;
    }

    /** Nothing arrives for a while: every mbuf is in the pool then, and what had to expire has. */
    void finish() {
        director.pass(QUIET_MS, QUIET_STRIDE_MS);
        director.takeEmitted().forEach(this::check);
        require(director.mbufsInUse() == 0, director.mbufsInUse() + " mbufs did not come back");
        reasons.addAll(director.takeDrops());
    }

    /** All connections and templates. */
    List<ListedConnection> connections() {
        return director.connections();
    }

    /** What workers count, all together. */
    long count(final WorkerCounter counter) {
        return director.workers().stream().mapToLong(worker -> worker.counters().get(counter)).sum();
    }

    /** How many packets were sent. */
    long emitted() {
        return emitted;
    }

    /** Why packets were dropped, after {@link #finish}. */
    Set<DropReason> reasons() {
        return reasons;
    }

    @Override
    public void close() {
        director.close();
    }

    /** What is sent is a packet: as long as it says, no longer than the port allows, its IPv4 checksum right. */
    private void check(final EmittedPacket packet) {
        final byte[] ip = packet.bytes();
        final Side side = packet.side();
        final int told = Wire.told(ip);
        final boolean packetOfIp = ip.length >= Wire.IPV4_HEADER && (Wire.get8(ip, 0) >> 4 == 4 || Wire.isIpv6(ip));
        if (!packetOfIp) {
            wrong("what is no IP packet", ip);
        }
        if (told > ip.length || (told < ip.length && ip.length > FRAME_PADDED)) {
            wrong("a packet of " + ip.length + " bytes that says " + told, ip);
        }
        if (told > director.mtu(side)) {
            wrong(told + " bytes by a port with MTU " + director.mtu(side), ip);
        }
        if (!Wire.isIpv6(ip)) {
            final byte[] right = ip.clone();
            Wire.headerChecksum(right);
            if (Wire.get16(right, 10) != Wire.get16(ip, 10)) {
                wrong("a wrong header checksum", ip);
            }
        }
    }

    private static void wrong(final String what, final byte[] ip) {
        throw new IllegalStateException("sent " + what + ": " + HexFormat.of().formatHex(ip));
    }

    private static void require(final boolean right, final String message) {
        if (!right) {
            throw new IllegalStateException(message);
        }
    }
}
