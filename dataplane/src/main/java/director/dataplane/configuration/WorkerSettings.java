/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.configuration;

import java.util.List;

/**
 * The threads that carry packets.
 *
 * @param cores CPUs, one worker each.
 * @param burst packets that a worker takes at most from a queue at a time.
 * @param idle  what a worker does when there is no packet.
 */
public record WorkerSettings(List<Integer> cores, int burst, IdleMode idle) {
    /** The burst unless told. */
    public static final int DEFAULT_BURST = 32;

    /** Keeps a copy of the list. */
    public WorkerSettings {
        cores = List.copyOf(cores);
    }
}
