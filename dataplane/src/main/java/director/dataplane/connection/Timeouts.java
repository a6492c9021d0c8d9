/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.connection;

import director.dataplane.header.Ipv4;
import director.dataplane.time.Ticks;
import java.util.Arrays;

/**
 * How long a connection lives in each state without a packet. The owner of a table changes them, from its own thread.
 * As in Linux, a connection goes by what held when its last packet came: former timeouts are kept, by the tick of the
 * change, the last few of them.
 */
public final class Timeouts {
    /** The protocol number of SCTP. */
    static final int SCTP = 132;

    private static final int ICMP_SECONDS = 60;
    private static final int STATES = 16;
    private static final int KINDS = 4;
    private static final int OF_TCP = 1;
    private static final int OF_UDP = 2;
    private static final int OF_SCTP = 3;
    private static final int KEPT = 8;

    /** By age, the last one being in force; in each, sixteen states for: other protocols, TCP, UDP, SCTP. */
    private final int[][] tables = new int[KEPT][KINDS * STATES];
    /** The tick of the first packets that go by a table. Without meaning for the oldest. */
    private final int[] since = new int[KEPT];
    private final byte[] kinds = new byte[256];
    private int last;
    private int changes;

    /** The defaults of Linux. */
    public Timeouts() {
        kinds[Ipv4.TCP] = OF_TCP;
        kinds[Ipv4.UDP] = OF_UDP;
        kinds[SCTP] = OF_SCTP;
        other(ICMP_SECONDS);
        udp(UdpState.NORMAL.timeoutSeconds());
        for (final TcpState state : TcpState.values()) {
            tcp(state, state.timeoutSeconds());
        }
        for (final SctpState state : SctpState.values()) {
            sctp(state, state.timeoutSeconds());
        }
    }

    /**
     * Says that timeouts change now: what is set from here on holds for packets from here on.
     *
     * @param nowNs the present, of the clock of the table.
     */
    public void change(final long nowNs) {
        final int tick = Ticks.of(nowNs);
        changes++;
        if (tick(tick) != tick) {
            // Another one within a tick: they are one.
            return;
        }
        if (last == KEPT - 1) {
            forgetOldest();
        }
        System.arraycopy(tables[last], 0, tables[last + 1], 0, KINDS * STATES);
        last++;
        since[last] = tick + 1;
    }

    /**
     * Sets what {@code ipvsadm --set tcp tcpfin udp} sets.
     *
     * @param established of {@link TcpState#ESTABLISHED}, seconds; 0 leaves it.
     * @param finWait     of {@link TcpState#FIN_WAIT}, seconds; 0 leaves it.
     * @param udp         of UDP, seconds; 0 leaves it.
     */
    public void set(final long established, final long finWait, final long udp) {
        if (established != 0) {
            tcp(TcpState.ESTABLISHED, established);
        }
        if (finWait != 0) {
            tcp(TcpState.FIN_WAIT, finWait);
        }
        if (udp != 0) {
            udp(udp);
        }
    }

    /**
     * Sets the timeout of a TCP state.
     *
     * @param state   which.
     * @param seconds at least 1.
     */
    public void tcp(final TcpState state, final long seconds) {
        tables[last][OF_TCP * STATES + state.id()] = Ticks.ceil(seconds);
    }

    /**
     * Sets the timeout of an SCTP state.
     *
     * @param state   which.
     * @param seconds at least 1.
     */
    public void sctp(final SctpState state, final long seconds) {
        tables[last][OF_SCTP * STATES + state.id()] = Ticks.ceil(seconds);
    }

    /**
     * Sets the timeout of UDP.
     *
     * @param seconds at least 1.
     */
    public void udp(final long seconds) {
        Arrays.fill(tables[last], OF_UDP * STATES, (OF_UDP + 1) * STATES, Ticks.ceil(seconds));
    }

    /**
     * Sets the timeout of protocols other than TCP, UDP and SCTP.
     *
     * @param seconds at least 1.
     */
    public void other(final long seconds) {
        Arrays.fill(tables[last], 0, STATES, Ticks.ceil(seconds));
    }

    /** Of a connection whose last packet came now. */
    int ticks(final int protocol, final int state) {
        return tables[last][index(protocol, state)];
    }

    /** Of a connection whose last packet came in a tick that {@link #tick} answered. */
    int ticks(final int protocol, final int state, final int usedTick) {
        int table = last;
        while (table > 0 && usedTick - since[table] < 0) {
            table--;
        }
        return tables[table][index(protocol, state)];
    }

    /** What to note for a packet of now: within the tick of a change, the next one, so that it counts as after it. */
    int tick(final int nowTick) {
        return isFormer(nowTick) ? since[last] : nowTick;
    }

    /** Whether a packet of that tick came before the last change. */
    boolean isFormer(final int usedTick) {
        return last > 0 && usedTick - since[last] < 0;
    }

    /** Counts up with each change. */
    int changes() {
        return changes;
    }

    /** Forgets what no connection can go by any more, before ticks have gone around. */
    void forget(final int nowTick) {
        if (last > 0 && nowTick - since[1] > Ticks.MAX) {
            forgetOldest();
        }
    }

    private void forgetOldest() {
        final int[] oldest = tables[0];
        System.arraycopy(tables, 1, tables, 0, last);
        System.arraycopy(since, 1, since, 0, last);
        tables[last] = oldest;
        last--;
    }

    private int index(final int protocol, final int state) {
        return kinds[protocol] * STATES + (state & STATES - 1);
    }
}
