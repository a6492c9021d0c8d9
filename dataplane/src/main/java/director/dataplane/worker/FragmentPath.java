/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

import director.bindings.Mbuf;
import director.dataplane.fragment.Fragmenter;
import director.dataplane.fragment.Linearizer;
import director.dataplane.fragment.Reassembly;
import director.dataplane.header.Ethernet;
import director.dataplane.status.DropReason;
import director.dataplane.status.WorkerCounter;
import director.dataplane.status.WorkerCounters;

/**
 * Puts packets into one piece: fragments together, and segments of an mbuf one behind the other. What comes out lies in
 * memory of the worker, and is good until the next packet is asked for. From the worker's thread.
 */
final class FragmentPath {
    private static final int MAX_DATAGRAMS = 4_096;
    /** As Linux's {@code ipfrag_high_thresh}. */
    private static final long MAX_BYTES = 4L << 20;
    private static final int MAX_FRAGMENTS = 64;
    private static final int LONGEST_FRAME = 0xFFFF + Ethernet.LENGTH;
    private static final int EXPIRED_AT_ONCE = 16;

    private final Reassembly reassembly;
    private final Linearizer linearizer;
    private final Parser parser;
    private final Discards discards;
    private final WorkerCounters counters;
    private final DutyCycle cycle;
    /** What was put together. */
    private final Packet whole = new Packet();

    FragmentPath(
        final WorkerResources resources, final Parser parser, final Discards discards, final DutyCycle cycle) {
        this.reassembly = new Reassembly(
            resources.memory(), MAX_DATAGRAMS, MAX_BYTES, MAX_FRAGMENTS, resources.seed());
        this.linearizer = new Linearizer(resources.memory(), LONGEST_FRAME);
        this.counters = resources.counters();
        this.parser = parser;
        this.discards = discards;
        this.cycle = cycle;
    }

    /** The packet of a scattered mbuf in one piece, parsed. The mbuf is freed. */
    Packet gather(final Packet packet) {
        final long mbuf = packet.mbuf;
        final int length = Mbuf.packetLength(mbuf);
        final long frame = linearizer.linearize(mbuf);
        if (frame == 0) {
            discards.drop(packet, DropReason.PACKET_TOO_LONG);
            return packet;
        }
        begin(packet, frame + Ethernet.LENGTH);
        discards.consume(packet);
        parser.packet(whole, length - Ethernet.LENGTH);
        return whole;
    }

    /**
     * Takes a fragment. Answers the whole packet, parsed, if this was the last that lacked, else the fragment, done.
     */
    Packet collect(final Packet packet) {
        final long answer = reassembly.add(packet.ip, packet.length, packet.port, cycle.nowNs());
        if (answer < 0) {
            discards.drop(packet, reason(answer));
            return packet;
        }
        discards.consume(packet);
        if (answer == Reassembly.KEPT) {
            return packet;
        }
        begin(packet, answer);
        whole.largestFragment = reassembly.largestFragment();
        whole.identification = reassembly.identification();
        whole.cuts = reassembly.cuts();
        parser.packet(whole, reassembly.length());
        reassembly.release();
        return whole;
    }

    /** Gives up on fragments that waited too long. Answers for how many datagrams. */
    int poll() {
        return reassembly.poll(cycle.nowNs(), EXPIRED_AT_ONCE, (ip, length, port) -> { });
    }

    void close() {
        reassembly.close();
        linearizer.close();
    }

    private void begin(final Packet from, final long ip) {
        whole.mbuf = 0;
        whole.port = from.port;
        whole.ipv6 = from.ipv6;
        whole.ip = ip;
        whole.largestFragment = 0;
        whole.cuts = Fragmenter.anywhere();
        counters.add(WorkerCounter.GENERATED, 1);
    }

    private static DropReason reason(final long refusal) {
        if (refusal == Reassembly.OVERLAP || refusal == Reassembly.CONFLICTING_END) {
            return DropReason.FRAGMENT_OVERLAP;
        }
        if (refusal == Reassembly.TOO_MANY_FRAGMENTS) {
            return DropReason.FRAGMENT_LIMIT;
        }
        if (refusal == Reassembly.MIXED_ECN) {
            return DropReason.FRAGMENT_ECN;
        }
        return refusal == Reassembly.DUPLICATE ? DropReason.FRAGMENT_DUPLICATE : DropReason.FRAGMENT_MALFORMED;
    }
}
