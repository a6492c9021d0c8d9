/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.rig;

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
    VLAN("vlan", ForwardingMethod.NAT);

    private final String label;
    private final ForwardingMethod forwarding;

    Method(final String label, final ForwardingMethod forwarding) {
        this.label = label;
        this.forwarding = forwarding;
    }

    static Method of(final String label) {
        return Arrays.stream(values()).filter(method -> method.label.equals(label)).findFirst().orElseThrow();
    }

    /**
     * What there is to choose from.
     *
     * @return the words of all.
     */
    public static List<String> labels() {
        return Arrays.stream(values()).map(method -> method.label).toList();
    }

    /** What real servers are configured with. */
    ForwardingMethod forwarding() {
        return forwarding;
    }
}
