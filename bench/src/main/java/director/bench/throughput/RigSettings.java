/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.throughput;

import director.dataplane.configuration.ForwardingMethod;
import director.dataplane.configuration.Protocol;
import java.nio.file.Path;
import java.util.List;

/**
 * What a contender is to measure, and where.
 *
 * @param kind        of the packets.
 * @param pcap        the input's one turn.
 * @param flows       as many as the input has frames.
 * @param servers     real servers.
 * @param workerCore  where packets are forwarded.
 * @param controlCore for all else.
 * @param measureMs   how long.
 * @param warmUpMs    the most to wait for a stable rate.
 */
record RigSettings(
    Kind kind,
    Path pcap,
    int flows,
    int servers,
    int workerCore,
    int controlCore,
    int measureMs,
    int warmUpMs) {
    /** Packets taken from a queue at once. */
    static final int BURST = 32;
    /** Mbufs that a core keeps to itself. */
    static final int MBUF_CACHE = 256;
    /** DPDK's own default, and what a director with an MTU of 1,500 takes, headroom included. */
    static final int DATA_ROOM = 2_176;
    /** Mbufs beside those that hold the input: bursts under way and caches. */
    static final int SPARE_MBUFS = 4_096;

    private static final int ARGUMENTS = 9;

    int mbufs() {
        return flows + SPARE_MBUFS;
    }

    String device() {
        return "net_pcap0,rx_pcap=" + pcap + ",infinite_rx=1";
    }

    /** For the command line of a process. */
    List<String> arguments() {
        return List.of(kind.forwarding().name(), kind.protocol().name(), pcap.toString(),
            Integer.toString(flows), Integer.toString(servers), Integer.toString(workerCore),
            Integer.toString(controlCore), Integer.toString(measureMs), Integer.toString(warmUpMs));
    }

    /** What {@link #arguments} said. */
    static RigSettings of(final List<String> arguments) {
        if (arguments.size() != ARGUMENTS) {
            throw new IllegalArgumentException(arguments.size() + " arguments instead of " + ARGUMENTS);
        }
        final Kind kind =
            new Kind(ForwardingMethod.valueOf(arguments.get(0)), Protocol.valueOf(arguments.get(1)));
        final int[] numbers = arguments.stream().skip(3).mapToInt(Integer::parseInt).toArray();
        return new RigSettings(kind, Path.of(arguments.get(2)), numbers[0], numbers[1], numbers[2], numbers[3],
            numbers[4], numbers[5]);
    }
}
