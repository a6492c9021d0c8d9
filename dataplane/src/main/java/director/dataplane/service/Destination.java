/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.service;

import director.dataplane.configuration.ForwardingMethod;
import director.dataplane.configuration.RealServerSettings;
import director.dataplane.configuration.TunnelSettings;
import director.dataplane.tunnel.Tunnel;

/**
 * A real server as the packet path sees it. Immutable.
 *
 * @param number     by which schedulers, connections and counters know it, 0 to 65,534.
 * @param service    the service that it belongs to, or belonged to.
 * @param settings   as configured.
 * @param high       its address, wire order.
 * @param low        its address, wire order.
 * @param port       wire order; 0 for the port that the client used.
 * @param tunnelKind one of the kinds of {@link Tunnel}, if that is how packets get there.
 * @param tunnelPort destination port of GUE, wire order.
 * @param available  false once it was removed: its connections are over, though it may come back.
 * @param inService  false while health checks say that it gets no new connections, and once it was removed.
 */
@SuppressWarnings("checkstyle:ParameterNumber")
public record Destination(
    int number,
    ServiceKey service,
    RealServerSettings settings,
    long high,
    long low,
    int port,
    int tunnelKind,
    int tunnelPort,
    boolean available,
    boolean inService) {
    /** The number of no destination, and one more than the largest. */
    public static final int NONE = 0xFFFF;

    /**
     * A real server.
     *
     * @param number     by which it is known.
     * @param service    the service that it belongs to.
     * @param settings   as configured.
     * @param available  whether it still belongs to the service.
     * @return what the packet path needs of it.
     */
    public static Destination of(
        final int number, final ServiceKey service, final RealServerSettings settings, final boolean available) {
        return of(number, service, settings, available, available);
    }

    /**
     * A real server.
     *
     * @param number     by which it is known.
     * @param service    the service that it belongs to.
     * @param settings   with the weight that it has in effect.
     * @param available  whether it still belongs to the service.
     * @param inService  whether it may get new connections.
     * @return what the packet path needs of it.
     */
    public static Destination of(
        final int number,
        final ServiceKey service,
        final RealServerSettings settings,
        final boolean available,
        final boolean inService) {
        return new Destination(number, service, settings, settings.address().wireHigh(), settings.address().wireLow(),
            WireOrder.port(settings.port()), kind(settings.tunnel()), WireOrder.port(settings.tunnel().port()),
            available, inService);
    }

    /**
     * How packets get there, as connections remember it.
     *
     * @return an id of {@link director.dataplane.configuration.ForwardingMethod}.
     */
    public int method() {
        return settings.forwarding().id();
    }

    /**
     * Whether connections come to it from a local address.
     *
     * @return true for full NAT, of which {@link #method} says that it is NAT.
     */
    public boolean isFullNat() {
        return settings.forwarding() == ForwardingMethod.FULL_NAT;
    }

    /**
     * Whether packets of connections get to another real server of the same number the same way. Weights may differ,
     * but not in whether there is one; thresholds may differ.
     *
     * @param other with the same number.
     * @return true if a worker that has learnt the way of one knows that of the other.
     */
    public boolean isReachedLike(final Destination other) {
        return available == other.available && inService == other.inService && high == other.high && low == other.low
            && port == other.port && settings.forwarding() == other.settings.forwarding()
            && tunnelKind == other.tunnelKind && tunnelPort == other.tunnelPort
            && (settings.weight() == 0) == (other.settings.weight() == 0)
            && settings.tunnel().equals(other.settings.tunnel()) && service.equals(other.service);
    }

    private static int kind(final TunnelSettings tunnel) {
        final boolean checksum = tunnel.checksum() != TunnelSettings.Checksum.NONE;
        return switch (tunnel.type()) {
            case IPIP -> Tunnel.IPIP;
            case GRE -> checksum ? Tunnel.GRE_CHECKSUM : Tunnel.GRE;
            case GUE -> checksum ? Tunnel.GUE_CHECKSUM : Tunnel.GUE;
        };
    }
}
