/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.neighbour;

import director.bindings.Mbuf;
import director.bindings.NativeMemory;
import director.bindings.PacketPool;
import director.dataplane.address.WireAddress;
import director.dataplane.header.Ethernet;
import director.dataplane.listing.NeighbourPage;
import director.dataplane.port.WorkerPort;
import director.dataplane.status.DropReason;
import director.dataplane.status.WorkerCounters;
import java.util.Arrays;

/**
 * Next hops of one worker, of both versions of IP, and their link-layer addresses. Every method is called from that
 * worker's thread.
 *
 * <p>A neighbour has a number, from 1, that stays its own until it is forgotten: {@link #generation} tells whether one
 * that was kept is still good. Its {@link NeighbourEntry} holds the Ethernet header of frames to it.
 *
 * <p>An address is asked for three times, a second apart. It is held good for 30 s after it was confirmed; when it is
 * used after that, its owner alone is asked, 5 s later and three times, and packets go on meanwhile:
 *
 * <pre>
 *                 answer             30 s          use           5 s         3 requests
 *   INCOMPLETE ────────► REACHABLE ───────► STALE ─────► DELAY ───────► PROBE ─────────► FAILED
 *       │ 3 requests          ▲               answer       │             │                ▲ │ use: INCOMPLETE
 *       │                     └────────────────────────────┴─────────────┘                │
 *       └─────────────────────────────────────────────────────────────────────────────────┘
 * </pre>
 *
 * One that fails, or that nobody uses, is forgotten; at once if the table is full and another one wants its place, so
 * that whoever forges neighbours takes no room from those that are in use.
 */
public final class NeighbourTable implements AutoCloseable {
    /** The number of no neighbour. */
    public static final int NONE = NeighbourIndex.NONE;
    /** {@link #learn}: it was said in answer to a request, which confirms that the neighbour can be reached. */
    public static final int ANSWERED = 1;
    /** {@link #learn}: it may replace another link-layer address. */
    public static final int OVERRIDE = 2;
    /** {@link #learn}: a neighbour that was not known is noted. */
    public static final int CREATE = 4;
    /** {@link #learn}: the MAC address of a neighbour that did not tell it. */
    public static final long SAME_MAC = -1;

    private static final int MAX_WAITING_EACH = 64;
    private static final int MAX_WAITING = 1_024;
    private static final int MAX_REQUESTS = 3;
    private static final long SECOND_NS = 1_000_000_000L;
    private static final long REQUEST_INTERVAL_NS = SECOND_NS;
    private static final long REACHABLE_NS = 30 * SECOND_NS;
    private static final long DELAY_NS = 5 * SECOND_NS;
    private static final long FORGET_FAILED_NS = 60 * SECOND_NS;
    private static final long FORGET_STALE_NS = 600 * SECOND_NS;
    private static final long SWEEP_INTERVAL_NS = 10_000_000L;
    private static final int SWEEPS_PER_ROUND = 25;
    /** How many neighbours are looked at to find one that can make room. */
    private static final int CANDIDATES = 32;

    private final WorkerPort[] ports;
    private final PacketPool pool;
    private final WorkerCounters counters;
    private final Solicitor solicitor;
    private final WaitingPackets waiting;
    private final NeighbourIndex index;
    private final long base;
    private final NeighbourState[] states;
    private final long[] sinceNs;
    private final int[] asked;
    private UnreachableHandler unreachable;
    private int swept;
    private int looked;
    private long nextSweepNs;
    private int generation = 1;

