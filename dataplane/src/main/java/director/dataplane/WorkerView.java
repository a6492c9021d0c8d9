/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane;

import director.dataplane.status.DutyCycleTimes;
import director.dataplane.status.WorkerCounters;

/**
 * A worker, to be read only. From any thread.
 *
 * @param name       of its thread.
 * @param core       that it runs on; -1 if it is not pinned.
 * @param snapshot   the sequence number of the newest configuration that it has begun to use.
 * @param counters   what it counts.
 * @param dutyCycles how long its duty cycles take.
 */
public record WorkerView(
    String name, int core, long snapshot, WorkerCounters counters, DutyCycleTimes dutyCycles) {
    /** The core of a worker that may run on any. */
    public static final int NOT_PINNED = -1;
}
