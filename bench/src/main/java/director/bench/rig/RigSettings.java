/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.rig;

import java.nio.file.Path;
import java.util.List;

/**
 * What a contender is to measure, and where. Travels to other processes as JSON.
 *
 * @param measured    the case.
 * @param pcaps       what each port replays.
 * @param frames      that they hold, together.
 * @param workerCore  where packets are forwarded.
 * @param controlCore for all else.
 * @param measureMs   how long, in milliseconds.
 * @param warmUpMs    the most to wait for a stable rate, in milliseconds.
 * @param perSecond   packets that come each second; 0 for as many as the contender takes.
 * @param poolEach    whether each port has mbufs of a pool of its own; else one pool is that of all.
 */
public record RigSettings(
    Case measured,
    List<String> pcaps,
    int frames,
    int workerCore,
    int controlCore,
    int measureMs,
    int warmUpMs,
    double perSecond,
    boolean poolEach) {
    /** Packets taken from a queue at once. */
    public static final int BURST = 32;
    /** Mbufs that a core keeps to itself. */
    public static final int MBUF_CACHE = 256;
    /** DPDK's own default, and what a director with an MTU of 1,500 takes, headroom included. */
    public static final int DATA_ROOM = 2_176;
    /** Mbufs beside those that hold the input: bursts under way and caches. */
    public static final int SPARE_MBUFS = 4_096;

    /** Keeps a copy of the list. */
    public RigSettings {
        pcaps = List.copyOf(pcaps);
    }

    /**
     * One port, which has as many packets as the contender takes.
     *
     * @param measured  the case.
     * @param pcap      a frame for each flow.
     * @param cores     where to run.
     * @param measureMs how long, in milliseconds.
     * @param warmUpMs  the most to wait for a stable rate, in milliseconds.
     * @return settings for it.
     */
    public static RigSettings of(
        final Case measured, final Path pcap, final Cores cores, final int measureMs, final int warmUpMs) {
        return new RigSettings(measured, List.of(pcap.toString()), measured.flows(), cores.worker(), cores.control(),
            measureMs, warmUpMs, 0, false);
    }

    /**
     * Of all that is replayed and of what is under way.
     *
     * @return how many mbufs a pool has.
     */
    public int mbufs() {
        return frames + SPARE_MBUFS;
    }

    /** What DPDK takes from the start, as a director has it do: pages that are taken later are cleared then. */
    int memoryMegabytes() {
        return Memory.megabytes(poolEach ? pcaps.size() * mbufs() : frames, measured.flows());
    }

    /**
     * The device arguments of a port.
     *
     * @param port from 0.
     * @return for DPDK.
     */
    public String device(final int port) {
        return "net_pcap" + port + ",rx_pcap=" + pcaps.get(port) + ",infinite_rx=1";
    }
}
