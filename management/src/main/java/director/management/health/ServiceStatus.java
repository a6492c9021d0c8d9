/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.health;

import director.dataplane.service.ServiceKey;
import director.management.health.state.Verdict;
import java.util.List;

/**
 * How a service is doing.
 *
 * @param service      which.
 * @param quorum       whether it has its quorum.
 * @param weightUp     the sum of weights that is up.
 * @param quorumWeight what it needs.
 * @param sorry        whether a sorry server gets the connections.
 * @param realServers  in the order of their list.
 */
public record ServiceStatus(
    ServiceKey service,
    Verdict quorum,
    long weightUp,
    int quorumWeight,
    boolean sorry,
    List<RealServerStatus> realServers) {
}
