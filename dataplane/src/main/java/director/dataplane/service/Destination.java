/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.service;

import director.dataplane.configuration.RealServerSettings;

/**
 * A real server as the packet path sees it. Immutable.
 *
 * @param number    by which schedulers, connections and counters know it, 0 to 65,534.
 * @param service   the service that it belongs to, or belonged to.
 * @param settings  as configured.
 * @param high      its address, wire order.
 * @param low       its address, wire order.
 * @param port      wire order; 0 for the port that the client used.
 * @param available false once it was removed: its connections are over, though it may come back.
 */
public record Destination(
    int number,
    ServiceKey service,
    RealServerSettings settings,
    long high,
    long low,
    int port,
    boolean available) {
    /** The number of no destination, and one more than the largest. */
    public static final int NONE = 0xFFFF;

    /**
     * A real server.
     *
     * @param number    by which it is known.
     * @param service   the service that it belongs to.
     * @param settings  as configured.
     * @param available whether it still belongs to the service.
     * @return what the packet path needs of it.
     */
    public static Destination of(
        final int number, final ServiceKey service, final RealServerSettings settings, final boolean available) {
        return new Destination(number, service, settings, settings.address().wireHigh(), settings.address().wireLow(),
            WireOrder.port(settings.port()), available);
    }
}
