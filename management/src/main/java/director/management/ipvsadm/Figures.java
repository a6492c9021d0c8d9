/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.ipvsadm;

import director.dataplane.conductor.Catalogue;
import director.dataplane.ipvsadm.Endpoint;
import director.dataplane.ipvsadm.ServerOptions;
import director.dataplane.ipvsadm.ServerView;
import director.dataplane.ipvsadm.ServiceView;
import director.dataplane.ipvsadm.Statistics;
import director.dataplane.service.ServiceKey;
import director.dataplane.service.SummedLoad;
import director.dataplane.service.Totals;
import director.dataplane.service.TrafficMeter;
import director.management.configuration.IpvsSettings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Adds what is counted to what is configured. What the conductor does not know, because it is in a draft or because a
 * health check has taken it out, has counted nothing.
 */
final class Figures {
    private final Map<ServiceKey, Catalogue.Service> services = new HashMap<>();
    private final SummedLoad load;

    /** The figures of a moment. */
    Figures(final Catalogue catalogue, final SummedLoad load) {
        catalogue.services().forEach(service -> services.put(service.key(), service));
        this.load = load;
    }

    /** A service with its connections, totals and rates. */
    ServiceView counted(final ServiceView view) {
        final Catalogue.@Nullable Service service = services.get(IpvsSettings.key(view.service()));
        if (service == null) {
            return view;
        }
        final Map<Endpoint, Catalogue.Entry> entries = new HashMap<>();
        for (final Catalogue.Entry entry : service.realServers()) {
            entries.put(new Endpoint(entry.settings().address(), entry.settings().port()), entry);
        }
        final List<ServerView> servers =
            view.servers().stream().map(server -> counted(server, entries.get(server.server()))).toList();
        return new ServiceView(
            view.service(), view.options(), totals(service.meter()), rates(service.meter()), servers);
    }

    private ServerView counted(final ServerView view, final Catalogue.@Nullable Entry entry) {
        if (entry == null) {
            return weighted(view, 0);
        }
        final int number = entry.number();
        final ServerView counted = weighted(view, entry.settings().weight());
        return new ServerView(view.server(), counted.options(), load.activeConnections(number),
            load.inactiveConnections(number), load.templates(number), totals(entry.meter()), rates(entry.meter()));
    }

    /** The weight that counts: a health check may have taken a real server's away. */
    private static ServerView weighted(final ServerView view, final int weight) {
        final ServerOptions options = view.options();
        return options.weight() == weight ? view
            : new ServerView(view.server(),
                new ServerOptions(options.mode(), options.tunnel(), weight, options.upper(), options.lower()),
                view.active(), view.inactive(), view.persistent(), view.totals(), view.rates());
    }

    private static Statistics totals(final TrafficMeter meter) {
        return statistics(meter.totals());
    }

    private static Statistics rates(final TrafficMeter meter) {
        return statistics(meter.rates());
    }

    private static Statistics statistics(final Totals totals) {
        return new Statistics(totals.connections(), totals.packetsIn(), totals.packetsOut(), totals.bytesIn(),
            totals.bytesOut());
    }
}
