/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.replay;

import director.dataplane.address.IpAddress;
import director.dataplane.conductor.Catalogue;
import director.dataplane.conductor.ConductorProxy;
import director.dataplane.conductor.ServiceException;
import director.dataplane.configuration.ConnectionTimeouts;
import director.dataplane.configuration.RealServerSettings;
import director.dataplane.ipvsadm.ConfigurationTable;
import director.dataplane.ipvsadm.ConnectionView;
import director.dataplane.ipvsadm.Endpoint;
import director.dataplane.ipvsadm.IpvsException;
import director.dataplane.ipvsadm.IpvsTable;
import director.dataplane.ipvsadm.IpvsTimeouts;
import director.dataplane.ipvsadm.ServerOptions;
import director.dataplane.ipvsadm.ServerView;
import director.dataplane.ipvsadm.ServiceId;
import director.dataplane.ipvsadm.ServiceOptions;
import director.dataplane.ipvsadm.ServiceView;
import director.dataplane.ipvsadm.Statistics;
import director.dataplane.ipvsadm.SyncDaemon;
import director.dataplane.replay.NotSupportedException;
import director.dataplane.replay.ReplayDirector;
import director.dataplane.service.DestinationCounters;
import director.dataplane.service.ServiceKey;
import director.schedulers.SchedulerException;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The table of a {@link ReplayDirector}: what IPVS refuses is refused, what the director can do is done, and the rest
 * is a {@link NotSupportedException}. Either way a change that was not carried out has not happened.
 */
final class DirectorTable implements IpvsTable {
    /** Those of Linux, whether or not the director has them: another name is an error of whoever wrote it. */
    private static final Set<String> SCHEDULERS = Set.of("rr", "wrr", "lc", "wlc", "lblc", "lblcr", "dh", "sh", "sed",
        "nq", "fo", "ovf", "mh");
    /** The broadcast addresses of the director's networks. */
    private static final Set<String> BROADCASTS = Set.of("10.0.0.255", "10.9.255.255", "255.255.255.255");
    /** The real port as recordings name it. */
    private static final String INTERFACE = "rs0";

    private final ConfigurationTable table = new ConfigurationTable(SCHEDULERS::contains,
        address -> !address.isMulticast() && !BROADCASTS.contains(address.toString()), INTERFACE::equals);
    private final ReplayDirector director;
    private final Set<ServiceId> diminished = new HashSet<>();

    DirectorTable(final ReplayDirector director) {
        this.director = director;
    }

    @Override
    public void addService(final ServiceId service, final ServiceOptions options) throws IpvsException {
        table.addService(service, options);
        boolean done = false;
        try {
            change(proxy -> proxy.addService(SettingsMapper.service(service, options)));
            done = true;
        } finally {
            if (!done) {
                table.deleteService(service);
            }
        }
    }

    @Override
    public void editService(final ServiceId service, final ServiceOptions options) throws IpvsException {
        final ServiceView before = table.service(service);
        table.editService(service, options);
        final ServiceOptions old = Objects.requireNonNull(before).options();
        boolean done = false;
        try {
            change(proxy -> proxy.editService(SettingsMapper.service(service, options)));
            done = true;
        } finally {
            if (!done) {
                table.editService(service, old);
            }
        }
    }

    @Override
    public void deleteService(final ServiceId service) throws IpvsException {
        table.deleteService(service);
        change(proxy -> proxy.deleteService(SettingsMapper.key(service)));
        diminished.remove(service);
    }

    @Override
    public void addServer(final ServiceId service, final Endpoint server, final ServerOptions options)
            throws IpvsException {
        table.addServer(service, server, options);
        boolean done = false;
        try {
            final RealServerSettings settings = SettingsMapper.server(server, options);
            change(proxy -> proxy.addRealServer(SettingsMapper.key(service), settings));
            done = true;
        } finally {
            if (!done) {
                table.deleteServer(service, server);
            }
        }
    }

    @Override
    public void editServer(final ServiceId service, final Endpoint server, final ServerOptions options)
            throws IpvsException {
        final ServiceView before = table.service(service);
        table.editServer(service, server, options);
        boolean done = false;
        try {
            final RealServerSettings settings = SettingsMapper.server(server, options);
            change(proxy -> proxy.editRealServer(SettingsMapper.key(service), settings));
            done = true;
        } finally {
            if (!done) {
                table.editServer(service, server, options(Objects.requireNonNull(before), server));
            }
        }
    }

