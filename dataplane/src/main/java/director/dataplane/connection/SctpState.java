/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.connection;

/**
 * The SCTP states of IPVS, as the director sees them from between client and real server.
 *
 * <p>A transition depends on the direction, on the chunk (RFC 9260 §3.2) and on the state. Rows below are the states in
 * their order; a cell is the letter of the next state.
 */
public enum SctpState {
    /** Nothing seen yet. */
    NONE(0, 2, "NONE"),
    /** The client sent its first INIT. */
    INIT1(1, 4, "INIT1"),
    /** The client sent INIT again. */
    INIT(2, 61, "INIT"),
    /** The real server answered INIT ACK. */
    COOKIE_SENT(3, 61, "C-SENT"),
    /** The client echoed the cookie. */
    COOKIE_REPLIED(4, 61, "C-REPLIED"),
    /** The real server sent INIT. */
    COOKIE_WAIT(5, 61, "C-WAIT"),
    /** The client answered the real server's INIT. */
    COOKIE(6, 61, "COOKIE"),
    /** The real server echoed the cookie. */
    COOKIE_ECHOED(7, 61, "C-ECHOED"),
    /** The association is up. */
    ESTABLISHED(8, 900, "ESTABLISHED"),
    /** The real server sent SHUTDOWN. */
    SHUTDOWN_SENT(9, 61, "S-SENT"),
    /** The client sent SHUTDOWN. */
    SHUTDOWN_RECEIVED(10, 61, "S-RECEIVED"),
    /** SHUTDOWN was acknowledged. */
    SHUTDOWN_ACK_SENT(11, 61, "S-ACK-SENT"),
    /** The real server refused the association. */
    REJECTED(12, 4, "REJECTED"),
    /** It is over. */
    CLOSED(13, 61, "CLOSED");

    /** Direction of a packet: from the client, where the real server's packets are seen too. */
    public static final int INPUT = 0;
    /** Direction of a packet: from the real server. */
    public static final int OUTPUT = 1;
    /** Direction of a packet: from the client, where no packet of the real server has been seen. */
    public static final int INPUT_ONLY = 2;

    private static final String LETTERS = "N1ISRWOEHVYAJC";
    private static final int STATES = LETTERS.length();
    private static final String[] TABLE = {
        /* input                 N1ISRWOEHVYAJC */
        /* DATA               */ "H1ISRWOEHVYAJC",
        /* INIT               */ "1IISRWOEHVYAII",
        /* INIT ACK           */ "WWWSROOEHVYAJC",
        /* COOKIE ECHO        */ "RIIRRWOEHVYAJC",
        /* COOKIE ACK         */ "H1ISRWOHHVYAJC",
        /* SHUTDOWN           */ "Y1ISRWOEYVYAJC",
        /* SHUTDOWN ACK       */ "CIISRWOEHCYCJC",
        /* SHUTDOWN COMPLETE  */ "CCCSRWOEHVYCJC",
        /* ERROR              */ "C1ISRWOCHVYAJC",
        /* ABORT              */ "CCCCCJCCCCCCCC",
        /* output                N1ISRWOEHVYAJC */
        /* DATA               */ "H1ISRWOEHVYAJC",
        /* INIT               */ "WWWWWWWWHWWWWW",
        /* INIT ACK           */ "SSSSRWOEHVYAJC",
        /* COOKIE ECHO        */ "EEEEEEEEHVYAJC",
        /* COOKIE ACK         */ "HHHHHHHHHVYAJC",
        /* SHUTDOWN           */ "VVVVVVVVVVYAJC",
        /* SHUTDOWN ACK       */ "AAAAAWOEHAAAJC",
        /* SHUTDOWN COMPLETE  */ "C1ISRWOEHVYAJC",
        /* ERROR              */ "CCCCCWOEHVYAJC",
        /* ABORT              */ "CJCCCCCCCCCCCC",
        /* input only            N1ISRWOEHVYAJC */
        /* DATA               */ "H1ISRWOEHVYAJC",
        /* INIT               */ "1IIIIIOEHVYAII",
        /* INIT ACK           */ "EEEEEEOEHVYAJC",
        /* COOKIE ECHO        */ "HHHHHHOEHVYAJC",
        /* COOKIE ACK         */ "H1IHHWHHHVYAJC",
        /* SHUTDOWN           */ "Y1ISRWOEYVYAJC",
        /* SHUTDOWN ACK       */ "CIISRWOECCYCJC",
        /* SHUTDOWN COMPLETE  */ "CCCCCWOEHVCCJC",
        /* ERROR              */ "C1ISRWOEHVYAJC",
        /* ABORT              */ "CCCCCCCCCCCCCC",
    };
    private static final int EVENTS = TABLE.length / 3;
    /** The row of each chunk type; all that are not here are like DATA. */
    private static final byte[] EVENT_OF_CHUNK = {0, 1, 2, 0, 0, 0, 9, 5, 6, 8, 3, 4, 0, 0, 7, 0};
    private static final byte[] TRANSITIONS = new byte[TABLE.length * STATES];
    private static final SctpState[] ALL = values();

    static {
        for (int row = 0; row < TABLE.length; row++) {
            for (int state = 0; state < STATES; state++) {
                TRANSITIONS[row * STATES + state] = (byte) LETTERS.indexOf(TABLE[row].charAt(state));
            }
        }
    }

    private final int id;
    private final int timeoutSeconds;
    private final String label;

    SctpState(final int id, final int timeoutSeconds, final String label) {
        this.id = id;
        this.timeoutSeconds = timeoutSeconds;
        this.label = label;
    }

    /**
     * The state after a packet.
     *
     * @param state     id of the state before.
     * @param direction {@link #INPUT}, {@link #OUTPUT} or {@link #INPUT_ONLY}.
     * @param chunk     type of the packet's first chunk, 0 to 255; of the second, if the first is COOKIE ECHO or
     *                  COOKIE ACK and the second ABORT; less than 0 if there is none.
     * @return id of the state after; without a chunk it is that before.
     */
    public static int after(final int state, final int direction, final int chunk) {
        if (chunk < 0) {
            return state;
        }
        final int event = chunk < EVENT_OF_CHUNK.length ? EVENT_OF_CHUNK[chunk] : 0;
        return TRANSITIONS[(direction * EVENTS + event) * STATES + state];
    }

    /**
     * The state with an id.
     *
     * @param id 0 to 13.
     * @return the state.
     */
    public static SctpState of(final int id) {
        return ALL[id];
    }

    /**
     * The number under which connections keep it.
     *
     * @return 0 to 13.
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
     * @return true for {@link #ESTABLISHED}.
     */
    public boolean isActive() {
        return this == ESTABLISHED;
    }

    /**
     * The name in {@code /proc/net/ip_vs_conn}.
     *
     * @return such as {@code C-SENT}.
     */
    public String label() {
        return label;
    }
}
