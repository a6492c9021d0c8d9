/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.schedulers.leastconnection;

import director.schedulers.DestinationLoad;
import director.schedulers.Destinations;
import director.schedulers.Flow;
import director.schedulers.Scheduler;
import director.schedulers.ServiceContext;
import director.schedulers.ServiceScheduler;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.ServiceLoader;
import java.util.concurrent.atomic.AtomicIntegerArray;

/** What the tests of this package share. */
final class Rig {
    /** A packet that these schedulers have no reason to look at. */
    static final Flow FLOW = (Flow) Proxy.newProxyInstance(
        Flow.class.getClassLoader(), new Class<?>[] {Flow.class}, (proxy, method, arguments) -> {
            throw new AssertionError(method + " was called");
        });

    private Rig() {
    }

    static ServiceScheduler service(
        final String scheduler, final Destinations destinations, final DestinationLoad load) {
        return ServiceLoader.load(Scheduler.class).stream()
            .map(ServiceLoader.Provider::get)
            .filter(found -> found.name().equals(scheduler))
            .findFirst().orElseThrow()
            .initService(new ServiceContext("TCP 10.0.0.1:80", 0), destinations, load);
    }

    /** Destinations 0, 1, 2 ... of the given weights, in list order. */
    static Destinations weights(final int... weights) {
        final int[] numbers = new int[weights.length];
        Arrays.setAll(numbers, index -> index);
        return Destinations.of(numbers, weights);
    }

    /** Counts set by hand, from any thread, and how often they were asked for. */
    static final class Load implements DestinationLoad {
        private final AtomicIntegerArray overloaded;
        private final AtomicIntegerArray active;
        private final AtomicIntegerArray inactive;
        private long questions;

        Load(final int numbers) {
            overloaded = new AtomicIntegerArray(numbers);
            active = new AtomicIntegerArray(numbers);
            inactive = new AtomicIntegerArray(numbers);
        }

        Load overload(final int number, final boolean isOverloaded) {
            overloaded.setPlain(number, isOverloaded ? 1 : 0);
            return this;
        }

        Load active(final int number, final int connections) {
            active.setPlain(number, connections);
            return this;
        }

        Load inactive(final int number, final int connections) {
            inactive.setPlain(number, connections);
            return this;
        }

        /** How often it was asked since the last time. Not exact when several threads ask. */
        long questions() {
            final long asked = questions;
            questions = 0;
            return asked;
        }

        @Override
        public boolean isOverloaded(final int number) {
            questions++;
            return overloaded.getOpaque(number) != 0;
        }

        @Override
        public int activeConnections(final int number) {
            questions++;
            return active.getOpaque(number);
        }

        @Override
        public int inactiveConnections(final int number) {
            questions++;
            return inactive.getOpaque(number);
        }
    }
}
