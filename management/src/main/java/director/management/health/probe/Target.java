/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.health.probe;

import director.dataplane.address.IpAddress;
import director.dataplane.service.RealServerKey;
import director.dataplane.service.ServiceKey;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Whom a check looks at.
 *
 * @param service    the service.
 * @param realServer the real server.
 * @param address    where it is checked.
 * @param port       the port that is checked; 0 for none.
 * @param source     the address that the check talks from; null for whichever the kernel takes.
 */
public record Target(
    ServiceKey service, RealServerKey realServer, IpAddress address, int port, @Nullable IpAddress source) {
    private static final int IPV6_LENGTH = 16;

    /**
     * Where it is checked.
     *
     * @return address and port.
     */
    public InetSocketAddress socketAddress() {
        return new InetSocketAddress(inet(address), port);
    }

    /**
     * Where the check talks from.
     *
     * @return any port of the source; null for whichever address the kernel takes.
     */
    public @Nullable InetSocketAddress sourceAddress() {
        return source == null ? null : new InetSocketAddress(inet(source), 0);
    }

    /** An address as the JDK has it. */
    static InetAddress inet(final IpAddress address) {
        final ByteBuffer bytes = ByteBuffer.allocate(address.ipv6() ? IPV6_LENGTH : Integer.BYTES);
        if (address.ipv6()) {
            bytes.putLong(address.high()).putLong(address.low());
        } else {
            bytes.putInt((int) address.low());
        }
        try {
            return InetAddress.getByAddress(bytes.array());
        } catch (final UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }
}
