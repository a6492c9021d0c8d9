/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.rig;

import director.dataplane.configuration.ClientAddress;
import director.dataplane.configuration.ForwardingMethod;
import java.util.Arrays;
import java.util.List;

/** What becomes of packets. Its label is what command lines and results say. */
public enum Method {
    /** Real servers get them at their own address. */
    NAT("nat", ForwardingMethod.NAT),
    /** From a local address, too. */
    FULL_NAT("fullnat", ForwardingMethod.FULL_NAT),
    /** As they are, at their MAC address. */
    DIRECT_ROUTING("dr", ForwardingMethod.DIRECT_ROUTING),
    /** Inside of others of the same version of IP. */
    TUNNEL("tun", ForwardingMethod.TUNNEL),
    /** Clients are hosts that begin connections, real servers those whom they talk to; there are no services. */
    SNAT("snat", ForwardingMethod.NAT),
    /** Full NAT to real servers of the other version of IP. */
    NAT64("nat64", ForwardingMethod.FULL_NAT),
    /** NAT between two VLANs of the port: one of clients, one of real servers. */
    VLAN("vlan", ForwardingMethod.NAT),
    /** NAT with limits on connections and rates of services, real servers and clients, which are never reached. */
    LIMITS("limits", ForwardingMethod.NAT),
    /** NAT of services that a firewall mark names. */
    FIREWALL_MARK("fwmark", ForwardingMethod.NAT),
    /** Full NAT that tells the client's address in a header of the PROXY protocol, version 2. */
    PROXY("proxy", ClientAddress.Form.PROXY_V2),
    /** The same in an option of TCP. */
    TOA("toa", ClientAddress.Form.TOA),
    /** The same in an option in front of UDP. */
    UOA("uoa", ClientAddress.Form.UOA);

    private final String label;
    private final ForwardingMethod forwarding;
    private final ClientAddress.Form told;

    Method(final String label, final ForwardingMethod forwarding) {
        this(label, forwarding, ClientAddress.Form.NONE);
    }

    Method(final String label, final ClientAddress.Form told) {
        this(label, ForwardingMethod.FULL_NAT, told);
    }

    Method(final String label, final ForwardingMethod forwarding, final ClientAddress.Form told) {
        this.label = label;
        this.forwarding = forwarding;
        this.told = told;
    }

    /**
     * The method of a word.
     *
     * @param label one of {@link #labels}.
     * @return what it says.
     */
    public static Method of(final String label) {
        return Arrays.stream(values()).filter(method -> method.label.equals(label)).findFirst().orElseThrow();
    }

    /**
     * What command lines and results say.
     *
     * @return its word.
     */
    public String label() {
        return label;
    }

    /**
     * What there is to choose from.
     *
     * @return the words of all.
     */
    public static List<String> labels() {
        return Arrays.stream(values()).map(method -> method.label).toList();
    }

    /**
     * Of which packets there is something to measure.
     *
     * @return the words for TCP, UDP or both.
     */
    public List<String> protocols() {
        return switch (told) {
            case NONE -> List.of("tcp", "udp");
            case UOA -> List.of("udp");
            default -> List.of("tcp");
        };
    }

    /** What real servers are configured with. */
    ForwardingMethod forwarding() {
        return forwarding;
    }

    /** How real servers are told the client's address. */
    ClientAddress.Form told() {
        return told;
    }
}
