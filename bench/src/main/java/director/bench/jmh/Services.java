/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.jmh;

import director.schedulers.BoundScheduler;
import director.schedulers.DestinationLoad;
import director.schedulers.Destinations;
import director.schedulers.SchedulerRegistry;
import director.schedulers.ServiceContext;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicIntegerArray;

/** Virtual services to measure schedulers with. */
final class Services {
    private static final int WEIGHTS = 100;
    private static final int STRIDE = 37;

    private Services() {
    }

    /** A service as a worker calls it. */
    static BoundScheduler bind(final String scheduler, final Destinations destinations, final DestinationLoad load) {
        return SchedulerRegistry.load().bind(scheduler, new ServiceContext("benchmark", 0), destinations, load);
    }

    /** Real servers of weights between 1 and 100, in no order. */
    static Destinations destinations(final int realServers) {
        return destinations(realServers, STRIDE % WEIGHTS + 1);
    }

    /** The same, of which the second has another weight. */
    static Destinations destinations(final int realServers, final int secondWeight) {
        final int[] numbers = new int[realServers];
        final int[] weights = new int[realServers];
        Arrays.setAll(numbers, index -> index);
        Arrays.setAll(weights, index -> index * STRIDE % WEIGHTS + 1);
        weights[1] = secondWeight;
        return Destinations.of(numbers, weights);
    }

    /** Connections of real servers, none at first. */
    static final class Connections implements DestinationLoad {
        private final AtomicIntegerArray active;

        Connections(final int realServers) {
            active = new AtomicIntegerArray(realServers);
        }

        void opened(final int number) {
            active.getAndIncrement(number);
        }

        void closed(final int number) {
            active.getAndDecrement(number);
        }

        @Override
        public boolean isOverloaded(final int number) {
            return false;
        }

        @Override
        public int activeConnections(final int number) {
            return active.getOpaque(number);
        }

        @Override
        public int inactiveConnections(final int number) {
            return 0;
        }
    }
}
