/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.schedulers.roundrobin;

import director.schedulers.DestinationLoad;
import director.schedulers.Destinations;
import director.schedulers.Flow;
import director.schedulers.Scheduler;
import director.schedulers.ServiceContext;
import java.util.Arrays;

/** What the tests of this package share. */
final class Rig {
    /** A packet that rr and wrr have no reason to look at. */
    static final Flow FLOW = new NoFlow();
    static final DestinationLoad NO_LOAD = new Load(0);

    private Rig() {
    }

    static RoundScheduler service(final String scheduler, final Destinations destinations, final DestinationLoad load) {
        final Scheduler factory =
            "rr".equals(scheduler) ? new RoundRobinScheduler() : new WeightedRoundRobinScheduler();
        return (RoundScheduler) factory.initService(new ServiceContext("TCP 10.0.0.1:80", 0), destinations, load);
    }

    /** Destinations 0, 1, 2 ... of the given weights, in list order. */
    static Destinations weights(final int... weights) {
        final int[] numbers = new int[weights.length];
        Arrays.setAll(numbers, index -> index);
        return Destinations.of(numbers, weights);
    }

    /** The next picks as text, {@code -} for none. */
    static String picks(final RoundScheduler service, final int count) {
        final StringBuilder picks = new StringBuilder();
        for (int pick = 0; pick < count; pick++) {
            final int number = service.schedule(FLOW);
            picks.append(number < 0 ? "-" : Integer.toString(number));
        }
        return picks.toString();
    }

    /** Overload flags set by hand, and how often they were asked for. */
    static final class Load implements DestinationLoad {
        private final boolean[] overloaded;
        private long questions;

        Load(final int numbers) {
            overloaded = new boolean[numbers];
        }

        void overload(final int number, final boolean isOverloaded) {
            overloaded[number] = isOverloaded;
        }

        long questions() {
            return questions;
        }

        @Override
        public boolean isOverloaded(final int number) {
            if (overloaded.length == 0) {
                return false;
            }
            questions++;
            return overloaded[number];
        }

        @Override
        public int activeConnections(final int number) {
            throw new AssertionError("rr and wrr do not count connections");
        }

        @Override
        public int inactiveConnections(final int number) {
            throw new AssertionError("rr and wrr do not count connections");
        }
    }

    private static final class NoFlow implements Flow {
        @Override
        public boolean isIpv6() {
            throw unexpected();
        }

        @Override
        public long sourceHigh() {
            throw unexpected();
        }

        @Override
        public long sourceLow() {
            throw unexpected();
        }

        @Override
        public int sourcePort() {
            throw unexpected();
        }

        @Override
        public long destinationHigh() {
            throw unexpected();
        }

        @Override
        public long destinationLow() {
            throw unexpected();
        }

        @Override
        public int destinationPort() {
            throw unexpected();
        }

        @Override
        public int protocol() {
            throw unexpected();
        }

        private static AssertionError unexpected() {
            return new AssertionError("rr and wrr do not look at the packet");
        }
    }
}
