/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.configuration;

import director.dataplane.address.IpPrefix;
import org.jspecify.annotations.Nullable;

/**
 * Gives a firewall mark to packets that arrive. Every condition must hold; one that is absent always does.
 *
 * @param mark        what packets get, unsigned.
 * @param ipv6        the version of IP.
 * @param port        the name of the port they arrive at; null for all.
 * @param protocol    null for all.
 * @param source      null for all.
 * @param destination null for all.
 * @param firstPort   the lowest destination port, 0 to 65,535.
 * @param lastPort    the highest destination port.
 */
@SuppressWarnings("checkstyle:ParameterNumber")
public record MarkRule(
    int mark,
    boolean ipv6,
    @Nullable String port,
    @Nullable Protocol protocol,
    @Nullable IpPrefix source,
    @Nullable IpPrefix destination,
    int firstPort,
    int lastPort) {
    /** The highest port. */
    public static final int LAST_PORT = 65_535;
}