    /**
     * An empty table.
     *
     * @param capacity    how many neighbours fit.
     * @param ports       the worker's ports, by their place in the configuration.
     * @param pool        where packets go that wait in vain.
     * @param counters    where they are counted.
     * @param solicitor   how to ask.
     * @param nowNs       the present.
     */
    public NeighbourTable(
        final int capacity,
        final WorkerPort[] ports,
        final PacketPool pool,
        final WorkerCounters counters,
        final Solicitor solicitor,
        final long nowNs) {
        this.ports = ports;
        this.pool = pool;
        this.counters = counters;
        this.solicitor = solicitor;
        this.unreachable = mbuf -> drop(mbuf, DropReason.NEIGHBOUR_UNREACHABLE);
        this.nextSweepNs = nowNs;
        this.waiting = new WaitingPackets(MAX_WAITING, MAX_WAITING_EACH, capacity);
        this.index = new NeighbourIndex(capacity);
        this.base = NativeMemory.allocate((capacity + 1) * NeighbourEntry.BYTES, NeighbourEntry.BYTES);
        this.states = new NeighbourState[capacity + 1];
        this.sinceNs = new long[capacity + 1];
        this.asked = new int[capacity + 1];
        Arrays.fill(states, NeighbourState.FREE);
    }

    /**
     * Says who takes packets whose next hop does not answer. Until then they are dropped.
     *
     * @param handler takes them.
     */
    public void onUnreachable(final UnreachableHandler handler) {
        unreachable = handler;
    }

    /**
     * The neighbour with an address, asked for if it is new.
     *
     * @param port  the port it is behind.
     * @param high  the address, wire order.
     * @param low   its second half.
     * @param nowNs the present.
     * @return its number, or {@link #NONE} if the table is full of neighbours that are in use.
     */
    public int resolve(final int port, final long high, final long low, final long nowNs) {
        final int known = index.find(port, high, low);
        if (known != NONE) {
            return known;
        }
        final int number = create(port, high, low, nowNs);
        if (number != NONE) {
            ask(number, NeighbourState.INCOMPLETE, nowNs);
        }
        return number;
    }

    /**
     * Sends a frame to a neighbour: at once, when its link-layer address is known, or later.
     *
     * @param neighbour what {@link #resolve} answered.
     * @param mbuf      a frame whose Ethernet header is still to be written, the type too, which is that of the
     *                  neighbour's version of IP; it belongs to the table from now on.
     * @param nowNs     the present.
     */
    public void send(final int neighbour, final long mbuf, final long nowNs) {
        final NeighbourState state = states[neighbour];
        if (state == NeighbourState.REACHABLE) {
            transmit(neighbour, mbuf);
        } else {
            sendUnconfirmed(neighbour, state, mbuf, nowNs);
        }
    }

    /**
     * Asks a neighbour that is not being asked whether it is there, whatever is known of it. Packets go on meanwhile if
     * its link-layer address is known.
     *
     * @param neighbour what {@link #resolve} answered.
     * @param nowNs     the present.
     */
    public void confirm(final int neighbour, final long nowNs) {
        switch (states[neighbour]) {
            case REACHABLE, STALE, DELAY -> ask(neighbour, NeighbourState.PROBE, nowNs);
            case FAILED -> ask(neighbour, NeighbourState.INCOMPLETE, nowNs);
            default -> {
                // It is being asked.
            }
        }
    }

    /**
     * Whether packets to a neighbour can leave.
     *
     * @param neighbour what {@link #resolve} answered.
     * @return false if its link-layer address is not known.
     */
    public boolean isKnown(final int neighbour) {
        return states[neighbour].isKnown();
    }

    /**
     * Copies some neighbours.
     *
     * @param cursor 0 to begin, then what the last call answered.
     * @param limit  how many places to look at, which bounds the time that this takes.
     * @param nowNs  the present.
     * @param page   with room for so many rows.
     * @return the cursor for the next call; 0 if that was all.
     */
    public int list(final int cursor, final int limit, final long nowNs, final NeighbourPage page) {
        final int first = Math.max(cursor, 1);
        final int end = Math.min(first + limit, index.highest() + 1);
        for (int number = first; number < end; number++) {
            final NeighbourState state = states[number];
            if (state != NeighbourState.FREE) {
                page.add(index.port(number), index.high(number), index.low(number),
                    state.isKnown() ? Ethernet.mac(entry(number)) : 0, state.name(), nowNs - sinceNs[number]);
            }
        }
        return end <= index.highest() ? end : 0;
    }

