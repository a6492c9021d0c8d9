/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.configuration;

/**
 * What becomes of packets that no virtual service takes. Packets of connections, and what a service without usable real
 * servers says, do not depend on it.
 *
 * @param refusals   for the director's own addresses: TCP resets and ICMP errors about ports and protocols.
 * @param forwarding for the addresses of others.
 * @param errors     ICMP errors about what was to be forwarded: time exceeded, too big, no route, a silent
 *                   next hop.
 * @param kernelRate how many packets a second a worker hands to the kernel at most, and as many answers of neighbours.
 */
public record HostSettings(AnswerPolicy refusals, ForwardPolicy forwarding, AnswerPolicy errors, int kernelRate) {
    /** Packets a second to the kernel unless told. */
    public static final int DEFAULT_KERNEL_RATE = 10_000;
    /** The most packets a second that can be let through to the kernel. */
    public static final int MAX_KERNEL_RATE = 10_000_000;

    /** As Linux with forwarding enabled. */
    public static final HostSettings INITIAL =
        new HostSettings(AnswerPolicy.ANSWER, ForwardPolicy.FORWARD, AnswerPolicy.ANSWER);

    /**
     * Settings with the usual limit of what the kernel gets.
     *
     * @param refusals   for the director's own addresses.
     * @param forwarding for the addresses of others.
     * @param errors     about what was to be forwarded.
     */
    public HostSettings(
        final AnswerPolicy refusals, final ForwardPolicy forwarding, final AnswerPolicy errors) {
        this(refusals, forwarding, errors, DEFAULT_KERNEL_RATE);
    }

    /**
     * Whether the kernel takes any packets.
     *
     * @return true if the ports need interfaces there.
     */
    public boolean usesKernel() {
        return refusals == AnswerPolicy.KERNEL || forwarding == ForwardPolicy.KERNEL || errors == AnswerPolicy.KERNEL;
    }
}
