/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.conductor;

import director.dataplane.service.DestinationCounters;
import director.dataplane.service.Thresholds;
import director.schedulers.DestinationLoad;
import java.util.List;

/** The load of a destination, summed over what each worker counts. From any thread. */
final class SummedLoad implements DestinationLoad {
    private final DestinationCounters[] workers;

    private final Thresholds thresholds;

    SummedLoad(final List<DestinationCounters> workers, final Thresholds thresholds) {
        this.workers = workers.toArray(DestinationCounters[]::new);
        this.thresholds = thresholds;
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

    boolean isUnused(final int number) {
        for (final DestinationCounters worker : workers) {
            if (worker.connections(number) != 0) {
                return false;
            }
        }
        return true;
    }

    void reset(final int number) {
        for (final DestinationCounters worker : workers) {
            worker.reset(number);
        }
    }
}
