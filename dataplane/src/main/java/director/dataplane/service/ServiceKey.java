/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.service;

import director.dataplane.address.IpAddress;
import director.dataplane.configuration.Protocol;
import director.dataplane.configuration.ServiceSettings;

/**
 * What names a virtual service: protocol, address and port, or a firewall mark and a version of IP.
 *
 * @param protocol its protocol; TCP for a mark.
 * @param address  the virtual address; the unspecified one of its version for a mark.
 * @param port     0 to 65,535.
 * @param mark     unsigned; 0 if protocol, address and port name the service.
 */
public record ServiceKey(Protocol protocol, IpAddress address, int port, int mark) {
    /**
     * A service that protocol, address and port name.
     *
     * @param protocol its protocol.
     * @param address  the virtual address.
     * @param port     0 to 65,535.
     */
    public ServiceKey(final Protocol protocol, final IpAddress address, final int port) {
        this(protocol, address, port, 0);
    }

    /**
     * The key of a service.
     *
     * @param settings the service.
     * @return its key.
     */
    public static ServiceKey of(final ServiceSettings settings) {
        return settings.mark() == 0 ? new ServiceKey(settings.protocol(), settings.address(), settings.port())
            : ofMark(settings.mark(), settings.address().ipv6());
    }

    /**
     * A service that a firewall mark names.
     *
     * @param mark unsigned, not 0.
     * @param ipv6 whether it takes IPv6 packets.
     * @return its key.
     */
    public static ServiceKey ofMark(final int mark, final boolean ipv6) {
        return new ServiceKey(Protocol.TCP, ipv6 ? IpAddress.ANY6 : IpAddress.ANY, 0, mark);
    }

    @Override
    public String toString() {
        if (mark != 0) {
            return "FWM " + Integer.toUnsignedString(mark) + (address.ipv6() ? " IPv6" : "");
        }
        return protocol + " " + (address.ipv6() ? "[" + address + "]" : address) + ":" + port;
    }
}
