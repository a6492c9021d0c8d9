/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.connection;

import director.dataplane.header.Tcp;

/**
 * The TCP states of IPVS, as the director sees them from between client and real server.
 *
 * <p>A transition depends on the direction, on the most telling flag of the segment (RST before SYN before FIN before
 * ACK) and on the state. Rows below are the states in their order; a cell is the letter of the next state.
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

    /** Direction of a segment: from the client, where the real server's segments are seen too. */
    public static final int INPUT = 0;
    /** Direction of a segment: from the real server. */
    public static final int OUTPUT = 1;
    /** Direction of a segment: from the client, where no segment of the real server has been seen. */
    public static final int INPUT_ONLY = 2;

    /** One letter a state, in their order. */
    private static final String LETTERS = "NESRFTCWALK";
    private static final int STATES = LETTERS.length();
    private static final int FLAG_CLASSES = 4;
    private static final int DIRECTIONS = 3;
    private static final String[] USUAL = {
        /* input       NESRFTCWALK */
        /* SYN */     "REERRRRRRRR",
        /* FIN */     "CWSTTTCWALT",
        /* ACK */     "EESEFTCWCLE",
        /* RST */     "CCCRCCCCALR",
        /* output      NESRFTCWALK */
        /* SYN */     "SESRSSSSSLR",
        /* FIN */     "TFSTFTCTALT",
        /* ACK */     "EESEFTCWAEE",
        /* RST */     "CCSCCTCCCCC",
        /* input only  NESRFTCWALK */
        /* SYN */     "REERRRRRRRR",
        /* FIN */     "CFSTFTCWALT",
        /* ACK */     "EESEFTCWCLE",
        /* RST */     "CCCRCCCCALC",
    };
    /** Under {@code secure_tcp}: nothing is established before the real server has spoken. */
    private static final String[] SECURE = {
        /* input       NESRFTCWALK */
        /* SYN */     "REERRRRRRRK",
        /* FIN */     "CWSTTTCWALK",
        /* ACK */     "EESRFTCWCLK",
        /* RST */     "CCCRCCCCALC",
        /* output      NESRFTCWALK */
        /* SYN */     "SESKSSSSSLK",
        /* FIN */     "TFSTFTCTALT",
        /* ACK */     "EESEFTCWAEE",
        /* RST */     "CCSCCTCCCCC",
        /* input only  NESRFTCWALK */
        /* SYN */     "KEERKKKKKKK",
        /* FIN */     "CFSTFTCWALT",
        /* ACK */     "EESEFTCWCLE",
        /* RST */     "CCCRCCCCALC",
    };
    private static final TcpState[] ALL = values();
    private static final byte[] TRANSITIONS = new byte[2 * DIRECTIONS * FLAG_CLASSES * STATES];
    private static final int SECURE_ROW = DIRECTIONS * FLAG_CLASSES;

    static {
        for (int row = 0; row < SECURE_ROW; row++) {
            for (int state = 0; state < STATES; state++) {
                TRANSITIONS[row * STATES + state] = (byte) LETTERS.indexOf(USUAL[row].charAt(state));
                TRANSITIONS[(SECURE_ROW + row) * STATES + state] = (byte) LETTERS.indexOf(SECURE[row].charAt(state));
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
     * @param state     id of the state before.
     * @param direction {@link #INPUT}, {@link #OUTPUT} or {@link #INPUT_ONLY}.
     * @param flags     the segment's flags, as {@link Tcp#flags} answers them.
     * @param secure    true under {@code secure_tcp}.
     * @return id of the state after.
     */
    public static int after(final int state, final int direction, final int flags, final boolean secure) {
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
        final int row = (secure ? SECURE_ROW : 0) + direction * FLAG_CLASSES + flagClass;
        return TRANSITIONS[row * STATES + state];
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

    /**
     * The name in {@code /proc/net/ip_vs_conn}.
     *
     * @return upper case.
     */
    public String label() {
        return name();
    }
}