    /**
     * The port that a neighbour is behind.
     *
     * @param neighbour what {@link #resolve} answered.
     * @return its place in the configuration.
     */
    public int port(final int neighbour) {
        return index.port(neighbour);
    }

    /**
     * A neighbour's address.
     *
     * @param neighbour what {@link #resolve} answered.
     * @return its first half, wire order.
     */
    public long high(final int neighbour) {
        return index.high(neighbour);
    }

    /**
     * A neighbour's address.
     *
     * @param neighbour what {@link #resolve} answered.
     * @return its second half, wire order.
     */
    public long low(final int neighbour) {
        return index.low(neighbour);
    }

    /**
     * Notes what somebody said of a neighbour (RFC 4861 §7.2.3 and §7.2.5), and sends what waited for it.
     *
     * @param port  where it was said.
     * @param high  the neighbour's address, wire order.
     * @param low   its second half.
     * @param mac   the neighbour's MAC address, or {@link #SAME_MAC} if it was not said.
     * @param how   {@link #ANSWERED}, {@link #OVERRIDE} and {@link #CREATE}, added up.
     * @param nowNs the present.
     */
    public void learn(
        final int port, final long high, final long low, final long mac, final int how, final long nowNs) {
        int number = index.find(port, high, low);
        if (number == NONE && (how & CREATE) != 0 && mac != SAME_MAC) {
            number = create(port, high, low, nowNs);
        }
        if (number == NONE || (mac == SAME_MAC && !states[number].isKnown())) {
            return;
        }
        final boolean changes =
            mac != SAME_MAC && (!states[number].isKnown() || Ethernet.mac(entry(number)) != mac);
        if (changes && states[number].isKnown() && (how & OVERRIDE) == 0) {
            if (states[number] == NeighbourState.REACHABLE) {
                enter(number, NeighbourState.STALE, nowNs);
            }
            return;
        }
        if (changes) {
            Ethernet.mac(entry(number), mac);
        }
        if ((how & ANSWERED) != 0) {
            enter(number, NeighbourState.REACHABLE, nowNs);
        } else if (changes) {
            enter(number, NeighbourState.STALE, nowNs);
        }
        sendWaiting(number, nowNs);
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
        final int highest = index.highest();
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
        return waiting.count();
    }

    /** Drops what waits and frees the memory; nothing may be called afterwards. */
    @Override
    public void close() {
        for (int number = 1; number <= index.highest(); number++) {
            for (int place = waiting.take(number); place != WaitingPackets.NONE; place = waiting.release(place)) {
                drop(waiting.mbuf(place), DropReason.STOPPED);
            }
        }
        NativeMemory.free(base);
    }

