/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.health.settings;

import director.dataplane.address.IpAddress;
import director.dataplane.configuration.Problems;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rules that judge what is configured of health checks. For one thread. */
public final class HealthRules {
    private static final int CONCURRENCY_MAX = 65_536;
    private static final int CHECKS_MAX = 16;
    private static final int DOUBLINGS_MAX = 10;
    private static final int HOUR_MS = 3_600_000;
    private static final int DAY_MS = 24 * HOUR_MS;
    private static final int INTERVAL_MIN_MS = 100;
    private static final int TIMEOUT_MIN_MS = 10;
    private static final int TIMEOUT_MAX_MS = 600_000;
    private static final int RETRIES_MAX = 10;
    private static final int RETRY_DELAY_MAX_MS = 60_000;
    private static final int COUNT_MAX = 1_000;
    private static final int PORT_MAX = 65_535;

    private final Problems problems;
    private final ProbeRules probes;

    /**
     * Rules.
     *
     * @param problems what is known to be wrong; what is found is added.
     */
    public HealthRules(final Problems problems) {
        this.problems = problems;
        this.probes = new ProbeRules(problems);
    }

    /**
     * Judges everything.
     *
     * @param settings the services in the order in which {@code services} of the file lists them, and the real servers
     *                 in the order of {@code realServers}, so that problems name the right place.
     */
    public void check(final HealthSettings settings) {
        problems.checkRange("health.concurrency", settings.concurrency(), 1, CONCURRENCY_MAX);
        for (int i = 0; i < settings.services().size(); i++) {
            check("services[" + i + "]", settings.services().get(i));
        }
    }

    private void check(final String path, final ServiceHealth service) {
        checkList(path, service.checks());
        checkNotify(path + ".notify", service.notification());
        final QuorumSettings quorum = service.quorum();
        problems.checkRange(path + ".quorum.weight", quorum.weight(), 1, Integer.MAX_VALUE);
        if (!problems.concern(path + ".quorum.weight")) {
            problems.checkRange(path + ".quorum.hysteresis", quorum.hysteresis(), 0, quorum.weight() - 1);
        }
        checkNotify(path + ".quorum", quorum.notification());
        problems.checkRange(path + ".flapping.windowMs", service.flapping().windowMs(), 0, HOUR_MS);
        problems.checkRange(path + ".flapping.maxDoublings", service.flapping().maxDoublings(), 0, DOUBLINGS_MAX);
        for (int i = 0; i < service.realServers().size(); i++) {
            check(path, path + ".realServers[" + i + "]", service, service.realServers().get(i));
        }
    }

    private void check(
        final String servicePath, final String path, final ServiceHealth service, final RealServerHealth realServer) {
        final List<CheckSettings> own = realServer.checks();
        if (own != null) {
            checkList(path, own);
        }
        final IpAddress checkAddress = realServer.checkAddress();
        if (checkAddress != null) {
            problems.checkUnicast(path + ".checkAddress", checkAddress);
        }
        checkNotify(path + ".notify", realServer.notification());
        final IpAddress address = checkAddress == null ? realServer.key().address() : checkAddress;
        final List<CheckSettings> checks = service.checksOf(realServer);
        for (int i = 0; i < checks.size() && !problems.concern(path + ".address"); i++) {
            checkReach((own == null ? servicePath : path) + ".healthChecks[" + i + "]", checks.get(i), realServer,
                address);
        }
    }

    /** What a check needs of the real server that it is of. */
    private void checkReach(
        final String path, final CheckSettings check, final RealServerHealth realServer, final IpAddress address) {
        final IpAddress source = check.source();
        if (source != null && source.ipv6() != address.ipv6() && !problems.concern(path + ".source")) {
            problems.add(path + ".source", source, "is of another version of IP than " + address,
                "give this real server checks of its own, or remove it");
        }
        if (check.probe().needsPort() && check.port() == 0 && realServer.key().port() == 0
            && !problems.concern(path + ".port")) {
            problems.add(path + ".port", null, "is missing, and the real server has no port of its own",
                "give the port to check");
        }
    }

    private void checkList(final String path, final List<CheckSettings> checks) {
        if (checks.size() > CHECKS_MAX) {
            problems.add(path + ".healthChecks", null, "has " + checks.size() + " checks, more than " + CHECKS_MAX,
                "leave the most telling ones");
        }
        for (int i = 0; i < checks.size(); i++) {
            final String at = path + ".healthChecks[" + i + "]";
            final CheckSettings check = checks.get(i);
            checkTiming(at, check.timing());
            problems.checkRange(at + ".port", check.port(), 0, PORT_MAX);
            if (check.source() != null) {
                problems.checkUnicast(at + ".source", check.source());
            }
            probes.check(at, check.probe());
        }
    }

    private void checkTiming(final String path, final Timing timing) {
        problems.checkRange(path + ".intervalMs", timing.intervalMs(), INTERVAL_MIN_MS, DAY_MS);
        problems.checkRange(path + ".timeoutMs", timing.timeoutMs(), TIMEOUT_MIN_MS, TIMEOUT_MAX_MS);
        problems.checkRange(path + ".retries", timing.retries(), 0, RETRIES_MAX);
        problems.checkRange(path + ".retryDelayMs", timing.retryDelayMs(), 0, RETRY_DELAY_MAX_MS);
        problems.checkRange(path + ".rise", timing.rise(), 1, COUNT_MAX);
        problems.checkRange(path + ".fall", timing.fall(), 1, COUNT_MAX);
        if (timing.warmUpMs() != Timing.AUTOMATIC) {
            problems.checkRange(path + ".warmUpMs", timing.warmUpMs(), 0, HOUR_MS);
        }
    }

    private void checkNotify(final String path, final @Nullable NotifySettings notify) {
        if (notify != null) {
            checkProgram(path + ".up", notify.up());
            checkProgram(path + ".down", notify.down());
        }
    }

    private void checkProgram(final String path, final List<String> command) {
        if (!command.isEmpty()) {
            probes.checkCommand(path, command);
        }
    }
}
