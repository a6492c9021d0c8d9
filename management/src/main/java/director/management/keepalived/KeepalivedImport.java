/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.keepalived;

import director.dataplane.address.IpAddress;
import director.dataplane.configuration.ConnectionTimeouts;
import director.dataplane.configuration.ServiceSettings;
import director.management.health.settings.ServiceHealth;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a keepalived.conf says of virtual servers, as a director has it. Facts of the format are those of
 * keepalived.conf(5). For one import, in one thread.
 */
public final class KeepalivedImport {
    private static final Set<String> FOR_KEEPALIVED = Set.of("vrrp_instance", "vrrp_sync_group", "vrrp_script",
        "vrrp_track_file", "vrrp_track_process", "track_file", "garp_group", "bfd_instance", "static_ipaddress",
        "static_routes", "static_rules", "static_track_group", "virtual_ipaddress");

    private final Notes notes = new Notes();
    private final Arguments arguments = new Arguments(notes);
    private final Map<String, Statement> groups = new HashMap<>();
    private final List<ServiceSettings> services = new ArrayList<>();
    private final List<ServiceHealth> health = new ArrayList<>();
    private ConnectionTimeouts timeouts = ConnectionTimeouts.INITIAL;

    private KeepalivedImport() {
    }

    /**
     * Reads a file and those that it includes.
     *
     * @param file a keepalived.conf.
     * @return what it says.
     * @throws KeepalivedException if it cannot be read, or quotes or braces do not match.
     */
    public static Result read(final Path file) {
        final KeepalivedImport reader = new KeepalivedImport();
        final List<Statement> statements = Parser.read(file);
        statements.stream().filter(each -> each.name().equals("virtual_server_group"))
            .forEach(each -> reader.groups.put(each.argument(0), each));
        statements.forEach(reader::take);
        return new Result(reader.services, reader.health, reader.timeouts, reader.notes.lines());
    }

    /**
     * What a file says.
     *
     * @param services of each virtual server, or of each of those of its group, in their order.
     * @param health   of each service.
     * @param timeouts of connections.
     * @param notes    what was left out or changed, a line each that begins with file and line.
     */
    public record Result(
        List<ServiceSettings> services, List<ServiceHealth> health, ConnectionTimeouts timeouts, List<String> notes) {
        /** Keeps copies of the lists. */
        public Result {
            services = List.copyOf(services);
            health = List.copyOf(health);
            notes = List.copyOf(notes);
        }
    }

    private void take(final Statement statement) {
        if (statement.name().equals("virtual_server")) {
            virtualServer(statement);
        } else if (statement.name().equals("global_defs")) {
            statement.block().forEach(this::global);
        } else if (FOR_KEEPALIVED.contains(statement.name())) {
            notes.leftOut(statement, "go on running keepalived for it");
        } else if (statement.name().equals("SSL")) {
            notes.leftOut(statement, "checks bring no certificate of their own");
        } else if (!statement.name().equals("virtual_server_group")) {
            notes.unknown(statement);
        }
    }

    private void global(final Statement statement) {
        if (!statement.name().equals("lvs_timeouts")) {
            notes.leftOut(statement, "it is about keepalived itself");
            return;
        }
        for (int i = 0; i + 1 < statement.words().size() - 1; i += 2) {
            final int seconds = arguments.number(statement, i + 1, 0);
            switch (statement.argument(i)) {
                case "tcp" ->
                    timeouts = new ConnectionTimeouts(seconds, timeouts.tcpFinSeconds(), timeouts.udpSeconds());
                case "tcpfin" ->
                    timeouts = new ConnectionTimeouts(timeouts.tcpSeconds(), seconds, timeouts.udpSeconds());
                case "udp" ->
                    timeouts = new ConnectionTimeouts(timeouts.tcpSeconds(), timeouts.tcpFinSeconds(), seconds);
                default -> notes.add(statement, "\"" + statement.argument(i) + "\" is none of tcp, tcpfin and udp");
            }
        }
    }

    private void virtualServer(final Statement block) {
        final List<Target> targets = targets(block);
        final VirtualServer server = new VirtualServer(notes);
        final List<Statement> realServerBlocks = new ArrayList<>();
        for (final Statement statement : block.block()) {
            if (statement.name().equals("real_server")) {
                realServerBlocks.add(statement);
            } else {
                server.take(statement);
            }
        }
        final List<RealServerReader> realServers = new ArrayList<>();
        for (final Statement statement : realServerBlocks) {
            final IpAddress address = arguments.address(statement, 0);
            if (address != null) {
                realServers.add(
                    new RealServerReader(statement, address, server, server.defaults, notes).read());
            }
        }
        final ServiceMaker maker = new ServiceMaker(server, realServers, notes);
        for (final Target target : targets) {
            final ServiceSettings service = maker.service(target);
            services.add(service);
            health.add(maker.health(service));
        }
    }

    private List<Target> targets(final Statement block) {
        if (!block.argument(0).equals("group")) {
            return block.words().size() < 2 ? List.of() : Target.of(block, 1, arguments, notes);
        }
        final Statement group = groups.get(block.argument(1));
        if (group == null) {
            notes.leftOut(block, "there is no virtual_server_group " + block.argument(1));
            return List.of();
        }
        return group.block().stream().flatMap(line -> Target.of(line, 0, arguments, notes).stream()).toList();
    }
}
