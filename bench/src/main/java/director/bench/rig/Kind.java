/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.rig;

import director.dataplane.configuration.ForwardingMethod;
import director.dataplane.configuration.Protocol;
import java.util.Locale;

/**
 * What sort of packets a case has, and what becomes of them.
 *
 * @param forwarding how they get to real servers; a tunnel is over the same version of IP. Means nothing with SNAT.
 * @param isSnat     whether clients are hosts of a rule of SNAT, and real servers those whom they talk to.
 * @param ipv6       whether they are of IPv6.
 * @param protocol   TCP or UDP.
 */
public record Kind(ForwardingMethod forwarding, boolean isSnat, boolean ipv6, Protocol protocol) {
    private static final int VERSION_6 = 6;
    private static final String SNAT = "snat";

    /** Of words of the command line. */
    static Kind of(final String forwarding, final int ip, final String protocol) {
        return new Kind(
            forwarding(forwarding), forwarding.equals(SNAT), ip == VERSION_6,
            Protocol.valueOf(protocol.toUpperCase(Locale.ROOT)));
    }

    private static ForwardingMethod forwarding(final String word) {
        return switch (word) {
            case "nat", SNAT -> ForwardingMethod.NAT;
            case "fullnat" -> ForwardingMethod.FULL_NAT;
            case "dr" -> ForwardingMethod.DIRECT_ROUTING;
            case "tun" -> ForwardingMethod.TUNNEL;
            default -> throw new IllegalArgumentException(word);
        };
    }

    boolean isUdp() {
        return protocol == Protocol.UDP;
    }

    /** Whether real servers get packets as they are, at their MAC address. */
    boolean isDirect() {
        return forwarding == ForwardingMethod.DIRECT_ROUTING;
    }

    /** Whether real servers get packets inside of others. */
    boolean isTunnel() {
        return forwarding == ForwardingMethod.TUNNEL;
    }

    /** Whether real servers, or with SNAT others, get packets from a local address. */
    boolean hasLocalAddresses() {
        return isSnat || forwarding == ForwardingMethod.FULL_NAT;
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
        return Frames.length(ipv6);
    }
}
