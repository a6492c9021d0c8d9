/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.configuration;

import director.dataplane.address.IpAddress;
import director.dataplane.address.IpPrefix;
import director.dataplane.configuration.ClientSettings;
import director.dataplane.configuration.DirectorConfiguration;
import director.dataplane.configuration.HugePages;
import director.dataplane.configuration.IdleMode;
import director.dataplane.configuration.LocalPortSettings;
import director.dataplane.configuration.MemorySettings;
import director.dataplane.configuration.PacketSettings;
import director.dataplane.configuration.PortSettings;
import director.dataplane.configuration.Problems;
import director.dataplane.configuration.ServiceSettings;
import director.dataplane.configuration.WorkerSettings;
import director.management.health.settings.HealthSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;

/** The grammar of a configuration file: which key is read as what. Ranges are the business of conclude. */
final class ConfigurationReader {
    static final int VERSION = 1;
    private static final IpPrefix NO_PREFIX = new IpPrefix(IpAddress.ipv4(0), Integer.SIZE);

    private final Problems problems;
    private final Positions positions;
    private final @Nullable RulesReader rules;
    private final HealthReader health = new HealthReader();
    private HealthSettings healthSettings = HealthSettings.NONE;

    /** The rules may be null: then naming files of them is a problem. */
    ConfigurationReader(final Problems problems, final Positions positions, final @Nullable RulesReader rules) {
        this.problems = problems;
        this.rules = rules;
        this.positions = positions;
    }

    /** Reads what can be read; what cannot is a placeholder here and a problem there. */
    DirectorConfiguration read(final Node root) {
        final Section file = new Section("", root, problems, positions);
        final int version = file.requiredInteger("version", "write version: " + VERSION, VERSION);
        if (version != VERSION) {
            file.problem("version", version, "is not " + VERSION, "write version: " + VERSION);
        }
        final MemorySettings memory = memory(file.section("memory"));
        final PortReader portReader = new PortReader();
        final List<PortSettings> ports = portReader.read(file);
        final WorkerSettings workers =
            workers(file.requiredSection("workers", "write workers: {cores: [1]}, with a core that may be busy"));
        final List<ServiceSettings> services =
            new ArrayList<>(file.sections("services", section -> ServiceReader.read(section, health)));
        readRules(file, services);
        final PacketSettings packets =
            PacketReader.read(file, new AccessReader(problems, positions, rules != null), portReader.kernelRates());
        final LocalPortSettings localPorts = localPorts(file.section("localPorts"));
        final ClientSettings clients = AccessReader.clients(file.section("clients"));
        healthSettings = health.settings(file.section("health"));
        file.end();
        return new DirectorConfiguration(memory, ports, workers, services, packets, localPorts, clients);
    }

    /** What was read of health checks. */
    HealthSettings health() {
        return healthSettings;
    }

    private void readRules(final Section file, final List<ServiceSettings> services) {
        final List<Path> names = file.parsedList("rules", Path::of, Path.of(""));
        if (rules == null) {
            if (!names.isEmpty()) {
                file.problem("rules", null, "names files, which are looked for beside a file, and this is none",
                    "give the services themselves");
            }
            return;
        }
        for (int i = 0; i < names.size(); i++) {
            final String path = "rules[" + i + "]";
            if (!problems.concern(path)) {
                final Path beside = Path.of(positions.file(path));
                services.addAll(rules.read(path, beside.resolveSibling(names.get(i)), services.size()));
            }
        }
    }

    private static MemorySettings memory(final @Nullable Section section) {
        if (section == null) {
            return MemorySettings.defaults();
        }
        final MemorySettings memory = new MemorySettings(
            section.word("hugePages", HugePages.AUTO),
            section.integer("megabytes", MemorySettings.DEFAULT_MEGABYTES),
            section.integer("mbufs", MemorySettings.DEFAULT_MBUFS),
            section.integer("maxConnections", MemorySettings.DEFAULT_MAX_CONNECTIONS));
        section.end();
        return memory;
    }

    /** The addresses from which full NAT takes connections to real servers. */
    static List<IpPrefix> localAddresses(final Section section) {
        return section.parsedList("localAddresses", IpPrefix::parse, NO_PREFIX);
    }

    private static LocalPortSettings localPorts(final @Nullable Section section) {
        final LocalPortSettings initial = LocalPortSettings.DEFAULT;
        if (section == null) {
            return initial;
        }
        final @Nullable PortRange range = section.parsed("range", PortRange::parse);
        final LocalPortSettings ports = new LocalPortSettings(
            range == null ? initial.first() : range.first(),
            range == null ? initial.last() : range.last(),
            Objects.requireNonNullElse(section.parsed("reuseDelay", Seconds::parse), initial.reuseDelaySeconds()));
        section.end();
        return ports;
    }

    private static WorkerSettings workers(final @Nullable Section section) {
        if (section == null) {
            return new WorkerSettings(List.of(), WorkerSettings.DEFAULT_BURST, IdleMode.BACKOFF);
        }
        final WorkerSettings workers = new WorkerSettings(
            section.requiredIntegers("cores", "list the cores that carry packets, such as [1]"),
            section.integer("burst", WorkerSettings.DEFAULT_BURST),
            section.word("idle", IdleMode.BACKOFF),
            Objects.requireNonNullElse(
                section.parsed("warmUp", Seconds::parse), WorkerSettings.DEFAULT_WARM_UP_SECONDS));
        section.end();
        return workers;
    }
}
