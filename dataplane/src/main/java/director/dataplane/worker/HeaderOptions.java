/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

import director.dataplane.header.Icmp;
import director.dataplane.header.Ipv4Options;
import director.dataplane.status.DropReason;
import java.util.concurrent.TimeUnit;
import java.util.function.IntPredicate;

/**
 * Fills in the options of IPv4 headers as Linux does when it receives a packet, before anything else looks at it. From
 * the worker's thread.
 */
final class HeaderOptions {
    /** Where a word that tells where an option is wrong begins (RFC 792). */
    private static final int POINTER_SHIFT = 24;
    /** Says that a time does not count from midnight UT (RFC 791 §3.1): the worker's clock does not know of it. */
    private static final int NON_STANDARD = 1 << 31;

    private final DutyCycle cycle;
    private final Answers answers;
    private final Discards discards;
    private final IntPredicate own;

    HeaderOptions(final DutyCycle cycle, final Answers answers, final Discards discards) {
        this.cycle = cycle;
        this.answers = answers;
        this.discards = discards;
        this.own = address -> cycle.snapshot().isLocal(address);
    }

    /** Answers false if the packet has met its fate. */
    boolean fill(final Packet packet, final int address) {
        final int time = (int) TimeUnit.NANOSECONDS.toMillis(cycle.nowNs()) | NON_STANDARD;
        final int wrong = Ipv4Options.fill(packet.ip, address, time, own);
        if (wrong == Ipv4Options.SOURCE_ROUTED) {
            discards.drop(packet, DropReason.SOURCE_ROUTED);
        } else if (wrong != 0) {
            answers.error(packet, Icmp.PARAMETER_PROBLEM, 0, wrong << POINTER_SHIFT);
            discards.drop(packet, DropReason.IPV4_OPTIONS_MALFORMED);
        }
        return wrong == 0;
    }
}
