/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.resource;

import director.dataplane.ManagedDirector;
import director.management.desired.DesiredStore;
import director.management.events.EventBus;
import director.management.ipvsadm.RunningTarget;
import director.management.metrics.Metrics;
import director.management.socket.Route;
import java.util.ArrayList;
import java.util.List;

/** All resources. */
public final class Resources {
    private Resources() {
    }

    /**
     * The routes of all resources.
     *
     * @param director what they show and change.
     * @param store    what is desired of it.
     * @param events   what happens to it.
     * @param metrics  of it.
     * @return for {@link director.management.socket.ManagementSocket#serve}.
     */
    public static List<Route> of(
        final ManagedDirector director, final DesiredStore store, final EventBus events, final Metrics metrics) {
        final Changes changes = new Changes(store);
        final List<Route> routes = new ArrayList<>();
        routes.addAll(new StatusResource(director).routes());
        routes.addAll(new ServiceResource(director, changes).routes());
        routes.addAll(new RealServerResource(director, changes).routes());
        routes.addAll(new SettingResource(changes).routes());
        routes.addAll(new ConfigurationResource(director, store).routes());
        routes.addAll(new IpvsadmResource(new RunningTarget(director, store)).routes());
        routes.addAll(new ConnectionResource(director).routes());
        routes.addAll(new MachineResource(director).routes());
        routes.addAll(new LocalPortResource(director).routes());
        routes.addAll(new RefusalResource(director).routes());
        routes.addAll(new SnatResource(director).routes());
        routes.addAll(new SchedulerResource(director).routes());
        routes.addAll(new EventResource(events).routes());
        routes.addAll(new MetricResource(metrics).routes());
        routes.addAll(OpenApiResource.routes());
        return routes;
    }
}
