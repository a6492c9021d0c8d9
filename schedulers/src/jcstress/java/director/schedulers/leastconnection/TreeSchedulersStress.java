/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.schedulers.leastconnection;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import director.schedulers.DestinationLoad;
import director.schedulers.Destinations;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * Each scheduler that keeps a tree: one worker loads the real server that stands, another one relieves the one that has
 * to follow it. Whatever is not listed is forbidden: a pick that has missed one of the two.
 */
final class TreeSchedulersStress {
    private static final Destinations FOUR = Destinations.of(new int[] {0, 1, 2, 3}, new int[] {4, 3, 1, 1});

    private TreeSchedulersStress() {
    }

    /** lc. */
    @JCStressTest
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "1 connection and not 8 or 9.")
    @State
    public static class LeastConnections {
        private final Load load = new Load();
        private final TreeService service = new TreeService(Preference.FEWEST_CONNECTIONS, FOUR, load);

        @Actor
        public void one() {
            load.active[0] = 8;
            service.loadChanged(0);
        }

        @Actor
        public void other() {
            load.active[1] = 1;
            service.loadChanged(1);
        }

        @Arbiter
        public void after(final I_Result result) {
            result.r1 = service.schedule(null);
        }
    }

    /** wlc. */
    @JCStressTest
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "1 for 3 and not 8 for 4 or 9 for 1.")
    @State
    public static class WeightedLeastConnections {
        private final Load load = new Load();
        private final TreeService service = new TreeService(Preference.FEWEST_FOR_ITS_WEIGHT, FOUR, load);

        @Actor
        public void one() {
            load.active[0] = 8;
            service.loadChanged(0);
        }

        @Actor
        public void other() {
            load.active[1] = 1;
            service.loadChanged(1);
        }

        @Arbiter
        public void after(final I_Result result) {
            result.r1 = service.schedule(null);
        }
    }

    /** sed. */
    @JCStressTest
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "2 for 3 and not 9 for 4 or 10 for 1.")
    @State
    public static class ShortestDelay {
        private final Load load = new Load();
        private final TreeService service = new TreeService(Preference.SHORTEST_DELAY, FOUR, load);

        @Actor
        public void one() {
            load.active[0] = 8;
            service.loadChanged(0);
        }

        @Actor
        public void other() {
            load.active[1] = 1;
            service.loadChanged(1);
        }

        @Arbiter
        public void after(final I_Result result) {
            result.r1 = service.schedule(null);
        }
    }

    /** nq. */
    @JCStressTest
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "The only idle one.")
    @State
    public static class NeverQueue {
        private final Load load = new Load();
        private final TreeService service = new TreeService(Preference.IDLE_FIRST, FOUR, load);

        @Actor
        public void one() {
            load.active[0] = 8;
            service.loadChanged(0);
        }

        @Actor
        public void other() {
            load.active[1] = 0;
            service.loadChanged(1);
        }

        @Arbiter
        public void after(final I_Result result) {
            result.r1 = service.schedule(null);
        }
    }

    /** ovf. */
    @JCStressTest
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "The heaviest that has not more connections than weight.")
    @State
    public static class Overflow {
        private final Load load = new Load();
        private final TreeService service = new TreeService(Preference.HEAVIEST_WITH_ROOM, FOUR, load);

        @Actor
        public void one() {
            load.active[0] = 8;
            service.loadChanged(0);
        }

        @Actor
        public void other() {
            load.active[1] = 3;
            service.loadChanged(1);
        }

        @Arbiter
        public void after(final I_Result result) {
            result.r1 = service.schedule(null);
        }
    }

    /** fo, which looks at overload alone. */
    @JCStressTest
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "The heaviest that is not overloaded.")
    @State
    public static class Failover {
        private final Load load = new Load();
        private final TreeService service;

        public Failover() {
            load.overloaded[1] = true;
            service = new TreeService(Preference.HEAVIEST, FOUR, load);
        }

        @Actor
        public void one() {
            load.overloaded[0] = true;
            service.loadChanged(0);
        }

        @Actor
        public void other() {
            load.overloaded[1] = false;
            service.loadChanged(1);
        }

        @Arbiter
        public void after(final I_Result result) {
            result.r1 = service.schedule(null);
        }
    }

    private static final class Load implements DestinationLoad {
        private final int[] active = {0, 9, 9, 9};
        private final boolean[] overloaded = new boolean[4];

        @Override
        public boolean isOverloaded(final int number) {
            return overloaded[number];
        }

        @Override
        public int activeConnections(final int number) {
            return active[number];
        }

        @Override
        public int inactiveConnections(final int number) {
            return 0;
        }
    }
}
