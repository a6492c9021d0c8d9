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
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * What is left when two threads have changed loads, which they write by plain stores, or one has and the other has
 * changed the list. Whatever is not listed is forbidden: a pick from a match that saw an old load.
 */
final class WinnerTreeStress {
    private static final Destinations FOUR = Destinations.of(new int[] {0, 1, 2, 3}, new int[] {1, 1, 1, 1});
    private static final Destinations TURNED = Destinations.of(new int[] {3, 2, 1, 0}, new int[] {1, 1, 1, 1});

    private WinnerTreeStress() {
    }

    private static void load(final TreeService service, final Load load, final int number, final int connections) {
        load.active[number] = connections;
        service.loadChanged(number);
    }

    /** Neighbours, who play the first match against each other. */
    @JCStressTest
    @Outcome(id = "2", expect = ACCEPTABLE, desc = "The only one without connections but 3, which is behind it.")
    @State
    public static class LoadAndLoad {
        private final Load load = new Load();
        private final TreeService service = new TreeService(Preference.FEWEST_CONNECTIONS, FOUR, load);

        @Actor
        public void one() {
            load(service, load, 0, 2);
        }

        @Actor
        public void other() {
            load(service, load, 1, 1);
        }

        @Arbiter
        public void after(final I_Result result) {
            result.r1 = service.schedule(null);
        }
    }

    /** The one that stands gets loaded while the one that will follow it becomes free. */
    @JCStressTest
    @Outcome(id = "3", expect = ACCEPTABLE, desc = "The only one without connections.")
    @State
    public static class LoadAndUnload {
        private final Load load = new Load();
        private final TreeService service;

        public LoadAndUnload() {
            load.active[1] = 5;
            load.active[2] = 5;
            load.active[3] = 5;
            service = new TreeService(Preference.FEWEST_CONNECTIONS, FOUR, load);
        }

        @Actor
        public void one() {
            load(service, load, 0, 6);
        }

        @Actor
        public void other() {
            load(service, load, 3, 4);
            load(service, load, 3, 0);
        }

        @Arbiter
        public void after(final I_Result result) {
            result.r1 = service.schedule(null);
        }
    }

    /** Both worsen in turn, each time below the other. */
    @JCStressTest
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "The least loaded.")
    @State
    public static class Overtaking {
        private final Load load = new Load();
        private final TreeService service;

        public Overtaking() {
            load.active[2] = 9;
            load.active[3] = 9;
            service = new TreeService(Preference.FEWEST_CONNECTIONS, FOUR, load);
        }

        @Actor
        public void one() {
            load(service, load, 0, 1);
            load(service, load, 0, 3);
        }

        @Actor
        public void other() {
            load(service, load, 1, 4);
            load(service, load, 1, 2);
        }

        @Arbiter
        public void after(final I_Result result) {
            result.r1 = service.schedule(null);
        }
    }

    /** The tree that is being made does not know the load yet, the one in force will not be asked any more. */
    @JCStressTest
    @Outcome(id = "2", expect = ACCEPTABLE, desc = "The load is seen by whoever came second.")
    @State
    public static class LoadAndUpdate {
        private final Load load = new Load();
        private final TreeService service = new TreeService(Preference.FEWEST_CONNECTIONS, FOUR, load);

        @Actor
        public void worker() {
            load(service, load, 3, 1);
        }

        @Actor
        public void conductor() {
            service.updateService(TURNED);
        }

        @Arbiter
        public void after(final I_Result result) {
            result.r1 = service.schedule(null);
        }
    }

    /** A worker that opens connections while another one does. */
    @JCStressTest
    @Outcome(id = {"0, 0", "0, 1", "1, 1"}, expect = ACCEPTABLE, desc = "Before or after the other's connection.")
    @State
    public static class PickAndLoad {
        private final Load load = new Load();
        private final TreeService service = new TreeService(Preference.FEWEST_CONNECTIONS, FOUR, load);

        @Actor
        public void worker(final II_Result result) {
            result.r1 = service.schedule(null);
            load(service, load, 3, 1);
            result.r2 = service.schedule(null);
        }

        @Actor
        public void other() {
            load(service, load, 0, 1);
        }
    }

    private static final class Load implements DestinationLoad {
        private final int[] active = new int[4];

        @Override
        public boolean isOverloaded(final int number) {
            return false;
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
