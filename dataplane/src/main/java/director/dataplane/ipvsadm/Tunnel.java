/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.ipvsadm;

import java.util.Locale;

/**
 * What a packet to a tunnelled real server travels in.
 *
 * @param type     the encapsulation.
 * @param port     the UDP destination port of GUE; else 0.
 * @param checksum the checksum of the encapsulation.
 */
public record Tunnel(Type type, int port, Checksum checksum) {
    /** IP in IP, the default. */
    public static final Tunnel IPIP = new Tunnel(Type.IPIP, 0, Checksum.NONE);

    /** The encapsulations. */
    public enum Type {
        /** IPv4 or IPv6 in IPv4 or IPv6. */
        IPIP,
        /** Generic UDP encapsulation. */
        GUE,
        /** Generic routing encapsulation. */
        GRE;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The checksum of GUE and GRE. */
    public enum Checksum {
        /** None. */
        NONE("--tun-nocsum", "-c"),
        /** The whole packet. */
        FULL("--tun-csum", "+c"),
        /** GUE's remote checksum offload. */
        REMOTE("--tun-remcsum", "r+c");

        private final String option;
        private final String listed;

        Checksum(final String option, final String listed) {
            this.option = option;
            this.listed = listed;
        }
    }

    String listed() {
        return switch (type) {
            case IPIP -> type.word();
            case GRE -> type.word() + ":" + checksum.listed;
            case GUE -> type.word() + ":" + port + ":" + checksum.listed;
        };
    }

    String arguments() {
        return "--tun-type " + type.word() + switch (type) {
            case IPIP -> "";
            case GRE -> " " + checksum.option;
            case GUE -> " --tun-port " + port + " " + checksum.option;
        };
    }
}
