/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.neighbour;

import director.bindings.Mbuf;
import director.bindings.NativeMemory;
import director.bindings.PacketPool;
import director.dataplane.header.Ethernet;
import director.dataplane.port.WorkerPort;
import director.dataplane.status.DropReason;
import director.dataplane.status.WorkerCounters;
import java.util.Arrays;
import org.agrona.collections.Long2LongHashMap;

/**
 * Next hops of one worker and their link-layer addresses. Every method is called from that worker's thread.
 *
 * <p>A neighbour has a number, from 1, that stays its own until it is forgotten: {@link #generation} tells whether one
 * that was kept is still good. The addresses that a frame to
 * it begins with are kept as the bytes to write:
 *
 * <pre>
 *   0             6              12     13    14           16
 *  +-------------+--------------+------+-----+------------+
 *  | neighbour's | own MAC      | port | use | 0          |
 *  | MAC         |              |      |     |            |
 *  +-------------+--------------+------+-----+------------+
 * </pre>
 *
 * An address is asked for three times, a second apart. One that was confirmed is asked for again after 30 s, and only
 * if it is used: first its owner alone, and packets go on meanwhile. One that fails, or that nobody uses, is forgotten.
 */
public final class NeighbourTable implements AutoCloseable {
    /** The number of no neighbour. */
    public static final int NONE = 0;

    private static final int BYTES = 16;
    private static final int PORT = 12;
    private static final int USED = 13;
    private static final int MAX_WAITING_EACH = 64;
    private static final int MAX_WAITING = 1_024;
    private static final int MAX_REQUESTS = 3;
    private static final long SECOND_NS = 1_000_000_000L;
    private static final long REQUEST_INTERVAL_NS = SECOND_NS;
    private static final long REACHABLE_NS = 30 * SECOND_NS;
    private static final long FORGET_FAILED_NS = 60 * SECOND_NS;
    private static final long FORGET_UNUSED_NS = 600 * SECOND_NS;
    private static final long SWEEP_INTERVAL_NS = 10_000_000L;
    private static final int SWEEPS_PER_ROUND = 25;

    private final WorkerPort[] ports;
    private final PacketPool pool;
    private final WorkerCounters counters;
    private final ArpRequests requests;
    private final PendingPackets pending = new PendingPackets(MAX_WAITING);
    private final Long2LongHashMap numbers = new Long2LongHashMap(NONE);
    private final long base;
    private final NeighbourState[] states;
    private final int[] addresses;
    private final long[] sinceNs;
    private final int[] asked;
    private final int[] firstWaiting;
    private final int[] lastWaiting;
    private final int[] waiting;
    private int highest;
    private int swept;
    private long nextSweepNs;
    private int generation = 1;

    /**
     * An empty table.
     *
     * @param capacity    how many neighbours fit.
     * @param ports       the worker's ports, by their place in the configuration.
     * @param pool        where packets go that wait in vain.
     * @param counters    where they are counted.
     * @param requests    how to ask.
     * @param nowNs       the present.
     */
    public NeighbourTable(
        final int capacity,
        final WorkerPort[] ports,
        final PacketPool pool,
        final WorkerCounters counters,
        final ArpRequests requests,
        final long nowNs) {
        this.ports = ports;
        this.pool = pool;
        this.counters = counters;
        this.requests = requests;
        this.nextSweepNs = nowNs;
        this.base = NativeMemory.allocate((long) (capacity + 1) * BYTES, BYTES);
        this.states = new NeighbourState[capacity + 1];
        this.addresses = new int[capacity + 1];
        this.sinceNs = new long[capacity + 1];
        this.asked = new int[capacity + 1];
        this.firstWaiting = new int[capacity + 1];
        this.lastWaiting = new int[capacity + 1];
        this.waiting = new int[capacity + 1];
        Arrays.fill(states, NeighbourState.FREE);
        Arrays.fill(firstWaiting, PendingPackets.NONE);
        Arrays.fill(lastWaiting, PendingPackets.NONE);
    }

