/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.health;

import director.dataplane.service.Availability;
import director.dataplane.service.RealServerKey;
import director.management.health.state.Verdict;
import java.util.List;

/**
 * How a real server is doing.
 *
 * @param key          which.
 * @param verdict      what its checks say together.
 * @param sinceMs      for how long they have said so, in milliseconds.
 * @param availability what it may get.
 * @param doublings    how often the successes that it needs to be up again were doubled, because it comes and goes.
 * @param checks       its checks.
 */
public record RealServerStatus(
    RealServerKey key,
    Verdict verdict,
    long sinceMs,
    Availability availability,
    int doublings,
    List<CheckStatus> checks) {
}
