/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.health;

import director.dataplane.Counter;
import director.management.health.state.Verdict;
import java.util.ArrayList;
import java.util.List;

/** Puts into words what health checks count. */
final class HealthCounters {
    private HealthCounters() {
    }

    static List<Counter> of(final List<ServiceStatus> services) {
        final List<Counter> counters = new ArrayList<>();
        for (final ServiceStatus service : services) {
            final String labels = "service=" + service.service();
            counters.add(new Counter("health-quorum", labels, service.quorum() == Verdict.UP ? 1 : 0,
                "1 if the service has its quorum"));
            counters.add(new Counter("health-weight-up", labels, service.weightUp(),
                "Sum of the weights of real servers that are up"));
            counters.add(new Counter("health-sorry", labels, service.sorry() ? 1 : 0,
                "1 if a sorry server gets the connections"));
            service.realServers().forEach(realServer -> add(counters, labels, realServer));
        }
        return counters;
    }

    private static void add(final List<Counter> counters, final String service, final RealServerStatus realServer) {
        final String labels = service + ",real-server=" + realServer.key();
        counters.add(new Counter("health-up", labels, realServer.verdict() == Verdict.UP ? 1 : 0,
            "1 if the real server is up"));
        for (int i = 0; i < realServer.checks().size(); i++) {
            final CheckStatus check = realServer.checks().get(i);
            final String its = labels + ",check=" + i + "-" + check.type();
            counters.add(new Counter("health-checks", its, check.done(), "Checks that were done"));
            counters.add(new Counter("health-failures", its, check.failed(), "Checks that failed"));
            counters.add(new Counter("health-skipped", its, check.skipped(),
                "Checks that were due while the one before was still under way"));
            counters.add(new Counter("health-late-microseconds", its, check.lateMicros(),
                "By how much a check was begun late at worst"));
            counters.add(new Counter("health-last-microseconds", its, check.lastMicros(),
                "How long the last check took"));
        }
    }
}
