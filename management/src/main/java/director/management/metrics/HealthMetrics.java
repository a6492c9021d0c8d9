/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.metrics;

import director.management.health.CheckStatus;
import director.management.health.HealthMonitor;
import director.management.health.RealServerStatus;
import director.management.health.ServiceStatus;
import director.management.health.state.Verdict;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.List;
import java.util.stream.Stream;

/** Metrics of health checks. */
public final class HealthMetrics implements MetricSource {
    private static final String PREFIX = "director_health_";
    private static final double MICROS = 1e6;

    private final HealthMonitor monitor;

    /**
     * The metrics of health checks.
     *
     * @param monitor what is read.
     */
    public HealthMetrics(final HealthMonitor monitor) {
        this.monitor = monitor;
    }

    @Override
    public List<MetricSnapshot> read() {
        final Family up = Family.gauge(PREFIX + "up", "1 if the checks of the real server say that it is well");
        final Family quorum = Family.gauge(PREFIX + "quorum", "1 if the service has its quorum");
        final Family weight =
            Family.gauge(PREFIX + "weight_up", "Sum of the weights of real servers of the service that are up");
        final Family sorry =
            Family.gauge(PREFIX + "sorry", "1 if a sorry server gets the connections of the service");
        final Family checks = Family.counter(PREFIX + "checks", "Checks that were done");
        final Family failures = Family.counter(PREFIX + "failures", "Checks that failed");
        final Family skipped = Family.counter(
            PREFIX + "skipped", "Checks that were due while the one before was still under way");
        final Family last = Family.gauge(PREFIX + "last_seconds", "How long the last check took");
        final Family late = Family.gauge(PREFIX + "late_seconds", "By how much a check was begun late at worst");
        for (final ServiceStatus service : monitor.status()) {
            final String name = service.service().toString();
            quorum.value(service.quorum() == Verdict.UP ? 1 : 0, "service", name);
            weight.value(service.weightUp(), "service", name);
            sorry.value(service.sorry() ? 1 : 0, "service", name);
            for (final RealServerStatus realServer : service.realServers()) {
                final String its = realServer.key().toString();
                up.value(realServer.verdict() == Verdict.UP ? 1 : 0, "service", name, "real_server", its);
                for (int i = 0; i < realServer.checks().size(); i++) {
                    final CheckStatus check = realServer.checks().get(i);
                    final String[] labels =
                        {"service", name, "real_server", its, "check", i + "-" + check.type()};
                    checks.value(check.done(), labels);
                    failures.value(check.failed(), labels);
                    skipped.value(check.skipped(), labels);
                    last.value(check.lastMicros() / MICROS, labels);
                    late.value(check.lateMicros() / MICROS, labels);
                }
            }
        }
        return Stream.of(up, quorum, weight, sorry, checks, failures, skipped, last, late)
            .map(Family::snapshot).toList();
    }
}
