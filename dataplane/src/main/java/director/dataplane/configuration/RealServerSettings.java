/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.configuration;

import director.dataplane.address.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * A real server of a virtual service.
 *
 * @param address        where it listens.
 * @param port           where it listens, 0 to 65,535; 0 stands for the port that the client used.
 * @param weight         its share of new connections, 0 (no new ones) to 2,147,483,647.
 * @param forwarding     how packets get there.
 * @param tunnel         what they travel in if that is {@link ForwardingMethod#TUNNEL}.
 * @param upperThreshold at how many connections it gets no more; 0 for no limit.
 * @param lowerThreshold below how many it gets new ones again; 0 for three quarters of the upper one.
 * @param slowStartSeconds how long it grows to its weight when it comes up, 0 to 86,400; null for what its service
 *                       says.
 * @param limits         how many connections it takes at all.
 */
@SuppressWarnings("checkstyle:ParameterNumber")
public record RealServerSettings(
    IpAddress address,
    int port,
    int weight,
    ForwardingMethod forwarding,
    TunnelSettings tunnel,
    int upperThreshold,
    int lowerThreshold,
    @Nullable Integer slowStartSeconds,
    LimitSettings limits) {
    /** The weight unless told, as in {@code ipvsadm}. */
    public static final int DEFAULT_WEIGHT = 1;

    /**
     * A real server that grows as its service says.
     *
     * @param address        where it listens.
     * @param port           where it listens.
     * @param weight         its share of new connections.
     * @param forwarding     how packets get there.
     * @param tunnel         what they travel in.
     * @param upperThreshold at how many connections it gets no more.
     * @param lowerThreshold below how many it gets new ones again.
     */
    public RealServerSettings(
        final IpAddress address,
        final int port,
        final int weight,
        final ForwardingMethod forwarding,
        final TunnelSettings tunnel,
        final int upperThreshold,
        final int lowerThreshold) {
        this(address, port, weight, forwarding, tunnel, upperThreshold, lowerThreshold, null,
            LimitSettings.NONE);
    }

    /**
     * A real server without thresholds, that IP-in-IP leads to if anything does.
     *
     * @param address    where it listens.
     * @param port       where it listens.
     * @param weight     its share of new connections.
     * @param forwarding how packets get there.
     */
    public RealServerSettings(
        final IpAddress address, final int port, final int weight, final ForwardingMethod forwarding) {
        this(address, port, weight, forwarding, TunnelSettings.IPIP, 0, 0);
    }

    /**
     * The same real server behind another port.
     *
     * @param other the port.
     * @return with everything else as here.
     */
    public RealServerSettings withPort(final int other) {
        return new RealServerSettings(
            address, other, weight, forwarding, tunnel, upperThreshold, lowerThreshold, slowStartSeconds, limits);
    }

    /**
     * The same real server, to which packets get in another way.
     *
     * @param other how packets get there.
     * @return all else as here.
     */
    public RealServerSettings withForwarding(final ForwardingMethod other) {
        return new RealServerSettings(
            address, port, weight, other, tunnel, upperThreshold, lowerThreshold, slowStartSeconds, limits);
    }

    /**
     * The same real server with another weight.
     *
     * @param other its share of new connections.
     * @return all else as here.
     */
    public RealServerSettings withWeight(final int other) {
        return new RealServerSettings(
            address, port, other, forwarding, tunnel, upperThreshold, lowerThreshold, slowStartSeconds, limits);
    }

    /**
     * The same real server with another slow start.
     *
     * @param seconds how long it grows to its weight when it comes up, 0 to 86,400; null for what its service says.
     * @return all else as here.
     */
    public RealServerSettings withSlowStart(final @Nullable Integer seconds) {
        return new RealServerSettings(
            address, port, weight, forwarding, tunnel, upperThreshold, lowerThreshold, seconds, limits);
    }

    /**
     * The same real server with other limits.
     *
     * @param others how many connections it takes at all.
     * @return all else as here.
     */
    public RealServerSettings withLimits(final LimitSettings others) {
        return new RealServerSettings(
            address, port, weight, forwarding, tunnel, upperThreshold, lowerThreshold, slowStartSeconds, others);
    }

    /**
     * The real server as people write it.
     *
     * @return for example {@code 10.9.0.1:80} or {@code [fd09::1]:80}.
     */
    public String endpoint() {
        return address.ipv6() ? "[" + address + "]:" + port : address + ":" + port;
    }

    /**
     * Whether this is a description of the same real server, whatever else differs.
     *
     * @param other another one of the same service.
     * @return true if address and port are the same.
     */
    public boolean names(final RealServerSettings other) {
        return address.equals(other.address) && port == other.port;
    }
}
