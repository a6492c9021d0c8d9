/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.replay;

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
import director.dataplane.ipvsadm.ServiceId;
import director.dataplane.ipvsadm.ServiceOptions;
import director.dataplane.ipvsadm.ServiceView;
import director.dataplane.ipvsadm.SyncDaemon;
import director.dataplane.replay.NotSupportedException;
import director.dataplane.replay.ReplayDirector;
import director.management.configuration.IpvsSettings;
import director.schedulers.SchedulerException;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The table of a {@link ReplayDirector}: what IPVS refuses is refused, what the director can do is done, and the rest
 * is a {@link NotSupportedException}. Either way a change that was not carried out has not happened. Synchronisation
 * daemons are listed, but neither send nor receive.
 */
final class DirectorTable implements IpvsTable {
    /** Those of Linux, whether or not the director has them: another name is an error of whoever wrote it. */
    private static final Set<String> SCHEDULERS = Set.of("rr", "wrr", "lc", "wlc", "lblc", "lblcr", "dh", "sh", "sed",
        "nq", "fo", "ovf", "mh");
    /** The broadcast addresses of the director's networks. */
    private static final Set<String> BROADCASTS = Set.of("10.0.0.255", "10.9.255.255", "255.255.255.255");
    /** The real port as recordings name it. */
    private static final String INTERFACE = "rs0";

    private final ReplayDirector director;
    private final ConfigurationTable table;
    private final DirectorListing listing;

    DirectorTable(final ReplayDirector director) {
        this.director = director;
        this.table = new ConfigurationTable(
            name -> SCHEDULERS.contains(name) || director.hasScheduler(name),
            address -> !address.isMulticast() && !BROADCASTS.contains(address.toString()), INTERFACE::equals);
        this.listing = new DirectorListing(director);
    }

    @Override
    public void addService(final ServiceId service, final ServiceOptions options) throws IpvsException {
        table.addService(service, options);
        boolean done = false;
        try {
            change(proxy -> proxy.addService(IpvsSettings.service(service, options)));
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
            change(proxy -> proxy.editService(IpvsSettings.service(service, options)));
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
        change(proxy -> proxy.deleteService(IpvsSettings.key(service)));
    }

    @Override
    public void addServer(final ServiceId service, final Endpoint server, final ServerOptions options)
            throws IpvsException {
        table.addServer(service, server, options);
        boolean done = false;
        try {
            final RealServerSettings settings = IpvsSettings.server(server, options);
            change(proxy -> proxy.addRealServer(IpvsSettings.key(service), settings));
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
            final RealServerSettings settings = IpvsSettings.server(server, options);
            change(proxy -> proxy.editRealServer(IpvsSettings.key(service), settings));
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
            IpvsSettings.server(server, options(Objects.requireNonNull(before), server));
        change(proxy -> proxy.deleteRealServer(IpvsSettings.key(service), settings));
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
        change(proxy -> service == null ? proxy.zero() : proxy.zero(IpvsSettings.key(service)));
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
    }

    @Override
    public void stopDaemon(final SyncDaemon.Role role) throws IpvsException {
        table.stopDaemon(role);
    }

    @Override
    public List<ServiceView> services() {
        return table.services().stream().map(listing::counted).toList();
    }

    @Override
    public @Nullable ServiceView service(final ServiceId service) {
        final ServiceView view = table.service(service);
        return view == null ? null : listing.counted(view);
    }

    @Override
    public void forEachConnection(final Consumer<ConnectionView> consumer) {
        listing.forEachConnection(consumer);
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

    private void change(final Function<ConductorProxy, CompletableFuture<@Nullable Void>> change) {
        try {
            director.change(change);
        } catch (final ServiceException | SchedulerException e) {
            throw new NotSupportedException(String.valueOf(e.getMessage()));
        }
    }
}
