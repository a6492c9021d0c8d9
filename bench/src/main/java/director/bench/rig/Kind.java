/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.rig;

import director.dataplane.configuration.ClientAddress;
import director.dataplane.configuration.ForwardingMethod;
import director.dataplane.configuration.Protocol;
import java.util.Locale;

/**
 * What sort of packets a case has, and what becomes of them.
 *
 * @param method   how they are forwarded.
 * @param ipv6     whether they are of IPv6.
 * @param protocol TCP or UDP.
 */
public record Kind(Method method, boolean ipv6, Protocol protocol) {
    private static final int VERSION_6 = 6;

    /** Of words of the command line. */
    static Kind of(final String forwarding, final int ip, final String protocol) {
        return new Kind(
            Method.of(forwarding), ip == VERSION_6, Protocol.valueOf(protocol.toUpperCase(Locale.ROOT)));
    }

    /**
     * Whether there are hosts that begin connections, and no services.
     *
     * @return true with SNAT.
     */
    public boolean isSnat() {
        return method == Method.SNAT;
    }

    /** Whether clients and real servers are in VLANs. */
    boolean hasVlans() {
        return method == Method.VLAN;
    }

    /** Whether real servers get packets of IPv6. */
    boolean serversIpv6() {
        return ipv6 != (method == Method.NAT64);
    }

    /** Whether services have firewall marks for names. */
    boolean isMarked() {
        return method == Method.FIREWALL_MARK;
    }

    boolean isUdp() {
        return protocol == Protocol.UDP;
    }

    /** Whether real servers get packets as they are, at their MAC address. */
    boolean isDirect() {
        return method == Method.DIRECT_ROUTING;
    }

    /** Whether real servers get packets inside of others. */
    boolean isTunnel() {
        return method == Method.TUNNEL;
    }

    /** Whether real servers, or with SNAT others, get packets from a local address. */
    boolean hasLocalAddresses() {
        return isSnat() || method.forwarding() == ForwardingMethod.FULL_NAT;
    }

    /** Whether real servers answer while connections are opened: only so do they get to know the client's address. */
    boolean isAnswered() {
        return method.told() != ClientAddress.Form.NONE;
    }

    /** Whether real servers see the virtual address and port, as they have to answer from there. */
    boolean keepsAddress() {
        return isDirect() || isTunnel();
    }

    /**
     * How long the frames are that the director receives.
     *
     * @return bytes, without the check sequence.
     */
    public int frameBytes() {
        return Frames.length(ipv6) + (hasVlans() ? Tag.LENGTH : 0);
    }
}
