/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.policy;

import director.dataplane.configuration.ClientSettings;
import director.dataplane.configuration.LimitSettings;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * What is used of all limits, of all workers together, found by the number of the real server that a connection leads
 * to. From any thread, but for what says otherwise.
 */
public final class Limits {
    /** Counted at the service. */
    public static final int SERVICE = 1;
    /** Counted at the real server. */
    public static final int REAL_SERVER = 1 << 1;
    /** Counted in the table of clients. */
    public static final int CLIENT = 1 << 2;

    private final AtomicReferenceArray<@Nullable ServiceUse> services;
    private final AtomicReferenceArray<@Nullable RealServerLimits> realServers;
    private final ClientTable clients;

    /**
     * No limits.
     *
     * @param capacity how many destination numbers there can be.
     * @param settings of the table of clients.
     * @param seed     secret that keeps others from guessing which clients meet there.
     */
    public Limits(final int capacity, final ClientSettings settings, final long seed) {
        services = new AtomicReferenceArray<>(capacity);
        realServers = new AtomicReferenceArray<>(capacity);
        clients = new ClientTable(settings, seed);
    }

    /**
     * The table of clients.
     *
     * @return that of all services.
     */
    public ClientTable clients() {
        return clients;
    }

    /**
     * Sets the limits of a real server. What it has used of those before stays used. From the conductor's thread.
     *
     * @param destination its number.
     * @param service     what its service has used.
     * @param settings    its limits.
     */
    public void set(final int destination, final ServiceUse service, final LimitSettings settings) {
        services.setRelease(destination, service);
        final @Nullable RealServerLimits before = realServers.getPlain(destination);
        if (before != null || !settings.isNone()) {
            realServers.setRelease(destination,
                RealServerLimits.of(settings, before == null ? new LimitState() : before.state()));
        }
    }

    /**
     * Forgets a real server that no connection leads to. From the conductor's thread, while no worker knows the number.
     *
     * @param destination its number.
     */
    public void forget(final int destination) {
        services.setRelease(destination, null);
        realServers.setRelease(destination, null);
    }

    /**
     * What a real server has used of its limits.
     *
     * @param destination its number.
     * @return null if it never had any.
     */
    public @Nullable LimitState realServer(final int destination) {
        final @Nullable RealServerLimits known = realServers.getAcquire(destination);
        return known == null ? null : known.state();
    }

    @Nullable RealServerLimits limits(final int destination) {
        return realServers.getAcquire(destination);
    }

    /**
     * A connection is over that was counted. From its worker's thread.
     *
     * @param destination number of its real server.
     * @param counted     where, of {@link #SERVICE}, {@link #REAL_SERVER} and {@link #CLIENT}.
     * @param high        the client's address, wire order.
     * @param low         the client's address, wire order.
     */
    public void leave(final int destination, final int counted, final long high, final long low) {
        final @Nullable ServiceUse service = services.getAcquire(destination);
        if (service != null) {
            leave(service, counted, high, low);
        }
        final @Nullable RealServerLimits realServer = realServers.getAcquire(destination);
        if ((counted & REAL_SERVER) != 0 && realServer != null) {
            realServer.state().leave();
        }
    }

    void leave(final ServiceUse service, final int counted, final long high, final long low) {
        if ((counted & SERVICE) != 0) {
            service.state().leave();
        }
        if ((counted & CLIENT) != 0) {
            clients.leave(high, low, service.number());
        }
    }
}
