/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.connection;

import director.dataplane.header.Ipv4;
import java.util.Arrays;

/**
 * How long a connection lives in each state without a packet. The owner of a table changes them, from its own thread;
 * a connection notices with its next transition, or when its deadline comes.
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

    /** Sixteen states for each of: other protocols, TCP, UDP, SCTP. */
    private final int[] ticks = new int[KINDS * STATES];
    private final byte[] kinds = new byte[256];

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
        ticks[OF_TCP * STATES + state.id()] = Ticks.ceil(seconds);
    }

    /**
     * Sets the timeout of an SCTP state.
     *
     * @param state   which.
     * @param seconds at least 1.
     */
    public void sctp(final SctpState state, final long seconds) {
        ticks[OF_SCTP * STATES + state.id()] = Ticks.ceil(seconds);
    }

    /**
     * Sets the timeout of UDP.
     *
     * @param seconds at least 1.
     */
    public void udp(final long seconds) {
        Arrays.fill(ticks, OF_UDP * STATES, (OF_UDP + 1) * STATES, Ticks.ceil(seconds));
    }

    /**
     * Sets the timeout of protocols other than TCP, UDP and SCTP.
     *
     * @param seconds at least 1.
     */
    public void other(final long seconds) {
        Arrays.fill(ticks, 0, STATES, Ticks.ceil(seconds));
    }

    int ticks(final int protocol, final int state) {
        return ticks[kinds[protocol] * STATES + (state & STATES - 1)];
    }
}
