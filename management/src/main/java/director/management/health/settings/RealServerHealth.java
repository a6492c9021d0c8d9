/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.health.settings;

import director.dataplane.address.IpAddress;
import director.dataplane.service.RealServerKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a real server is checked.
 *
 * @param key          which.
 * @param sorry        whether it serves only while the service lacks its quorum.
 * @param checks       its checks; null for those of the service, or for none if it is a sorry server.
 * @param checkAddress where it is checked; null for its own address.
 * @param onFailure    what becomes of it when it is down; null for what the service says.
 * @param notification what runs then; null for what the service says.
 */
public record RealServerHealth(
    RealServerKey key,
    boolean sorry,
    @Nullable List<CheckSettings> checks,
    @Nullable IpAddress checkAddress,
    @Nullable FailureAction onFailure,
    @Nullable NotifySettings notification) {
    /** Keeps a copy of the list. */
    public RealServerHealth {
        checks = checks == null ? null : List.copyOf(checks);
    }

    /**
     * A real server of which nothing is said.
     *
     * @param key which.
     * @return checked as its service says.
     */
    public static RealServerHealth of(final RealServerKey key) {
        return new RealServerHealth(key, false, null, null, null, null);
    }
}
