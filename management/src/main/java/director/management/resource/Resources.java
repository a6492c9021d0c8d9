/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.management.resource;

import director.dataplane.ManagedDirector;
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
     * @return for {@link director.management.socket.ManagementSocket#serve}.
     */
    public static List<Route> of(final ManagedDirector director) {
        final List<Route> routes = new ArrayList<>();
        routes.addAll(new StatusResource(director).routes());
        routes.addAll(new ConnectionResource(director).routes());
        routes.addAll(new MachineResource(director).routes());
        return routes;
    }
}
