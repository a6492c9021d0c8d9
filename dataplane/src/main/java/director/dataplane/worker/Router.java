/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

/** Takes packets one hop further, as any router does (RFC 1812, RFC 8200). From the worker's thread. */
final class Router {
    /** What {@link #admit} answers for a packet that has met its fate. */
    static final int REFUSED = -1;

    private final IpOutput output;
    private final Answers answers;

    Router(final IpOutput output, final Answers answers) {
        this.output = output;
        this.answers = answers;
    }

    /**
     * Looks whether a packet can go to its destination, and takes a hop from it if so. Answers its next hop; or
     * {@link #REFUSED}, its sender having been told.
     */
    int admit(final Packet packet) {
        if (packet.hops() <= 1) {
            answers.timeExceeded(packet);
            return REFUSED;
        }
        final int neighbour = output.toAddress(packet.destinationHigh(), packet.destinationLow());
        if (neighbour < 0) {
            answers.noWay(packet, neighbour);
            return REFUSED;
        }
        final int mtu = output.mtu(neighbour);
        if (isTooBig(packet, mtu)) {
            answers.tooBig(packet, mtu);
            return REFUSED;
        }
        packet.hop();
        return neighbour;
    }

    /** Sends a packet that was admitted, whose source may have changed since. */
    void send(final Packet packet, final int neighbour) {
        output.send(packet, neighbour, output.mtu(neighbour));
    }

    /** Whether a packet is longer than the way allows and must not be cut. */
    static boolean isTooBig(final Packet packet, final int mtu) {
        if (packet.ipv6 && packet.largestFragment != 0) {
            return packet.largestFragment > mtu;
        }
        return packet.length > mtu && packet.isDontFragment();
    }
}
