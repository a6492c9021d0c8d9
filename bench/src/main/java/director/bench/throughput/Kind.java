/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.throughput;

import director.dataplane.configuration.ForwardingMethod;
import director.dataplane.configuration.Protocol;
import java.util.Locale;

/**
 * What sort of packets a case has, and what becomes of them.
 *
 * @param forwarding how they get to real servers.
 * @param protocol   TCP or UDP.
 */
record Kind(ForwardingMethod forwarding, Protocol protocol) {
    /** Of words of the command line. */
    static Kind of(final String forwarding, final String protocol) {
        return new Kind(forwarding(forwarding), Protocol.valueOf(protocol.toUpperCase(Locale.ROOT)));
    }

    private static ForwardingMethod forwarding(final String word) {
        return switch (word) {
            case "nat" -> ForwardingMethod.NAT;
            case "dr" -> ForwardingMethod.DIRECT_ROUTING;
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
}
