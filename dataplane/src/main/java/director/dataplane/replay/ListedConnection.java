/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.replay;

import director.dataplane.address.IpAddress;
import director.dataplane.connection.Connection;
import director.dataplane.connection.SctpState;
import director.dataplane.connection.TcpState;
import director.dataplane.connection.UdpState;
import director.dataplane.header.Sctp;
import java.util.concurrent.TimeUnit;

/**
 * A connection as it is listed. Addresses are text, ports 0 to 65,535.
 *
 * @param protocol           for example {@code TCP}.
 * @param clientAddress      the client's address.
 * @param clientPort         the client's port.
 * @param virtualAddress     the virtual address.
 * @param virtualPort        the virtual port.
 * @param destinationAddress the real server's address.
 * @param destinationPort    the real server's port.
 * @param state              as Linux names it.
 * @param expiresSeconds     whole seconds that it lives without another packet, rounded down.
 */
@SuppressWarnings("checkstyle:ParameterNumber")
public record ListedConnection(
    String protocol,
    String clientAddress,
    int clientPort,
    String virtualAddress,
    int virtualPort,
    String destinationAddress,
    int destinationPort,
    String state,
    long expiresSeconds) {
    private static final int UDP = 17;
    private static final int TCP = 6;

    /** Lists a connection or template of a table. */
    static ListedConnection of(final long record, final long leftNs) {
        final int protocol = Connection.protocol(record);
        return new ListedConnection(name(protocol),
            address(Connection.clientHigh(record), Connection.clientLow(record)), port(Connection.clientPort(record)),
            address(Connection.virtualHigh(record), Connection.virtualLow(record)),
            port(Connection.virtualPort(record)),
            address(Connection.destinationHigh(record), Connection.destinationLow(record)),
            port(Connection.destinationPort(record)), state(protocol, Connection.state(record)),
            TimeUnit.NANOSECONDS.toSeconds(leftNs));
    }

    private static String name(final int protocol) {
        return switch (protocol) {
            case TCP -> "TCP";
            case UDP -> "UDP";
            case Sctp.PROTOCOL -> "SCTP";
            default -> "IP";
        };
    }

    private static String state(final int protocol, final int state) {
        return switch (protocol) {
            case TCP -> TcpState.of(state).label();
            case UDP -> UdpState.NORMAL.label();
            case Sctp.PROTOCOL -> SctpState.of(state).label();
            default -> "NONE";
        };
    }

    private static String address(final long high, final long low) {
        return IpAddress.ofWire(high, low).toString();
    }

    private static int port(final int wire) {
        return Integer.reverseBytes(wire) >>> Short.SIZE;
    }
}
