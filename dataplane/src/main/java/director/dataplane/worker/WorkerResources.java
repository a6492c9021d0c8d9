/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.worker;

import director.bindings.MemoryAllocator;
import director.bindings.PacketPool;
import director.dataplane.connection.ConnectionTable;
import director.dataplane.connection.Timeouts;
import director.dataplane.ownership.Peers;
import director.dataplane.policy.Limits;
import director.dataplane.port.WorkerPort;
import director.dataplane.service.DestinationCounters;
import director.dataplane.status.WorkerCounters;

/**
 * What a worker works with. It owns none of it: who made it closes it, after the worker.
 *
 * @param ports         by their place in the configuration.
 * @param pool          where mbufs come from and go back to.
 * @param counters      this worker's.
 * @param destinations  this worker's counters of real servers.
 * @param connections   this worker's.
 * @param timeouts      of its connections.
 * @param accounts      that the connections are counted in.
 * @param memory        where the worker's own tables live.
 * @param maxNeighbours how many next hops it can know.
 * @param seed          secret that keeps others from guessing what is drawn at random.
 * @param startNs       the present, of the clock that the worker reads.
 * @param peers         the other workers.
 * @param limits        shared by all workers.
 */
@SuppressWarnings({"ArrayRecordComponent", "checkstyle:ParameterNumber"})
public record WorkerResources(
    WorkerPort[] ports,
    PacketPool pool,
    WorkerCounters counters,
    DestinationCounters destinations,
    ConnectionTable connections,
    Timeouts timeouts,
    ConnectionAccounts accounts,
    MemoryAllocator memory,
    int maxNeighbours,
    long seed,
    long startNs,
    Peers peers,
    Limits limits) {
}
