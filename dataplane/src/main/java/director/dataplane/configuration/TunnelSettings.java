/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.configuration;

/**
 * What a packet to a tunnelled real server travels in.
 *
 * @param type     the encapsulation.
 * @param port     the UDP destination port of GUE, 1 to 65,535; else 0.
 * @param checksum the checksum of the encapsulation; IPIP has none.
 */
public record TunnelSettings(Type type, int port, Checksum checksum) {
    /** IP in IP, the default. */
    public static final TunnelSettings IPIP = new TunnelSettings(Type.IPIP, 0, Checksum.NONE);

    /** The encapsulations. */
    public enum Type {
        /** IPv4 or IPv6 in IPv4 or IPv6 (RFC 2003, 2473, 4213). */
        IPIP,
        /** Generic UDP encapsulation (draft-ietf-intarea-gue). */
        GUE,
        /** Generic routing encapsulation (RFC 2784). */
        GRE
    }

    /** The checksums of GUE and GRE. */
    public enum Checksum {
        /** None. */
        NONE,
        /** Over the whole packet. */
        FULL,
        /** GUE's remote checksum offload. */
        REMOTE
    }
}
