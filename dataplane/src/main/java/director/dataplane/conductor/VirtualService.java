/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.conductor;

import director.dataplane.configuration.RealServerSettings;
import director.dataplane.service.ServiceKey;
import director.schedulers.BoundScheduler;
import director.schedulers.Destinations;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A virtual service as the conductor keeps it. From the conductor's thread. */
final class VirtualService {
    private final ServiceKey key;
    private final int endpoint;
    private final List<RealServer> realServers = new ArrayList<>();
    private final BoundScheduler scheduler;

    VirtualService(final ServiceKey key, final int endpoint, final BoundScheduler scheduler) {
        this.key = key;
        this.endpoint = endpoint;
        this.scheduler = scheduler;
    }

    ServiceKey key() {
        return key;
    }

    int endpoint() {
        return endpoint;
    }

    BoundScheduler scheduler() {
        return scheduler;
    }

    List<RealServer> realServers() {
        return Collections.unmodifiableList(realServers);
    }

    /** The place of a real server in the list, or -1. */
    int indexOf(final RealServerSettings settings) {
        for (int i = 0; i < realServers.size(); i++) {
            if (realServers.get(i).settings().endpoint().equals(settings.endpoint())) {
                return i;
            }
        }
        return -1;
    }

    /** Puts a new real server at the head of the list, as Linux does, and tells the scheduler. */
    void add(final RealServer realServer) {
        final List<RealServer> changed = new ArrayList<>(realServers);
        changed.add(0, realServer);
        replace(changed);
    }

    void edit(final int index, final RealServerSettings settings) {
        final List<RealServer> changed = new ArrayList<>(realServers);
        changed.set(index, new RealServer(changed.get(index).number(), changed.get(index).endpoint(), settings));
        replace(changed);
    }

    RealServer remove(final int index) {
        final List<RealServer> changed = new ArrayList<>(realServers);
        final RealServer removed = changed.remove(index);
        replace(changed);
        return removed;
    }

    /** Tells the scheduler first: if it refuses, nothing has changed. */
    private void replace(final List<RealServer> changed) {
        scheduler.updateService(Destinations.of(
            changed.stream().mapToInt(RealServer::number).toArray(),
            changed.stream().mapToInt(realServer -> realServer.settings().weight()).toArray()));
        realServers.clear();
        realServers.addAll(changed);
    }

    /**
     * A real server of this service.
     *
     * @param number   the destination number by which schedulers, connections and counters know it.
     * @param endpoint number of its protocol, address and port.
     * @param settings as configured.
     */
    record RealServer(int number, int endpoint, RealServerSettings settings) {
    }
}
