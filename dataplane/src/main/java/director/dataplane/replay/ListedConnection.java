/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.replay;

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
}