    /**
     * The neighbour with an address, asked for if it is new.
     *
     * @param port    the port it is behind.
     * @param address wire order.
     * @param nowNs   the present.
     * @return its number, or {@link #NONE} if the table is full.
     */
    public int resolve(final int port, final int address, final long nowNs) {
        final int known = (int) numbers.get(key(port, address));
        if (known != NONE) {
            return known;
        }
        final int number = create(port, address);
        if (number != NONE) {
            ask(number, NeighbourState.INCOMPLETE, nowNs);
        }
        return number;
    }

    /**
     * Sends a frame to a neighbour: at once, when its address is known, or later.
     *
     * @param neighbour what {@link #resolve} answered.
     * @param mbuf      a frame whose addresses are still to be written; it belongs to the table from now on.
     * @param nowNs     the present.
     */
    public void send(final int neighbour, final long mbuf, final long nowNs) {
        final long entry = entry(neighbour);
        final NeighbourState state = states[neighbour];
        if (state == NeighbourState.REACHABLE || state == NeighbourState.PROBE) {
            transmit(entry, mbuf);
            return;
        }
        if (state == NeighbourState.FAILED) {
            ask(neighbour, NeighbourState.INCOMPLETE, nowNs);
        }
        await(neighbour, mbuf);
    }

    /**
     * The port that a neighbour is behind.
     *
     * @param neighbour what {@link #resolve} answered.
     * @return its place in the configuration.
     */
    public int port(final int neighbour) {
        return NativeMemory.uint8(entry(neighbour) + PORT);
    }

    /**
     * Notes what an ARP packet said, and sends what waited for it.
     *
     * @param port     where it came in.
     * @param address  the sender's address, wire order.
     * @param mac      the sender's MAC address.
     * @param answered true if it answers a request, which confirms that the neighbour can be reached.
     * @param create   true to note a neighbour that was not known.
     * @param nowNs    the present.
     */
    public void learn(
        final int port,
        final int address,
        final long mac,
        final boolean answered,
        final boolean create,
        final long nowNs) {
        int number = (int) numbers.get(key(port, address));
        if (number == NONE && create) {
            number = create(port, address);
        }
        if (number == NONE) {
            return;
        }
        final long entry = entry(number);
        final boolean changed = Ethernet.mac(entry) != mac;
        Ethernet.addresses(entry, mac, ports[port].mac());
        if (answered || changed || states[number] != NeighbourState.PROBE) {
            states[number] = NeighbourState.REACHABLE;
            sinceNs[number] = nowNs;
        }
        sendWaiting(number, entry);
    }

    /**
     * Asks again, probes, gives up and forgets. Looks at a few neighbours each time, at all of them within a quarter
     * of a second.
     *
     * @param nowNs the present.
     * @return how many were looked at.
     */
    public int poll(final long nowNs) {
        if (nowNs - nextSweepNs < 0) {
            return 0;
        }
        nextSweepNs = nowNs + SWEEP_INTERVAL_NS;
        final int count = highest / SWEEPS_PER_ROUND + 1;
        for (int i = 0; i < count; i++) {
            swept = swept >= highest ? 1 : swept + 1;
            if (swept <= highest) {
                check(swept, nowNs);
            }
        }
        return count;
    }

    /**
     * Changes whenever a number may have been given to another neighbour.
     *
     * @return a number to compare with an earlier one, never 0.
     */
    public int generation() {
        return generation;
    }

    /**
     * How many packets wait.
     *
     * @return 0 or more.
     */
    public int waiting() {
        int sum = 0;
        for (int number = 1; number <= highest; number++) {
            sum += waiting[number];
        }
        return sum;
    }

    /** Drops what waits and frees the memory; nothing may be called afterwards. */
    @Override
    public void close() {
        for (int number = 1; number <= highest; number++) {
            dropWaiting(number, DropReason.STOPPED);
        }
        NativeMemory.free(base);
    }

    private void check(final int number, final long nowNs) {
        final long elapsed = nowNs - sinceNs[number];
        switch (states[number]) {
            case INCOMPLETE, PROBE -> {
                if (elapsed >= REQUEST_INTERVAL_NS) {
                    askAgain(number, nowNs);
                }
            }
            case REACHABLE -> {
                final boolean used = NativeMemory.uint8(entry(number) + USED) != 0;
                if (used && elapsed >= REACHABLE_NS) {
                    ask(number, NeighbourState.PROBE, nowNs);
                } else if (elapsed >= FORGET_UNUSED_NS) {
                    forget(number);
                }
            }
            case FAILED -> {
                if (elapsed >= FORGET_FAILED_NS) {
                    forget(number);
                }
            }
            default -> {
                // Free: nothing to do.
            }
        }
    }

