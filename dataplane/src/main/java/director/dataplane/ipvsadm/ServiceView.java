/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.ipvsadm;

import java.util.List;

/**
 * A virtual service as listings show it.
 *
 * @param service its name.
 * @param options how it behaves.
 * @param totals  its totals.
 * @param rates   its rates.
 * @param servers its real servers, in the order in which schedulers see them.
 */
public record ServiceView(ServiceId service, ServiceOptions options, Statistics totals, Statistics rates,
        List<ServerView> servers) {
    /** Keeps an unmodifiable copy of the list. */
    public ServiceView {
        servers = List.copyOf(servers);
    }
}
