/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.connection;

import director.dataplane.header.Tcp;

/**
 * The TCP states of IPVS, as the director sees them from between client and real server.
 *
 * <p>A transition depends on the direction, on the most telling flag of the segment (RST before SYN before FIN before
 * ACK) and on the state. Rows below are the states in their order; a cell is the initial of the next state.
 */
public enum TcpState {
    /** Nothing seen yet. */
    NONE(0, 2, false),
    /** Open in both directions. */
    ESTABLISHED(1, 900, true),
    /** The real server's side sent a SYN first. */
    SYN_SENT(2, 120, true),
    /** The client sent a SYN. */
    SYN_RECV(3, 60, true),
    /** The real server closed its direction. */
    FIN_WAIT(4, 120, false),
    /** Both directions are closed. */
    TIME_WAIT(5, 120, false),
    /** Reset, or a segment without any flag. */
    CLOSE(6, 10, false),
    /** The client closed its direction. */
    CLOSE_WAIT(7, 60, false),
    /** The client's last acknowledgement is due. */
    LAST_ACK(8, 30, false),
    /** The real server listens. */
    LISTEN(9, 120, false),
    /** SYN and ACK were seen from the real server. */
    SYNACK(10, 120, true);

    /** One letter a state, in their order. */
    private static final String LETTERS = "NESRFTCWALK";
    private static final int STATES = LETTERS.length();
    private static final int FLAG_CLASSES = 4;
    private static final String[] INBOUND = {
        /*         NESRFTCWALK */
        /* SYN */ "REERRRRRRRR",
        /* FIN */ "CWSTTTCWALT",
        /* ACK */ "EESEFTCWCLE",
        /* RST */ "CCCRCCCCALR",
    };
    private static final String[] OUTBOUND = {
        /*         NESRFTCWALK */
        /* SYN */ "SESRSSSSSLR",
        /* FIN */ "TFSTFTCTALT",
        /* ACK */ "EESEFTCWAEE",
        /* RST */ "CCSCCTCCCCC",
    };
    private static final byte[] TRANSITIONS = new byte[2 * FLAG_CLASSES * STATES];
    private static final TcpState[] ALL = values();

    static {
        for (int flag = 0; flag < FLAG_CLASSES; flag++) {
            for (int state = 0; state < STATES; state++) {
                TRANSITIONS[flag * STATES + state] = (byte) LETTERS.indexOf(INBOUND[flag].charAt(state));
                TRANSITIONS[(FLAG_CLASSES + flag) * STATES + state] =
                    (byte) LETTERS.indexOf(OUTBOUND[flag].charAt(state));
            }
        }
    }

    private final int id;
    private final int timeoutSeconds;
    private final boolean active;

    TcpState(final int id, final int timeoutSeconds, final boolean active) {
        this.id = id;
        this.timeoutSeconds = timeoutSeconds;
        this.active = active;
    }

    /**
     * The state after a segment.
     *
     * @param state    id of the state before.
     * @param outbound true if the segment comes from the real server.
     * @param flags    the segment's flags, as {@link Tcp#flags} answers them.
     * @return id of the state after.
     */
    public static int after(final int state, final boolean outbound, final int flags) {
        final int flagClass;
        if ((flags & Tcp.RST) != 0) {
            flagClass = 3;
        } else if ((flags & Tcp.SYN) != 0) {
            flagClass = 0;
        } else if ((flags & Tcp.FIN) != 0) {
            flagClass = 1;
        } else if ((flags & Tcp.ACK) != 0) {
            flagClass = 2;
        } else {
            return CLOSE.id;
        }
        return TRANSITIONS[((outbound ? FLAG_CLASSES : 0) + flagClass) * STATES + state];
    }

    /**
     * The state with an id.
     *
     * @param id 0 to 10.
     * @return the state.
     */
    public static TcpState of(final int id) {
        return ALL[id];
    }

    /**
     * The number under which tables and connections keep it.
     *
     * @return 0 to 10.
     */
    public int id() {
        return id;
    }

    /**
     * How long a connection stays in this state without a packet.
     *
     * @return seconds, the default of Linux.
     */
    public int timeoutSeconds() {
        return timeoutSeconds;
    }

    /**
     * Whether a connection in this state counts as active, as {@code ipvsadm -L} shows it.
     *
     * @return false if it counts as inactive.
     */
    public boolean isActive() {
        return active;
    }
}
