/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.schedulers;

import java.util.Optional;

/**
 * What a {@link Scheduler} keeps for one virtual service. All workers share it.
 *
 * <p>{@link #schedule} is called from every worker's thread, at any time, also while {@link #updateService} runs; it
 * takes no lock, allocates nothing, does not wait and throws nothing. The same holds for {@link #loadChanged}, which
 * Linux does not have. The others are called from the conductor's thread alone.
 *
 * <p>Workers never call an implementation directly but through {@link BoundScheduler}. One that throws from
 * {@link #schedule} costs its service that connection, one that throws from {@link #updateService} makes the change be
 * refused; neither stops a worker.
 */
public interface ServiceScheduler {
    /** What {@link #schedule} answers when no real server can take a connection. */
    int NO_DESTINATION = -1;

    /**
     * Schedule: chooses a real server for a new connection. While {@link #updateService} runs, the answer may still
     * come from the old list; when it has returned, no more.
     *
     * @param flow the packet that opens the connection; valid only during the call.
     * @return the {@link Destinations#number number} of a destination, or {@link #NO_DESTINATION}.
     */
    int schedule(Flow flow);

    /**
     * Update service: a destination was added, removed or edited. Everything that {@link #schedule} would otherwise
     * have to compute is computed here and published with one atomic store, which comes last: if this throws, the
     * service goes on as it was.
     *
     * <p>It is called once for each change, as Linux does, and also for an edit that leaves all weights as they were;
     * some schedulers start over at every call, so calls that are left out or merged change what is picked. What an
     * operator asks for as one is one change.
     *
     * @param destinations what the service has from now on, in list order.
     */
    void updateService(Destinations destinations);

    /**
     * Update service in two steps, for changes of several services that happen together or not at all: everything that
     * takes time or can fail is done here, and what is answered makes it happen with one atomic store.
     * {@link #schedule} sees nothing of it before that. The second step is carried out soon and once, or never.
     *
     * @param destinations what the service will have, in list order.
     * @return the second step, which throws nothing; empty, as by default, if there is only {@link #updateService},
     *     which is then called before the second steps of others.
     */
    default Optional<Runnable> prepareUpdate(final Destinations destinations) {
        return Optional.empty();
    }

    /**
     * What has to be done from time to time and is not for the packet path, such as forgetting. Called from the
     * conductor's thread, about once a second.
     *
     * @param nowNs the present, on the clock of {@link Flow#nowNs}.
     */
    default void housekeeping(final long nowNs) {
    }

    /**
     * What {@link DestinationLoad} says of a destination has just changed: a connection was opened or closed, became
     * active or inactive, or the destination became overloaded or available. For schedulers that keep something which
     * depends on it, so that {@link #schedule} need not look at every destination; it does nothing by default.
     *
     * <p>Called from the thread that made the change, a worker's or the conductor's, at any time, also while the other
     * callbacks run. A worker tells of what it did before it asks {@link #schedule} again; with several workers others
     * may ask meanwhile.
     *
     * @param number a {@link Destinations#number destination number}; one that is not in the list means nothing.
     */
    default void loadChanged(final int number) {
    }

    /**
     * Whether weights only matter against each other: if all were multiplied by one number, every choice would stay the
     * same. A {@link SlowStart} then has finer steps than whole weights allow. From the conductor's thread.
     *
     * @return false unless overridden: for a scheduler that compares weights with something else, or does not say.
     */
    default boolean onlyComparesWeights() {
        return false;
    }

    /** Done service: the service is gone and {@link #schedule} will not be called again. */
    default void doneService() {
    }
}
