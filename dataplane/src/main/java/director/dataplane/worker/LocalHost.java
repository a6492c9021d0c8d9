/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

import director.dataplane.answer.EchoReply;
import director.dataplane.configuration.AnswerPolicy;
import director.dataplane.forward.Identifications;
import director.dataplane.header.Icmpv6;
import director.dataplane.header.Ipv4;
import director.dataplane.local.EchoResponder;
import director.dataplane.status.DropReason;
import org.jspecify.annotations.Nullable;

/**
 * The host that the director is: takes packets for its own addresses that no virtual service takes. Either the kernel
 * of its machine is that host and gets them all, or no program listens on it: what is not an echo request is refused
 * (RFC 1122), or dropped if configured so. From the worker's thread.
 */
final class LocalHost {
    private final IpOutput output;
    private final Answers answers;
    private final DutyCycle cycle;
    private final Discards discards;
    private final ToKernel kernel;
    private final Identifications identifications;

    LocalHost(
        final IpOutput output,
        final Answers answers,
        final DutyCycle cycle,
        final Discards discards,
        final ToKernel kernel,
        final long seed) {
        this.output = output;
        this.answers = answers;
        this.cycle = cycle;
        this.discards = discards;
        this.kernel = kernel;
        this.identifications = new Identifications(Long.rotateLeft(seed, Integer.SIZE));
    }

    /** A packet to an own address. */
    void deliver(final Packet packet, final DropReason reason) {
        // No program of the kernel's has anything to do with the local addresses of full NAT, which it does not know.
        if (cycle.snapshot().host().refusals() == AnswerPolicy.KERNEL
            && !cycle.snapshot().localPools().contains(packet.destinationHigh(), packet.destinationLow())) {
            kernel.deliver(packet, reason);
        } else if (packet.protocol != (packet.ipv6 ? Icmpv6.PROTOCOL : Ipv4.ICMP)) {
            refuse(packet, packet.protocol == Ipv4.ICMP || packet.protocol == Icmpv6.PROTOCOL
                ? DropReason.PROTOCOL_UNSUPPORTED : reason);
        } else if (packet.ipv6) {
            icmp6(packet);
        } else {
            icmp4(packet);
        }
    }

    private void refuse(final Packet packet, final DropReason reason) {
        if (cycle.snapshot().host().refusals() == AnswerPolicy.DROP) {
            discards.drop(packet, reason);
            return;
        }
        switch (packet.protocol) {
            case Ipv4.TCP -> answers.reset(packet, reason);
            case Ipv4.UDP -> answers.portUnreachable(packet, reason);
            default -> answers.protocolUnreachable(packet, reason);
        }
    }

    private void icmp4(final Packet packet) {
        final @Nullable DropReason reason =
            EchoResponder.reply(packet.ip, packet.length, identifications.next() & 0xFFFF);
        if (reason == null) {
            send(packet);
        } else {
            discards.drop(packet, reason);
        }
    }

    private void icmp6(final Packet packet) {
        final long reply = EchoReply.reply(packet.ip, packet.length);
        if (reply == 0) {
            discards.drop(packet, DropReason.ICMP_UNSUPPORTED);
            return;
        }
        packet.length -= (int) (reply - packet.ip);
        packet.ip = reply;
        send(packet);
    }

    /** Sends a packet that has become an answer. */
    private void send(final Packet packet) {
        final long high = packet.destinationHigh();
        final long low = packet.destinationLow();
        final int neighbour = output.toAddress(high, low);
        if (neighbour < 0) {
            discards.drop(packet, IpOutput.reason(neighbour));
        } else {
            output.send(packet, neighbour, output.mtu(neighbour, high, low));
        }
    }
}
