/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.configuration;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of packets that no virtual service takes. Packets of connections, and what a service without usable real
 * servers says, do not depend on it.
 *
 * @param refusals   for the director's own addresses: TCP resets and ICMP errors about ports and protocols.
 * @param forwarding for the addresses of others.
 * @param errors     ICMP errors about what was to be forwarded: time exceeded, too big, no route, a silent
 *                   next hop.
 * @param kernelRate how many packets a second of each class the kernel gets at most by the interface of a port, from
 *                   all workers together.
 * @param portRates  the same of ports that have a number of their own, by their places in the configuration.
 */
public record HostSettings(
    AnswerPolicy refusals,
    ForwardPolicy forwarding,
    AnswerPolicy errors,
    int kernelRate,
    Map<Integer, Integer> portRates) {
    /** Packets a second to the kernel unless told. */
    public static final int DEFAULT_KERNEL_RATE = 10_000;
    /** The most packets a second that can be let through to the kernel. */
    public static final int MAX_KERNEL_RATE = 10_000_000;

    /** As Linux with forwarding enabled. */
    public static final HostSettings INITIAL =
        new HostSettings(AnswerPolicy.ANSWER, ForwardPolicy.FORWARD, AnswerPolicy.ANSWER);

    /** Keeps a copy of the mapping. */
    public HostSettings {
        portRates = Map.copyOf(portRates);
    }

    /**
     * Settings with the same limit of what the kernel gets for every port.
     *
     * @param refusals   for the director's own addresses.
     * @param forwarding for the addresses of others.
     * @param errors     about what was to be forwarded.
     * @param kernelRate packets a second of each class, by each port.
     */
    public HostSettings(
        final AnswerPolicy refusals, final ForwardPolicy forwarding, final AnswerPolicy errors, final int kernelRate) {
        this(refusals, forwarding, errors, kernelRate, Map.of());
    }

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
     * The same settings with other limits for ports.
     *
     * @param rates of ports that have a number of their own, by their places.
     * @return all else as here.
     */
    public HostSettings withPortRates(final Map<Integer, Integer> rates) {
        return new HostSettings(refusals, forwarding, errors, kernelRate, rates);
    }

    /**
     * What the kernel gets at most by the interface of a port.
     *
     * @param place of the port in the configuration.
     * @return packets a second of each class, from all workers together.
     */
    public int kernelRate(final int place) {
        final @Nullable Integer own = portRates.get(place);
        return own == null ? kernelRate : own;
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
