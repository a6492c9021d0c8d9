/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.policy;

import director.dataplane.configuration.LimitSettings;

/**
 * The limits of a real server, and what is used of them. Immutable but for the latter.
 *
 * @param connections at the same time; 0 for no limit.
 * @param rate        of new ones.
 * @param state       shared with the same real server under other limits.
 */
record RealServerLimits(int connections, Rate rate, LimitState state) {
    static RealServerLimits of(final LimitSettings settings, final LimitState state) {
        return new RealServerLimits(settings.connections(), Rate.of(settings), state);
    }
}
