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

/** What twos shares: its table, and random numbers that nobody gets twice. */
final class TwoChoicesStress {
    private TwoChoicesStress() {
    }

    /** A worker picks twice while the list changes. */
    @JCStressTest
    @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "Picked, then changed.")
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "Changed between the picks.")
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "Changed, then picked.")
    @State
    public static class PickAndChange {
        private final TwoChoices service = new TwoChoices(new SharedRandom(7), list(0), new Idle());

        @Actor
        public void worker(final II_Result result) {
            result.r1 = service.schedule(null);
            result.r2 = service.schedule(null);
        }

        @Actor
        public void conductor() {
            service.updateService(list(1));
        }

        private static Destinations list(final int number) {
            return Destinations.of(new int[] {number}, new int[] {1});
        }
    }

    /** Two workers draw, whether or not they share a state. */
    @JCStressTest
    @Outcome(id = "3", expect = ACCEPTABLE, desc = "Three different tickets.")
    @State
    public static class DrawAndDraw {
        private final SharedRandom random = new SharedRandom(7);
        private long one;
        private long other;

        @Actor
        public void one() {
            one = random.ticket();
        }

        @Actor
        public void other() {
            other = random.ticket();
        }

        @Arbiter
        public void after(final I_Result result) {
            final long third = random.ticket();
            result.r1 = 1 + (other != one ? 1 : 0) + (third != one && third != other ? 1 : 0);
        }
    }

    private static final class Idle implements DestinationLoad {
        @Override
        public boolean isOverloaded(final int number) {
            return false;
        }

        @Override
        public int activeConnections(final int number) {
            return 0;
        }

        @Override
        public int inactiveConnections(final int number) {
            return 0;
        }
    }
}
