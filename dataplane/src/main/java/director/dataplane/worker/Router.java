/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

import director.dataplane.configuration.AnswerPolicy;
import director.dataplane.status.DropReason;

/** Takes packets one hop further, as any router does (RFC 1812, RFC 8200). From the worker's thread. */
final class Router {
    /** What {@link #admit} answers for a packet that has met its fate. */
    static final int REFUSED = -1;

    private final IpOutput output;
    private final Answers answers;
    private final Discards discards;
    private final ToKernel kernel;

    Router(final IpOutput output, final Answers answers, final Discards discards, final ToKernel kernel) {
        this.output = output;
        this.answers = answers;
        this.discards = discards;
        this.kernel = kernel;
    }

    /**
     * Looks whether a packet can go to its destination, and takes a hop from it if so. Answers its next hop; or
     * {@link #REFUSED}, the packet having met its fate, and its sender been told if wanted.
     */
    int admit(final Packet packet, final AnswerPolicy errors) {
        return admit(packet, packet.destinationHigh(), packet.destinationLow(), errors);
    }

    /** The same for a packet whose destination is going to be this one. */
    int admit(final Packet packet, final long high, final long low, final AnswerPolicy errors) {
        if (packet.hops() <= 1) {
            return timeExceeded(packet, errors);
        }
        final int neighbour = output.toAddress(high, low);
        if (neighbour < 0) {
            return noWay(packet, neighbour, errors);
        }
        final int mtu = output.mtu(neighbour);
        if (isTooBig(packet, mtu)) {
            return tooBig(packet, mtu, errors);
        }
        packet.hop();
        return neighbour;
    }

    /** Sends a packet that was admitted, whose source may have changed since. */
    void send(final Packet packet, final int neighbour) {
        output.send(packet, neighbour, output.mtu(neighbour));
    }

    /** The longest packet that goes to a next hop in one piece. */
    int mtu(final int neighbour) {
        return output.mtu(neighbour);
    }

    /** Whether a packet is longer than the way allows and must not be cut. */
    static boolean isTooBig(final Packet packet, final int mtu) {
        if (packet.ipv6 && packet.largestFragment != 0) {
            return packet.largestFragment > mtu;
        }
        return packet.length > mtu && packet.isDontFragment();
    }

    private int timeExceeded(final Packet packet, final AnswerPolicy errors) {
        if (errors == AnswerPolicy.ANSWER) {
            answers.timeExceeded(packet);
        } else {
            end(packet, errors, DropReason.TTL_EXCEEDED);
        }
        return REFUSED;
    }

    private int noWay(final Packet packet, final int noNeighbour, final AnswerPolicy errors) {
        if (errors == AnswerPolicy.ANSWER) {
            answers.noWay(packet, noNeighbour);
        } else {
            end(packet, errors, IpOutput.reason(noNeighbour));
        }
        return REFUSED;
    }

    private int tooBig(final Packet packet, final int mtu, final AnswerPolicy errors) {
        if (errors == AnswerPolicy.ANSWER) {
            answers.tooBig(packet, mtu);
        } else {
            end(packet, errors, DropReason.MTU_EXCEEDED);
        }
        return REFUSED;
    }

    private void end(final Packet packet, final AnswerPolicy errors, final DropReason reason) {
        if (errors == AnswerPolicy.KERNEL) {
            kernel.deliver(packet, reason);
        } else {
            discards.drop(packet, reason);
        }
    }
}
