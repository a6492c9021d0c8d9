/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.service;

import director.schedulers.DestinationLoad;
import director.schedulers.ServiceScheduler;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The load of a destination, summed over what each worker counts, and which scheduler wants to hear of it. From any
 * thread.
 */
public final class SummedLoad implements DestinationLoad {
    private final DestinationCounters[] workers;
    private final Thresholds thresholds;
    /** The scheduler that can choose each destination, by its number; null if there is none. */
    private final AtomicReferenceArray<@Nullable ServiceScheduler> schedulers =
        new AtomicReferenceArray<>(Destination.NONE + 1);

    /**
     * The load.
     *
     * @param workers    each worker's counters of real servers.
     * @param thresholds tell which real servers are overloaded.
     */
    public SummedLoad(final List<DestinationCounters> workers, final Thresholds thresholds) {
        this.workers = workers.toArray(DestinationCounters[]::new);
        this.thresholds = thresholds;
    }

    /**
     * Has changes of a destination's load told to a scheduler from now on, and one right away, for what may have
     * changed since the scheduler has looked. From the conductor's thread.
     *
     * @param number    of a real server.
     * @param scheduler of its service, or null if no service has it any more.
     */
    public void tell(final int number, final @Nullable ServiceScheduler scheduler) {
        schedulers.set(number, scheduler);
        changed(number);
    }

    /**
     * A destination's load has changed. From the thread that changed it.
     *
     * @param number of a real server.
     */
    public void changed(final int number) {
        final @Nullable ServiceScheduler scheduler = schedulers.getAcquire(number);
        if (scheduler != null) {
            scheduler.loadChanged(number);
        }
    }

    /**
     * How many workers count.
     *
     * @return at least 1.
     */
    public int workers() {
        return workers.length;
    }

    @Override
    public boolean isOverloaded(final int number) {
        return thresholds.isOverloaded(number);
    }

    @Override
    public int activeConnections(final int number) {
        long sum = 0;
        for (final DestinationCounters worker : workers) {
            sum += worker.active(number);
        }
        return (int) Math.max(0, sum);
    }

    @Override
    public int inactiveConnections(final int number) {
        long sum = 0;
        for (final DestinationCounters worker : workers) {
            sum += worker.inactive(number);
        }
        return (int) Math.max(0, sum);
    }

    /**
     * Persistence templates that lead to a destination.
     *
     * @param number of a real server.
     * @return how many.
     */
    public long templates(final int number) {
        long sum = 0;
        for (final DestinationCounters worker : workers) {
            sum += worker.templates(number);
        }
        return Math.max(0, sum);
    }

    /**
     * What was counted for a number.
     *
     * @param number of a real server.
     * @return all workers' together, since the number was given to a real server.
     */
    public Totals totals(final int number) {
        Totals sum = Totals.ZERO;
        for (final DestinationCounters worker : workers) {
            sum = sum.plus(worker.totals(number));
        }
        return sum;
    }

    /**
     * Whether no connection and no template uses a number.
     *
     * @param number of a real server.
     * @return true only if there was none at some moment of the call.
     */
    public boolean isUnused(final int number) {
        for (final DestinationCounters worker : workers) {
            if (!worker.isUnused(number)) {
                return false;
            }
        }
        return true;
    }

    /**
     * Begins anew for a number that another real server had before. From the conductor's thread, while no worker knows
     * the number.
     *
     * @param number of a real server.
     */
    public void reset(final int number) {
        for (final DestinationCounters worker : workers) {
            worker.reset(number);
        }
    }
}
