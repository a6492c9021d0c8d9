/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.configuration;

import director.dataplane.address.IpAddress;
import director.dataplane.configuration.RealServerSettings;
import director.dataplane.configuration.ServiceSettings;
import director.dataplane.service.RealServerKey;
import director.dataplane.service.ServiceKey;
import director.management.health.settings.CheckSettings;
import director.management.health.settings.FailureAction;
import director.management.health.settings.FlapSettings;
import director.management.health.settings.HealthSettings;
import director.management.health.settings.NotifySettings;
import director.management.health.settings.QuorumSettings;
import director.management.health.settings.RealServerHealth;
import director.management.health.settings.ServiceHealth;
import director.management.health.settings.Timing;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The grammar of health checks, read while services are. For one file. */
final class HealthReader {
    private static final Map<String, Boolean> INITIALLY = new TreeMap<>(Map.of("up", true, "down", false));

    private final List<ServiceHealth> services = new ArrayList<>();
    private List<RealServerHealth> realServers = new ArrayList<>();

    /** What was read, for a file with such a section of its own, or none. */
    HealthSettings settings(final @Nullable Section section) {
        int concurrency = HealthSettings.DEFAULT_CONCURRENCY;
        if (section != null) {
            concurrency = section.integer("concurrency", concurrency);
            section.end();
        }
        return new HealthSettings(concurrency, services);
    }

    /** Reads what the section of a real server says; to be called before that of its service is read to its end. */
    void realServer(final Section section, final RealServerSettings realServer) {
        final boolean inherits = !section.has("healthChecks");
        final List<CheckSettings> checks = section.sections("healthChecks", HealthReader::check);
        realServers.add(new RealServerHealth(
            RealServerKey.of(realServer),
            section.bool("sorry", false),
            inherits ? null : checks,
            section.parsed("checkAddress", IpAddress::parse),
            section.has("onFailure") ? section.word("onFailure", FailureAction.REMOVE) : null,
            section.has("notify") ? notify(section.section("notify")) : null));
        section.known("onFailure");
        section.known("notify");
    }

    /** Reads what the section of a service says, after its real servers. */
    void service(final Section section, final ServiceSettings service) {
        services.add(new ServiceHealth(
            ServiceKey.of(service),
            section.sections("healthChecks", HealthReader::check),
            section.word("initially", INITIALLY, false),
            section.word("onFailure", FailureAction.REMOVE),
            notify(section.section("notify")),
            quorum(section.section("quorum")),
            flapping(section.section("flapping")),
            realServers));
        realServers = new ArrayList<>();
    }

    private static NotifySettings notify(final @Nullable Section section) {
        if (section == null) {
            return NotifySettings.NONE;
        }
        final NotifySettings programs = programs(section);
        section.end();
        return programs;
    }

    private static NotifySettings programs(final Section section) {
        return new NotifySettings(ProbeReader.texts(section, "up"), ProbeReader.texts(section, "down"));
    }

    private static QuorumSettings quorum(final @Nullable Section section) {
        final QuorumSettings initial = QuorumSettings.DEFAULT;
        if (section == null) {
            return initial;
        }
        final QuorumSettings quorum = new QuorumSettings(
            section.integer("weight", initial.weight()),
            section.integer("hysteresis", initial.hysteresis()),
            programs(section));
        section.end();
        return quorum;
    }

    private static FlapSettings flapping(final @Nullable Section section) {
        final FlapSettings initial = FlapSettings.DEFAULT;
        if (section == null) {
            return initial;
        }
        final FlapSettings flapping = new FlapSettings(
            section.integer("windowMs", initial.windowMs()),
            section.integer("maxDoublings", initial.maxDoublings()));
        section.end();
        return flapping;
    }

    private static CheckSettings check(final Section section) {
        final ProbeReader.Type type = section.requiredWord("type", ProbeReader.Type.class, ProbeReader.Type.TCP);
        final CheckSettings check = new CheckSettings(
            type.read(section),
            timing(section),
            type.hasPort() ? port(section) : 0,
            type.hasSource() ? section.parsed("source", IpAddress::parse) : null);
        section.end();
        return check;
    }

    private static int port(final Section section) {
        final int port = section.integer("port", 0);
        if (port == 0 && section.has("port") && !section.isWrong("port")) {
            section.problem("port", 0, "is not a port", "give 1 to 65535, or remove it");
        }
        return port;
    }

    private static Timing timing(final Section section) {
        final Timing initial = Timing.DEFAULT;
        return new Timing(
            section.integer("intervalMs", initial.intervalMs()),
            section.integer("timeoutMs", initial.timeoutMs()),
            section.integer("retries", initial.retries()),
            section.integer("retryDelayMs", initial.retryDelayMs()),
            section.integer("rise", initial.rise()),
            section.integer("fall", initial.fall()),
            section.integer("warmUpMs", initial.warmUpMs()));
    }
}