    private void askAgain(final int number, final long nowNs) {
        if (asked[number] < MAX_REQUESTS) {
            request(number, nowNs);
        } else if (states[number] == NeighbourState.PROBE) {
            ask(number, NeighbourState.INCOMPLETE, nowNs);
        } else {
            states[number] = NeighbourState.FAILED;
            sinceNs[number] = nowNs;
            dropWaiting(number, DropReason.NEIGHBOUR_UNREACHABLE);
        }
    }

    private void ask(final int number, final NeighbourState state, final long nowNs) {
        states[number] = state;
        asked[number] = 0;
        NativeMemory.uint8(entry(number) + USED, 0);
        request(number, nowNs);
    }

    private void request(final int number, final long nowNs) {
        final long entry = entry(number);
        asked[number]++;
        sinceNs[number] = nowNs;
        requests.request(NativeMemory.uint8(entry + PORT), addresses[number],
            states[number] == NeighbourState.PROBE ? Ethernet.mac(entry) : Ethernet.BROADCAST);
    }

    private int create(final int port, final int address) {
        int number = NONE;
        if (highest + 1 < states.length) {
            number = ++highest;
        } else {
            for (int i = 1; i <= highest && number == NONE; i++) {
                number = states[i] == NeighbourState.FREE ? i : NONE;
            }
        }
        if (number != NONE) {
            NativeMemory.zero(entry(number), BYTES);
            NativeMemory.uint8(entry(number) + PORT, port);
            addresses[number] = address;
            numbers.put(key(port, address), number);
        }
        return number;
    }

    private void forget(final int number) {
        numbers.remove(key(NativeMemory.uint8(entry(number) + PORT), addresses[number]));
        states[number] = NeighbourState.FREE;
        generation++;
    }

    private void transmit(final long entry, final long mbuf) {
        final long frame = Mbuf.data(mbuf);
        NativeMemory.int64(frame, NativeMemory.int64(entry));
        NativeMemory.int32(frame + Long.BYTES, NativeMemory.int32(entry + Long.BYTES));
        if (NativeMemory.uint8(entry + USED) == 0) {
            NativeMemory.uint8(entry + USED, 1);
        }
        ports[NativeMemory.uint8(entry + PORT)].txBuffer().add(mbuf);
    }

    private void await(final int number, final long mbuf) {
        final int place = waiting[number] == MAX_WAITING_EACH ? PendingPackets.NONE
            : pending.append(lastWaiting[number], mbuf);
        if (place == PendingPackets.NONE) {
            counters.drop(DropReason.NEIGHBOUR_QUEUE_FULL, 1);
            pool.free(mbuf);
            return;
        }
        waiting[number]++;
        lastWaiting[number] = place;
        if (firstWaiting[number] == PendingPackets.NONE) {
            firstWaiting[number] = place;
        }
    }

    private void sendWaiting(final int number, final long entry) {
        int place = firstWaiting[number];
        clearWaiting(number);
        while (place != PendingPackets.NONE) {
            transmit(entry, pending.mbuf(place));
            place = pending.release(place);
        }
    }

    private void dropWaiting(final int number, final DropReason reason) {
        int place = firstWaiting[number];
        counters.drop(reason, waiting[number]);
        clearWaiting(number);
        while (place != PendingPackets.NONE) {
            pool.free(pending.mbuf(place));
            place = pending.release(place);
        }
    }

    private void clearWaiting(final int number) {
        firstWaiting[number] = PendingPackets.NONE;
        lastWaiting[number] = PendingPackets.NONE;
        waiting[number] = 0;
    }

    private long entry(final int number) {
        return base + (long) number * BYTES;
    }

    private static long key(final int port, final int address) {
        return (port + 1L) << 32 | (address & 0xFFFF_FFFFL);
    }
}
