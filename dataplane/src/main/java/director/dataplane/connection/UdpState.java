/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.connection;

/** The one state of UDP, and of every protocol that is treated like it. */
public enum UdpState {
    /** Datagrams come and go. */
    NORMAL(0, 300);

    private final int id;
    private final int timeoutSeconds;

    UdpState(final int id, final int timeoutSeconds) {
        this.id = id;
        this.timeoutSeconds = timeoutSeconds;
    }

    /**
     * The number under which connections keep it.
     *
     * @return 0.
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
     * The name in {@code /proc/net/ip_vs_conn}.
     *
     * @return {@code UDP}.
     */
    public String label() {
        return "UDP";
    }
}
