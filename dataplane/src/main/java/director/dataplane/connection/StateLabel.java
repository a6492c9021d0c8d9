/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.connection;

import director.dataplane.header.Ipv4;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** The name of a record's state as {@code /proc/net/ip_vs_conn} has it. Any thread that may read the record. */
public final class StateLabel {
    private static final List<String> ALL = Stream.of(
        Arrays.stream(TcpState.values()).map(TcpState::label), Stream.of(UdpState.NORMAL.label()),
        Arrays.stream(SctpState.values()).map(SctpState::label),
        Arrays.stream(TemplateState.values()).map(TemplateState::label))
        .flatMap(labels -> labels).distinct().toList();

    private StateLabel() {
    }

    /**
     * The names of all states.
     *
     * @return of each protocol, and of templates.
     */
    public static List<String> all() {
        return ALL;
    }

    /**
     * The name of a state.
     *
     * @param record address of the record of a connection or template.
     * @return such as {@code ESTABLISHED}; {@code NONE} for a protocol without states.
     */
    public static String of(final long record) {
        final int state = Connection.state(record);
        if (Connection.isTemplate(record)) {
            return TemplateState.isAssured(record) ? TemplateState.ASSURED.label() : TemplateState.NONE.label();
        }
        return switch (Connection.protocol(record)) {
            case Ipv4.TCP -> TcpState.of(state).label();
            case Ipv4.UDP -> UdpState.NORMAL.label();
            case Timeouts.SCTP -> SctpState.of(state).label();
            default -> TcpState.NONE.label();
        };
    }
}
