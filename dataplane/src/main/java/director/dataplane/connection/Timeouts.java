/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.connection;

/** How many ticks a connection lives in each state without a packet. Immutable. */
final class Timeouts {
    private static final int UDP_SECONDS = 300;
    private static final long MILLIS_IN_SECOND = 1_000;

    private final long[] tcpTicks = new long[TcpState.values().length];
    private final long udpTicks = Ticks.ceil(UDP_SECONDS * MILLIS_IN_SECOND);

    /** The defaults of Linux. */
    Timeouts() {
        for (final TcpState state : TcpState.values()) {
            tcpTicks[state.id()] = Ticks.ceil(state.timeoutSeconds() * MILLIS_IN_SECOND);
        }
    }

    long ticks(final boolean tcp, final int state) {
        return tcp ? tcpTicks[state] : udpTicks;
    }
}
