/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.replay;

import director.dataplane.address.IpAddress;
import director.dataplane.conductor.Catalogue;
import director.dataplane.configuration.RealServerSettings;
import director.dataplane.ipvsadm.ConnectionView;
import director.dataplane.ipvsadm.Endpoint;
import director.dataplane.ipvsadm.ServerView;
import director.dataplane.ipvsadm.ServiceView;
import director.dataplane.ipvsadm.Statistics;
import director.dataplane.replay.ListedConnection;
import director.dataplane.replay.ReplayDirector;
import director.dataplane.service.DestinationCounters;
import director.dataplane.service.ServiceKey;
import director.dataplane.service.Totals;
import director.management.configuration.IpvsSettings;
import java.util.List;
import java.util.function.Consumer;

/** Adds to what was configured what a {@link ReplayDirector} counts, and lists its connections. */
final class DirectorListing {
    private static final String SIP = "sip";

    private final ReplayDirector director;

    DirectorListing(final ReplayDirector director) {
        this.director = director;
    }

    /** A service with its connections, totals and rates. */
    ServiceView counted(final ServiceView view) {
        final ServiceKey key = IpvsSettings.key(view.service());
        final Catalogue.Service service = director.catalogue().services().stream()
            .filter(each -> each.key().equals(key))
            .findFirst()
            .orElseThrow();
        return new ServiceView(view.service(), view.options(), statistics(service.meter().totals()),
            statistics(service.meter().rates()),
            view.servers().stream().map(server -> counted(server, service.realServers())).toList());
    }

    void forEachConnection(final Consumer<ConnectionView> consumer) {
        director.connections().forEach(connection -> consumer.accept(view(connection)));
    }

    private ServerView counted(final ServerView view, final List<Catalogue.Entry> entries) {
        final RealServerSettings wanted = IpvsSettings.server(view.server(), view.options());
        final Catalogue.Entry entry = entries.stream()
            .filter(each -> each.settings().names(wanted))
            .findFirst()
            .orElseThrow();
        final DestinationCounters counters = director.destinations();
        return new ServerView(view.server(), view.options(), counters.active(entry.number()),
            counters.inactive(entry.number()), counters.templates(entry.number()),
            statistics(entry.meter().totals()), statistics(entry.meter().rates()));
    }

    private static Statistics statistics(final Totals totals) {
        return new Statistics(totals.connections(), totals.packetsIn(), totals.packetsOut(), totals.bytesIn(),
            totals.bytesOut());
    }

    private static ConnectionView view(final ListedConnection connection) {
        final String callId = connection.callId();
        return new ConnectionView(connection.protocol(), connection.expiresSeconds(), connection.state(),
            endpoint(connection.clientAddress(), connection.clientPort()),
            endpoint(connection.virtualAddress(), connection.virtualPort()),
            endpoint(connection.destinationAddress(), connection.destinationPort()),
            callId == null ? "" : SIP, callId == null ? "" : callId);
    }

    private static Endpoint endpoint(final String address, final int port) {
        return new Endpoint(IpAddress.parse(address), port);
    }
}