    @Override
    public void deleteServer(final ServiceId service, final Endpoint server) throws IpvsException {
        final ServiceView before = table.service(service);
        table.deleteServer(service, server);
        final RealServerSettings settings =
            SettingsMapper.server(server, options(Objects.requireNonNull(before), server));
        change(proxy -> proxy.deleteRealServer(SettingsMapper.key(service), settings));
        diminished.add(service);
    }

    private static ServerOptions options(final ServiceView service, final Endpoint server) {
        return service.servers().stream()
            .filter(view -> view.server().equals(server))
            .findFirst()
            .orElseThrow()
            .options();
    }

    @Override
    public void flush() throws IpvsException {
        for (final ServiceView service : table.services()) {
            deleteService(service.service());
        }
    }

    @Override
    public void zero(final @Nullable ServiceId service) throws IpvsException {
        table.zero(service);
        if (!table.services().isEmpty()) {
            throw new NotSupportedException("setting totals to zero");
        }
    }

    @Override
    public void setTimeouts(final IpvsTimeouts timeouts) throws IpvsException {
        table.setTimeouts(timeouts);
        final IpvsTimeouts all = table.timeouts();
        change(proxy -> proxy.set(new ConnectionTimeouts(all.tcp(), all.tcpFin(), all.udp())));
    }

    @Override
    public void startDaemon(final SyncDaemon daemon) throws IpvsException {
        table.startDaemon(daemon);
        table.stopDaemon(daemon.role());
        throw new NotSupportedException("synchronisation daemons");
    }

    @Override
    public void stopDaemon(final SyncDaemon.Role role) throws IpvsException {
        table.stopDaemon(role);
    }

    @Override
    public List<ServiceView> services() {
        return table.services().stream().map(this::counted).toList();
    }

    @Override
    public @Nullable ServiceView service(final ServiceId service) {
        final ServiceView view = table.service(service);
        return view == null ? null : counted(view);
    }

    @Override
    public void forEachConnection(final Consumer<ConnectionView> consumer) {
        director.connections().forEach(connection -> consumer.accept(new ConnectionView(connection.protocol(),
            connection.expiresSeconds(), connection.state(),
            endpoint(connection.clientAddress(), connection.clientPort()),
            endpoint(connection.virtualAddress(), connection.virtualPort()),
            endpoint(connection.destinationAddress(), connection.destinationPort()), "", "")));
    }

    @Override
    public IpvsTimeouts timeouts() {
        return table.timeouts();
    }

    @Override
    public List<SyncDaemon> daemons() {
        return table.daemons();
    }

    @Override
    public int connectionTableSize() {
        return table.connectionTableSize();
    }

    /** Whether every total is that of the real servers there are. */
    boolean isComplete() {
        return diminished.isEmpty();
    }

    /** With connections and totals, a service's being those of its real servers. */
    private ServiceView counted(final ServiceView view) {
        final ServiceKey key = SettingsMapper.key(view.service());
        final List<Catalogue.Entry> entries = director.catalogue().services().stream()
            .filter(service -> service.key().equals(key))
            .findFirst()
            .orElseThrow()
            .realServers();
        final List<ServerView> servers = view.servers().stream().map(server -> counted(server, entries)).toList();
        final Statistics totals = servers.stream().map(ServerView::totals).reduce(Statistics.ZERO, DirectorTable::sum);
        return new ServiceView(view.service(), view.options(), totals, Statistics.ZERO, servers);
    }

    private static Statistics sum(final Statistics one, final Statistics other) {
        return new Statistics(one.connections() + other.connections(), one.inPackets() + other.inPackets(),
            one.outPackets() + other.outPackets(), one.inBytes() + other.inBytes(), one.outBytes() + other.outBytes());
    }

    private ServerView counted(final ServerView view, final List<Catalogue.Entry> entries) {
        final RealServerSettings wanted = SettingsMapper.server(view.server(), view.options());
        final int number = entries.stream()
            .filter(entry -> entry.settings().names(wanted))
            .findFirst()
            .orElseThrow()
            .number();
        final DestinationCounters counters = director.destinations();
        return new ServerView(view.server(), view.options(), counters.active(number), counters.inactive(number),
            counters.templates(number),
            new Statistics(counters.opened(number), counters.packetsIn(number), counters.packetsOut(number),
                counters.bytesIn(number), counters.bytesOut(number)), Statistics.ZERO);
    }

    private void change(final Function<ConductorProxy, CompletableFuture<@Nullable Void>> change) {
        try {
            director.change(change);
        } catch (final ServiceException | SchedulerException e) {
            throw new NotSupportedException(String.valueOf(e.getMessage()));
        }
    }

    private static Endpoint endpoint(final String address, final int port) {
        return new Endpoint(IpAddress.parse(address), port);
    }
}
