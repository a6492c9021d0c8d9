/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.localport;

import director.dataplane.configuration.Protocol;
import director.dataplane.header.Ipv4;
import director.dataplane.header.Sctp;

/** What has ports of a local address: each has all of them. */
public enum PortKind {
    /** TCP. */
    TCP(Ipv4.TCP, true),
    /** UDP, ports of which nobody remembers. */
    UDP(Ipv4.UDP, false),
    /** SCTP. */
    SCTP(Sctp.PROTOCOL, true),
    /** Identifiers of echo requests, of both versions of ICMP. */
    ICMP(Ipv4.ICMP, false);

    private final int seed;
    private final boolean rests;

    PortKind(final int seed, final boolean rests) {
        this.seed = seed;
        this.rests = rests;
    }

    /**
     * Whether a port is not to be used again at once, as the other end may still remember it.
     *
     * @return false if nobody does.
     */
    public boolean rests() {
        return rests;
    }

    /**
     * Of a protocol of services.
     *
     * @param protocol any.
     * @return never {@link #ICMP}.
     */
    public static PortKind of(final Protocol protocol) {
        return switch (protocol) {
            case TCP -> TCP;
            case UDP -> UDP;
            case SCTP -> SCTP;
        };
    }

    /** Has each kind take the ports of an address in another order. */
    int seed() {
        return seed;
    }
}
