/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.ipvsadm;

import director.dataplane.conductor.Change;
import director.dataplane.configuration.ConnectionTimeouts;
import director.dataplane.ipvsadm.ConfigurationTable;
import director.dataplane.ipvsadm.ConnectionView;
import director.dataplane.ipvsadm.Endpoint;
import director.dataplane.ipvsadm.IpvsException;
import director.dataplane.ipvsadm.IpvsTable;
import director.dataplane.ipvsadm.IpvsTimeouts;
import director.dataplane.ipvsadm.Ipvsadm;
import director.dataplane.ipvsadm.KernelError;
import director.dataplane.ipvsadm.SavedRules;
import director.dataplane.ipvsadm.ServerOptions;
import director.dataplane.ipvsadm.ServiceId;
import director.dataplane.ipvsadm.ServiceOptions;
import director.dataplane.ipvsadm.ServiceView;
import director.dataplane.ipvsadm.SyncDaemon;
import director.management.configuration.IpvsSettings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A director as one command sees it: what IPVS refuses is refused, and what is changed is a draft until the command
 * ends, so that all lines of a restore become one change. For one thread and one command.
 */
public final class DirectorTable implements IpvsTable {
    private final Target target;
    private final boolean readOnly;
    private final ConfigurationTable draft;
    private final List<Change> changes = new ArrayList<>();
    private boolean changed;

    private DirectorTable(final Target target, final boolean readOnly) {
        this.target = target;
        this.readOnly = readOnly;
        this.draft = target.configuration();
    }

    /**
     * Runs a command line.
     *
     * @param target    the director.
     * @param readOnly  whether changes are refused, for who may only look.
     * @param saved     what {@code -S} writes.
     * @param arguments those of ipvsadm.
     * @param input     standard input, which only a restore reads.
     * @param out       standard output.
     * @param err       standard error.
     * @return the exit code.
     * @throws IOException if one of the two cannot be written; nothing has changed then.
     */
    @SuppressWarnings("checkstyle:ParameterNumber")
    public static int run(
        final Target target, final boolean readOnly, final SavedRules saved, final List<String> arguments,
        final String input, final Appendable out, final Appendable err) throws IOException {
        final DirectorTable table = new DirectorTable(target, readOnly);
        final int exitCode = Ipvsadm.run(table, saved, arguments, input, out, err);
        try {
            if (table.changed) {
                target.carryOut(List.copyOf(table.changes), table.draft);
            }
            return exitCode;
        } catch (final IpvsException e) {
            return Ipvsadm.refused(e, err);
        }
    }

    @Override
    public void addService(final ServiceId service, final ServiceOptions options) throws IpvsException {
        change();
        draft.addService(service, options);
        changes.add(new Change.AddService(IpvsSettings.service(service, options)));
    }

    @Override
    public void editService(final ServiceId service, final ServiceOptions options) throws IpvsException {
        change();
        draft.editService(service, options);
        changes.add(new Change.EditService(IpvsSettings.service(service, options)));
    }

    @Override
    public void deleteService(final ServiceId service) throws IpvsException {
        change();
        draft.deleteService(service);
        changes.add(new Change.DeleteService(IpvsSettings.key(service)));
    }

    @Override
    public void addServer(final ServiceId service, final Endpoint server, final ServerOptions options)
            throws IpvsException {
        change();
        draft.addServer(service, server, options);
        changes.add(new Change.AddRealServer(IpvsSettings.key(service), IpvsSettings.server(server, options)));
    }

    @Override
    public void editServer(final ServiceId service, final Endpoint server, final ServerOptions options)
            throws IpvsException {
        change();
        draft.editServer(service, server, options);
        changes.add(new Change.EditRealServer(IpvsSettings.key(service), IpvsSettings.server(server, options)));
    }

    @Override
    public void deleteServer(final ServiceId service, final Endpoint server) throws IpvsException {
        change();
        final ServerOptions options = draft.server(service, server);
        draft.deleteServer(service, server);
        changes.add(new Change.DeleteRealServer(IpvsSettings.key(service), IpvsSettings.server(server, options)));
    }

    @Override
    public void flush() throws IpvsException {
        change();
        for (final ServiceView service : draft.services()) {
            deleteService(service.service());
        }
    }

    @Override
    public void zero(final @Nullable ServiceId service) throws IpvsException {
        change();
        draft.zero(service);
        changes.add(new Change.Zero(service == null ? null : IpvsSettings.key(service)));
    }

    @Override
    public void setTimeouts(final IpvsTimeouts timeouts) throws IpvsException {
        change();
        draft.setTimeouts(timeouts);
        final IpvsTimeouts all = draft.timeouts();
        changes.add(new Change.SetTimeouts(new ConnectionTimeouts(all.tcp(), all.tcpFin(), all.udp())));
    }

    @Override
    public void startDaemon(final SyncDaemon daemon) throws IpvsException {
        change();
        draft.startDaemon(daemon);
    }

    @Override
    public void stopDaemon(final SyncDaemon.Role role) throws IpvsException {
        change();
        draft.stopDaemon(role);
    }

    @Override
    public List<ServiceView> services() {
        final Figures figures = figures();
        return draft.services().stream().map(figures::counted).toList();
    }

    @Override
    public @Nullable ServiceView service(final ServiceId service) {
        final ServiceView view = draft.service(service);
        return view == null ? null : figures().counted(view);
    }

    @Override
    public List<ServiceView> configured() {
        return draft.services();
    }

    @Override
    public void forEachConnection(final Consumer<ConnectionView> consumer) {
        target.forEachConnection(consumer);
    }

    @Override
    public IpvsTimeouts timeouts() {
        return draft.timeouts();
    }

    @Override
    public List<SyncDaemon> daemons() {
        return draft.daemons();
    }

    @Override
    public int connectionTableSize() {
        return draft.connectionTableSize();
    }

    private Figures figures() {
        return new Figures(target.catalogue(), target.load());
    }

    private void change() throws IpvsException {
        if (readOnly) {
            throw new IpvsException(KernelError.EPERM);
        }
        changed = true;
    }
}
