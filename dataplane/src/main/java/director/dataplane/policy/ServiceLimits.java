/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.policy;

import director.dataplane.configuration.LimitSettings;
import director.dataplane.configuration.ServicePolicy;

/**
 * The limits of a service as the packet path sees them, and what it shares with itself under other limits: what is used
 * of them, and whom it refused. Immutable but for these.
 */
public final class ServiceLimits {
    private final LimitSettings settings;
    private final LimitSettings clientSettings;
    private final Rate rate;
    private final ClientLimits clients;
    private final ServiceUse use;

    private ServiceLimits(final LimitSettings settings, final LimitSettings clientSettings, final ServiceUse use) {
        this.settings = settings;
        this.clientSettings = clientSettings;
        this.rate = Rate.of(settings);
        this.clients = ClientLimits.of(clientSettings);
        this.use = use;
    }

    /**
     * Limits.
     *
     * @param policy as configured.
     * @param use    of the service of this name.
     * @return what the packet path needs.
     */
    public static ServiceLimits of(final ServicePolicy policy, final ServiceUse use) {
        return new ServiceLimits(policy.limits(), policy.clientLimits(), use);
    }

    /**
     * What is used of the limits.
     *
     * @return the same as long as the service is there.
     */
    public ServiceUse use() {
        return use;
    }

    /**
     * Whether connections need not be counted.
     *
     * @return true if neither the service nor its clients are limited.
     */
    public boolean isNone() {
        return settings.isNone() && clients.isNone();
    }

    int connections() {
        return settings.connections();
    }

    Rate rate() {
        return rate;
    }

    ClientLimits clients() {
        return clients;
    }

    @Override
    public boolean equals(final Object other) {
        return other instanceof ServiceLimits limits && settings.equals(limits.settings)
            && clientSettings.equals(limits.clientSettings) && use.equals(limits.use);
    }

    @Override
    public int hashCode() {
        return settings.hashCode() * 31 + clientSettings.hashCode();
    }
}
