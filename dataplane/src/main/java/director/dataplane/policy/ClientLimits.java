/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.policy;

import director.dataplane.configuration.LimitSettings;

/**
 * What each client of a service may. Immutable.
 *
 * @param connections at the same time; 0 for no limit.
 * @param rate        of new ones.
 */
record ClientLimits(int connections, Rate rate) {
    static ClientLimits of(final LimitSettings settings) {
        return new ClientLimits(settings.connections(), Rate.of(settings));
    }

    boolean isNone() {
        return connections == 0 && rate.isNone();
    }
}
