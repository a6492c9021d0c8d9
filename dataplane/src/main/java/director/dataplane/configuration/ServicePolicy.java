/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.configuration;

/**
 * Who may open how many connections to a service.
 *
 * @param limits       of all clients together.
 * @param clientLimits of each client.
 * @param access       which clients may at all.
 */
public record ServicePolicy(LimitSettings limits, LimitSettings clientLimits, AccessSettings access) {
    /** Everybody, as many as they like. */
    public static final ServicePolicy NONE =
        new ServicePolicy(LimitSettings.NONE, LimitSettings.NONE, AccessSettings.NONE);
}
