/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.ipvsadm;

import director.dataplane.address.IpAddress;

/**
 * What names a virtual service: protocol, address and port, or a firewall mark and an address family.
 *
 * @param protocol the protocol; TCP for a mark.
 * @param endpoint the virtual address and port; the unspecified address of the family for a mark.
 * @param mark     the firewall mark, unsigned; 0 if the service is named by its address.
 */
public record ServiceId(ServiceProtocol protocol, Endpoint endpoint, int mark) {
    /**
     * A service named by its address.
     *
     * @param protocol the protocol.
     * @param endpoint the virtual address and port.
     * @return the name.
     */
    public static ServiceId of(final ServiceProtocol protocol, final Endpoint endpoint) {
        return new ServiceId(protocol, endpoint, 0);
    }

    /**
     * A service named by a firewall mark.
     *
     * @param mark the mark, unsigned, not 0.
     * @param ipv6 whether it takes IPv6 packets.
     * @return the name.
     */
    public static ServiceId ofMark(final int mark, final boolean ipv6) {
        final IpAddress any = ipv6 ? IpAddress.ANY6 : IpAddress.ANY;
        return new ServiceId(ServiceProtocol.TCP, new Endpoint(any, 0), mark);
    }

    /**
     * Whether the service takes IPv6 packets.
     *
     * @return false for IPv4.
     */
    public boolean ipv6() {
        return endpoint.address().ipv6();
    }

    /**
     * The first columns of a listing.
     *
     * @return for instance {@code TCP  10.0.0.1:80} or {@code FWM  5 IPv6}.
     */
    public String listed() {
        if (mark != 0) {
            return "FWM  " + Integer.toUnsignedString(mark) + (ipv6() ? " IPv6" : "");
        }
        return (protocol.name() + " ").substring(0, 4) + " " + endpoint;
    }

    /**
     * The service as an argument.
     *
     * @return for instance {@code -t 10.0.0.1:80} or {@code -f 5 -6}.
     */
    public String argument() {
        if (mark != 0) {
            return "-f " + Integer.toUnsignedString(mark) + (ipv6() ? " -6" : "");
        }
        return protocol.option() + " " + endpoint;
    }
}
