/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

import director.dataplane.configuration.AnswerPolicy;
import director.dataplane.configuration.HostSettings;
import director.dataplane.status.DropReason;

/**
 * What becomes of packets that no service is for: the host's, or to be routed, or the kernel's. From the worker's
 * thread.
 */
final class Unserved {
    private final DutyCycle cycle;
    private final LocalHost host;
    private final ToKernel kernel;
    private final Router router;
    private final Strays strays;
    private final Answers answers;
    private final Discards discards;

    Unserved(final DutyCycle cycle, final LocalHost host, final ToKernel kernel, final Router router,
        final Strays strays, final Answers answers, final Discards discards) {
        this.cycle = cycle;
        this.host = host;
        this.kernel = kernel;
        this.router = router;
        this.strays = strays;
        this.answers = answers;
        this.discards = discards;
    }

    /** A packet for the director or for another host. */
    void take(final Packet packet, final DropReason reason) {
        if (cycle.isLocal(packet)) {
            host.deliver(packet, reason);
        } else {
            pass(packet);
        }
    }

    /** A packet for another host that no connection takes. */
    void pass(final Packet packet) {
        final HostSettings settings = cycle.snapshot().host();
        if (settings.refusals() == AnswerPolicy.KERNEL
            && cycle.snapshot().isGroup(packet.destinationHigh(), packet.destinationLow())) {
            // Programs on the host may have joined the group.
            kernel.deliver(packet, DropReason.NOT_LOCAL);
            return;
        }
        switch (settings.forwarding()) {
            case DROP -> discards.drop(packet, DropReason.NOT_LOCAL);
            case KERNEL -> kernel.deliver(packet, DropReason.NOT_LOCAL);
            default -> forward(packet, settings.errors());
        }
    }

    /** A packet that goes on as by a router which says so much about errors. */
    void forward(final Packet packet, final AnswerPolicy errors) {
        if (cycle.snapshot().isGroup(packet.destinationHigh(), packet.destinationLow())) {
            discards.drop(packet, DropReason.NOT_LOCAL);
            return;
        }
        final int neighbour = router.admit(packet, errors);
        if (neighbour == Router.REFUSED) {
            return;
        }
        if (packet.kind == Packet.TRANSPORT && strays.isStray(packet)) {
            answers.portUnreachable(packet, DropReason.STRAY_REPLY);
        } else {
            router.send(packet, neighbour);
        }
    }
}
