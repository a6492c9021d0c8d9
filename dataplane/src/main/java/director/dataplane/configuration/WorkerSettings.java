/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.configuration;

import java.util.List;

/**
 * The threads that carry packets.
 *
 * @param cores CPUs, one worker each.
 * @param burst packets that a worker takes at most from a queue at a time.
 * @param idle  what a worker does when there is no packet.
 * @param warmUpSeconds how long packets of the director's own go through workers at most, before ports open, for the
 *              compiler to compile what packets need: 0 (not at all) to 60.
 */
public record WorkerSettings(List<Integer> cores, int burst, IdleMode idle, int warmUpSeconds) {
    /** The burst unless told. */
    public static final int DEFAULT_BURST = 32;
    /** The longest warm-up unless told. */
    public static final int DEFAULT_WARM_UP_SECONDS = 10;
    /** The longest warm-up that can be configured. */
    public static final int MAX_WARM_UP_SECONDS = 60;

    /** Keeps a copy of the list. */
    public WorkerSettings {
        cores = List.copyOf(cores);
    }

    /**
     * Workers that warm up as long as is usual.
     *
     * @param cores CPUs, one worker each.
     * @param burst packets that a worker takes at most from a queue at a time.
     * @param idle  what a worker does when there is no packet.
     */
    public WorkerSettings(final List<Integer> cores, final int burst, final IdleMode idle) {
        this(cores, burst, idle, DEFAULT_WARM_UP_SECONDS);
    }
}
