/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane;

import director.dataplane.conductor.Catalogue;
import director.dataplane.conductor.ConductorProxy;
import director.dataplane.listing.WorkerListing;
import director.dataplane.localport.LocalPortCatalogue;
import director.dataplane.policy.Limits;
import director.dataplane.service.SummedLoad;
import director.dataplane.snat.SnatTable;
import director.schedulers.SchedulerRegistry;
import java.util.List;

/** What can be seen and changed of a director while it runs. From any thread, until it is closed. */
public interface ManagedDirector {
    /**
     * How to change it.
     *
     * @return the conductor's proxy.
     */
    ConductorProxy conductor();

    /**
     * What is used of limits, and who the clients are.
     *
     * @return what can be asked again and again.
     */
    Limits limits();

    /**
     * What services there are.
     *
     * @return those of the moment.
     */
    Catalogue catalogue();

    /**
     * All counters.
     *
     * @return in a fixed order.
     */
    List<Counter> counters();

    /**
     * What real servers have to do, by the numbers of the {@link #catalogue}.
     *
     * @return figures of the moment.
     */
    SummedLoad load();

    /**
     * The ports.
     *
     * @return in their order, as they are at the moment.
     */
    List<PortView> ports();

    /**
     * The workers.
     *
     * @return in their order.
     */
    List<WorkerView> workers();

    /**
     * The schedulers that services can have.
     *
     * @return with how many services use each.
     */
    SchedulerRegistry schedulers();

    /**
     * How to see the tables of workers.
     *
     * @return one for each worker, in their order.
     */
    List<WorkerListing> listings();

    /**
     * How the ports of local addresses are used, from which connections of full NAT and SNAT come.
     *
     * @return what there is at this moment; its figures go on counting.
     */
    LocalPortCatalogue localPorts();

    /**
     * Whose connections to elsewhere come from other addresses.
     *
     * @return the rules of this moment, of which {@link #load} has figures by their numbers.
     */
    SnatTable snat();
}
