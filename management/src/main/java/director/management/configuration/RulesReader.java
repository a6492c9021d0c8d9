/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.configuration;

import director.dataplane.configuration.Problems;
import director.dataplane.configuration.RealServerSettings;
import director.dataplane.configuration.ServiceSettings;
import director.dataplane.ipvsadm.ConfigurationTable;
import director.dataplane.ipvsadm.Endpoint;
import director.dataplane.ipvsadm.Ipvsadm;
import director.dataplane.ipvsadm.IpvsadmCommand;
import director.dataplane.ipvsadm.IpvsadmParser;
import director.dataplane.ipvsadm.ServerView;
import director.dataplane.ipvsadm.ServiceId;
import director.dataplane.ipvsadm.ServiceView;
import director.dataplane.ipvsadm.UsageException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads services from rules as {@code ipvsadm -S} writes them: lines of {@code -A} and {@code -a}. Empty lines and
 * those that begin with # are passed over. For one configuration.
 */
final class RulesReader {
    private final Problems problems;
    private final Positions positions;

    RulesReader(final Problems problems, final Positions positions) {
        this.problems = problems;
        this.positions = positions;
    }

    /**
     * Reads a file.
     *
     * @param path  the keys that name the file, for what is wrong with it.
     * @param file  the file.
     * @param place how many services stand before those of this file.
     * @return its services.
     */
    List<ServiceSettings> read(final String path, final Path file, final int place) {
        final ConfigurationTable table = new ConfigurationTable(name -> true, address -> true, name -> true);
        final Map<ServiceId, Integer> services = new HashMap<>();
        final Map<Server, Integer> servers = new HashMap<>();
        final List<String> lines = Lines.of(path, file, "name a file that ipvsadm -S wrote", problems);
        for (int i = 0; i < lines.size(); i++) {
            final String line = lines.get(i).strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            final String wrong = line(table, line, i + 1, services, servers);
            if (wrong != null) {
                final String at = path + ".line" + (i + 1);
                positions.put(at, file.toString(), i + 1);
                problems.add(at, "\"" + line + "\"", "is refused (" + wrong + ")",
                    "give lines of -A and -a as ipvsadm -S writes them");
            }
        }
        return services(table, file, place, services, servers);
    }

    private static @Nullable String line(
        final ConfigurationTable table, final String line, final int number, final Map<ServiceId, Integer> services,
        final Map<Server, Integer> servers) {
        try {
            final List<String> words = new ArrayList<>(Arrays.asList(line.split("[ \t]+")));
            if (words.getFirst().equals("ipvsadm")) {
                words.removeFirst();
            }
            switch (IpvsadmParser.parse(words)) {
                case IpvsadmCommand.AddService add -> services.putIfAbsent(add.service(), number);
                case IpvsadmCommand.AddServer add ->
                    servers.putIfAbsent(new Server(add.service(), add.server()), number);
                default -> {
                    return "it adds no service and no real server";
                }
            }
            final Ipvsadm.Result result = Ipvsadm.run(table, words, "");
            return result.exitCode() == 0 ? null : result.err().strip();
        } catch (final UsageException e) {
            return e.text().lines().findFirst().orElse("it is no command");
        }
    }

    private List<ServiceSettings> services(
        final ConfigurationTable table, final Path file, final int place, final Map<ServiceId, Integer> serviceLines,
        final Map<Server, Integer> serverLines) {
        final List<ServiceSettings> services = new ArrayList<>();
        for (final ServiceView view : table.services()) {
            final String at = "services[" + (place + services.size()) + "]";
            positions.put(at, file.toString(), serviceLines.getOrDefault(view.service(), 1));
            final ServiceSettings service = IpvsSettings.service(view.service(), view.options());
            final List<RealServerSettings> realServers = new ArrayList<>();
            // The table has the newest first, as Linux lists them.
            for (final ServerView server : view.servers().reversed()) {
                positions.put(at + ".realServers[" + realServers.size() + "]", file.toString(),
                    serverLines.getOrDefault(new Server(view.service(), server.server()), 1));
                realServers.add(IpvsSettings.server(server.server(), server.options()));
            }
            services.add(new ServiceSettings(service.protocol(), service.address(), service.port(), service.mark(),
                service.scheduler(), service.schedulerFlags(), service.persistence(), service.onePacket(),
                realServers));
        }
        return services;
    }

    private record Server(ServiceId service, Endpoint server) {
    }
}
