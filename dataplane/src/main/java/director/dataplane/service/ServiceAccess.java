/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.service;

import director.dataplane.policy.AccessTable;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which clients may open connections to which services. Immutable; from any thread. */
public final class ServiceAccess {
    /** Everybody may, everywhere. */
    public static final ServiceAccess OPEN = new ServiceAccess(null, Map.of());

    private final @Nullable AccessTable everyone;
    private final Map<ServiceKey, AccessTable> services;

    /**
     * Tables.
     *
     * @param everyone for all services; null for everybody.
     * @param services of services that have their own besides.
     */
    public ServiceAccess(final @Nullable AccessTable everyone, final Map<ServiceKey, AccessTable> services) {
        this.everyone = everyone;
        this.services = Map.copyOf(services);
    }

    /**
     * Whether every client may open connections to a service.
     *
     * @param service its name.
     * @return false if any list has to be asked.
     */
    public boolean isOpen(final ServiceKey service) {
        return everyone == null && !services.containsKey(service);
    }

    /**
     * Whether a client may open connections to a service.
     *
     * @param service its name.
     * @param high    the client's address, wire order.
     * @param low     the client's address, wire order.
     * @return false if what holds for all refuses it, or what holds for the service.
     */
    public boolean admits(final ServiceKey service, final long high, final long low) {
        if (everyone != null && !everyone.admits(high, low)) {
            return false;
        }
        if (services.isEmpty()) {
            return true;
        }
        final @Nullable AccessTable own = services.get(service);
        return own == null || own.admits(high, low);
    }
}
