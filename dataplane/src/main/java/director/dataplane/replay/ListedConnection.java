/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.replay;

import director.bindings.NativeMemory;
import director.dataplane.address.IpAddress;
import director.dataplane.connection.Connection;
import director.dataplane.connection.ConnectionTable;
import director.dataplane.connection.StateLabel;
import director.dataplane.header.Ipv4;
import director.dataplane.header.Sctp;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

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
 * @param callId             what the persistence engine of SIP knows the template by; null for any other.
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
    long expiresSeconds,
    @Nullable String callId) {
    /** Lists a connection or template of a table. */
    static ListedConnection of(final ConnectionTable table, final long record, final long leftNs) {
        final int protocol = Connection.protocol(record);
        return new ListedConnection(name(protocol),
            address(Connection.clientHigh(record), Connection.clientLow(record)), port(Connection.clientPort(record)),
            address(Connection.virtualHigh(record), Connection.virtualLow(record)),
            port(Connection.virtualPort(record)),
            address(Connection.destinationHigh(record), Connection.destinationLow(record)),
            port(Connection.destinationPort(record)), StateLabel.of(record), TimeUnit.NANOSECONDS.toSeconds(leftNs),
            engineData(table, record));
    }

    private static @Nullable String engineData(final ConnectionTable table, final long record) {
        final byte[] data = new byte[table.templateData().length(record)];
        final long address = table.templateData().address(record);
        for (int i = 0; i < data.length; i++) {
            data[i] = (byte) NativeMemory.uint8(address + i);
        }
        return data.length == 0 ? null : new String(data, StandardCharsets.ISO_8859_1);
    }

    private static String name(final int protocol) {
        return switch (protocol) {
            case Ipv4.TCP -> "TCP";
            case Ipv4.UDP -> "UDP";
            case Sctp.PROTOCOL -> "SCTP";
            default -> "IP";
        };
    }

    private static String address(final long high, final long low) {
        return IpAddress.ofWire(high, low).toString();
    }

    private static int port(final int wire) {
        return Integer.reverseBytes(wire) >>> Short.SIZE;
    }
}