    private void sendUnconfirmed(
        final int number, final NeighbourState state, final long mbuf, final long nowNs) {
        if (state.isKnown()) {
            if (state == NeighbourState.STALE) {
                enter(number, NeighbourState.DELAY, nowNs);
            }
            transmit(number, mbuf);
            return;
        }
        if (state == NeighbourState.FAILED) {
            ask(number, NeighbourState.INCOMPLETE, nowNs);
        }
        if (!waiting.add(number, mbuf)) {
            drop(mbuf, DropReason.NEIGHBOUR_QUEUE_FULL);
        }
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
                if (elapsed >= REACHABLE_NS) {
                    enter(number, NeighbourState.STALE, nowNs);
                }
            }
            case DELAY -> {
                if (elapsed >= DELAY_NS) {
                    ask(number, NeighbourState.PROBE, nowNs);
                }
            }
            case STALE -> forgetAfter(number, elapsed, FORGET_STALE_NS);
            case FAILED -> forgetAfter(number, elapsed, FORGET_FAILED_NS);
            default -> {
                // Free: nothing to do.
            }
        }
    }

    private void enter(final int number, final NeighbourState state, final long nowNs) {
        set(number, state);
        sinceNs[number] = nowNs;
    }

    private void set(final int number, final NeighbourState state) {
        states[number] = state;
        NeighbourEntry.usable(entry(number), state.isKnown() && state != NeighbourState.STALE);
    }

    private void askAgain(final int number, final long nowNs) {
        if (asked[number] < MAX_REQUESTS) {
            request(number, nowNs);
            return;
        }
        enter(number, NeighbourState.FAILED, nowNs);
        int place = waiting.take(number);
        while (place != WaitingPackets.NONE) {
            final long mbuf = waiting.mbuf(place);
            place = waiting.release(place);
            unreachable.unreachable(mbuf);
        }
    }

    private void ask(final int number, final NeighbourState state, final long nowNs) {
        set(number, state);
        asked[number] = 0;
        request(number, nowNs);
    }

    private void request(final int number, final long nowNs) {
        asked[number]++;
        sinceNs[number] = nowNs;
        solicitor.solicit(index.port(number), index.high(number), index.low(number),
            states[number] == NeighbourState.PROBE ? Ethernet.mac(entry(number)) : Solicitor.EVERYBODY);
    }

    private int create(final int port, final long high, final long low, final long nowNs) {
        int number = index.add(port, high, low);
        if (number == NONE && makeRoom(nowNs)) {
            number = index.add(port, high, low);
        }
        if (number != NONE) {
            final long entry = entry(number);
            Ethernet.addresses(entry, 0, ports[port].mac());
            Ethernet.type(entry, WireAddress.isIpv4(high, low) ? Ethernet.TYPE_IPV4 : Ethernet.TYPE_IPV6);
            set(number, NeighbourState.INCOMPLETE);
        }
        return number;
    }

    private void forgetAfter(final int number, final long elapsed, final long limitNs) {
        if (elapsed >= limitNs) {
            forget(number);
        }
    }

    private void forget(final int number) {
        index.remove(number);
        set(number, NeighbourState.FREE);
        generation++;
    }

    /**
     * Forgets the neighbour that is missed least, of a few that are looked at in turn: a search through all of them for
     * each packet of a flood would be one more thing to be flooded with. Answers false if all of them are in use.
     */
    private boolean makeRoom(final long nowNs) {
        int least = NONE;
        long most = 0;
        for (int i = 0; i < CANDIDATES; i++) {
            looked = looked >= index.highest() ? 1 : looked + 1;
            final long dispensable = dispensable(looked, nowNs);
            if (dispensable > most) {
                most = dispensable;
                least = looked;
            }
        }
        if (least == NONE) {
            return false;
        }
        for (int place = waiting.take(least); place != WaitingPackets.NONE; place = waiting.release(place)) {
            drop(waiting.mbuf(place), DropReason.NEIGHBOUR_TABLE_FULL);
        }
        forget(least);
        return true;
    }

    /**
     * How well one can do without a neighbour, 0 if it is in use: who failed, or was not used for longer, comes first.
     */
    private long dispensable(final int number, final long nowNs) {
        final long elapsed = Math.max(0, nowNs - sinceNs[number]);
        return switch (states[number]) {
            case FAILED -> Long.MAX_VALUE;
            case STALE -> SECOND_NS + elapsed;
            // The first request may still be answered.
            case INCOMPLETE -> asked[number] > 1 ? 1 + elapsed : 0;
            default -> 0;
        };
    }

    private void transmit(final int number, final long mbuf) {
        NeighbourEntry.header(entry(number), Mbuf.data(mbuf));
        ports[index.port(number)].txBuffer().add(mbuf);
    }

    private void sendWaiting(final int number, final long nowNs) {
        int place = waiting.take(number);
        while (place != WaitingPackets.NONE) {
            send(number, waiting.mbuf(place), nowNs);
            place = waiting.release(place);
        }
    }

    private void drop(final long mbuf, final DropReason reason) {
        counters.drop(reason, 1);
        pool.free(mbuf);
    }

    /**
     * Where the Ethernet header of frames to a neighbour stands, for {@link NeighbourEntry}.
     *
     * @param number what {@link #resolve} answered.
     * @return an address that is good for the neighbour while {@link #generation} stays the same.
     */
    public long entry(final int number) {
        return base + number * NeighbourEntry.BYTES;
    }
}
