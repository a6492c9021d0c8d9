/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

import director.bindings.PacketPool;
import director.dataplane.connection.ConnectionTable;
import director.dataplane.port.WorkerPort;
import director.dataplane.service.DestinationCounters;
import director.dataplane.service.Rewrites;
import director.dataplane.status.WorkerCounters;

/**
 * What a worker works with. It owns none of it: who made it closes it, after the worker.
 *
 * @param ports         by their place in the configuration.
 * @param pool          where mbufs come from and go back to.
 * @param counters      this worker's.
 * @param destinations  this worker's counters of real servers.
 * @param rewrites      shared by all workers, written by the conductor.
 * @param connections   this worker's.
 * @param maxNeighbours how many next hops it can know.
 * @param startNs       the present, of the clock that the worker reads.
 */
@SuppressWarnings("ArrayRecordComponent")
public record WorkerResources(
    WorkerPort[] ports,
    PacketPool pool,
    WorkerCounters counters,
    DestinationCounters destinations,
    Rewrites rewrites,
    ConnectionTable connections,
    int maxNeighbours,
    long startNs) {
}
