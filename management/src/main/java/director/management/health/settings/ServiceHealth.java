/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.health.settings;

import director.dataplane.service.RealServerKey;
import director.dataplane.service.ServiceKey;
import java.util.List;

/**
 * How the real servers of a service are checked, and what follows.
 *
 * @param service      which.
 * @param checks       the checks of each real server that has none of its own, those added later among them.
 * @param initiallyUp  whether real servers are up until they were first checked.
 * @param onFailure    what becomes of a real server that is down.
 * @param notification what runs when a real server is up or down.
 * @param quorum       how much has to be up.
 * @param flapping     how real servers that come and go are kept away.
 * @param realServers  those of which something particular is said, or all.
 */
@SuppressWarnings("checkstyle:ParameterNumber")
public record ServiceHealth(
    ServiceKey service,
    List<CheckSettings> checks,
    boolean initiallyUp,
    FailureAction onFailure,
    NotifySettings notification,
    QuorumSettings quorum,
    FlapSettings flapping,
    List<RealServerHealth> realServers) {
    /** Keeps copies of the lists. */
    public ServiceHealth {
        checks = List.copyOf(checks);
        realServers = List.copyOf(realServers);
    }

    /**
     * What is said of a real server.
     *
     * @param key any real server of the service.
     * @return what the service says of all, if nothing is said of this one.
     */
    public RealServerHealth of(final RealServerKey key) {
        for (final RealServerHealth realServer : realServers) {
            if (realServer.key().equals(key)) {
                return realServer;
            }
        }
        return RealServerHealth.of(key);
    }

    /**
     * The checks of a real server.
     *
     * @param realServer of this service.
     * @return its own, or those of the service; may be empty.
     */
    public List<CheckSettings> checksOf(final RealServerHealth realServer) {
        final List<CheckSettings> own = realServer.checks();
        return own != null ? own : realServer.sorry() ? List.of() : checks;
    }

    /**
     * The same with the real servers alone of which something particular is said, so that one that comes or goes and
     * is checked as all are makes no difference.
     *
     * @return what means the same.
     */
    public ServiceHealth particular() {
        return new ServiceHealth(service, checks, initiallyUp, onFailure, notification, quorum, flapping,
            realServers.stream().filter(realServer -> !realServer.equals(RealServerHealth.of(realServer.key())))
                .toList());
    }

    /**
     * Whether there is anything to do for this service.
     *
     * @return false if nothing is checked and nobody is a sorry server.
     */
    public boolean isWatched() {
        return !checks.isEmpty() || realServers.stream()
            .anyMatch(realServer -> realServer.sorry() || !checksOf(realServer).isEmpty());
    }
}
