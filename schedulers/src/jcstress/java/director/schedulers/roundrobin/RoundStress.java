/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.schedulers.roundrobin;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import director.schedulers.DestinationLoad;
import director.schedulers.Destinations;
import java.util.Arrays;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * What two threads may see of one service. Whatever is not listed is forbidden: a pick lost, made twice, or made from a
 * list that is no longer in force. The arbiter picks after both.
 */
final class RoundStress {
    private static final Destinations THREE = list(0, 1, 2);
    private static final Destinations NEWCOMER = list(3, 0, 1, 2);
    private static final Destinations WITHOUT_ONE = list(0, 2);

    private RoundStress() {
    }

    private static Destinations list(final int... numbers) {
        final int[] weights = new int[numbers.length];
        Arrays.fill(weights, 1);
        return Destinations.of(numbers, weights);
    }

    /** Two workers take one destination each, the third pick is the third destination. */
    @JCStressTest
    @Outcome(id = {"0, 1, 2", "1, 0, 2"}, expect = ACCEPTABLE, desc = "One sequence.")
    @State
    public static class PickAndPick {
        private final RoundScheduler service = new RoundScheduler(new PlainRound(THREE, null), new Idle());

        @Actor
        public void one(final III_Result result) {
            result.r1 = service.schedule(null);
        }

        @Actor
        public void other(final III_Result result) {
            result.r2 = service.schedule(null);
        }

        @Arbiter
        public void after(final III_Result result) {
            result.r3 = service.schedule(null);
        }
    }

    /** Weights 2 and 1: the first two picks are the heavy one, whoever makes them. */
    @JCStressTest
    @Outcome(id = "0, 0, 1", expect = ACCEPTABLE, desc = "One sequence.")
    @State
    public static class WeightedPickAndPick {
        private final RoundScheduler service = new RoundScheduler(
            new WeightedRound(Destinations.of(new int[] {0, 1}, new int[] {2, 1}), null), new Idle());

        @Actor
        public void one(final III_Result result) {
            result.r1 = service.schedule(null);
        }

        @Actor
        public void other(final III_Result result) {
            result.r2 = service.schedule(null);
        }

        @Arbiter
        public void after(final III_Result result) {
            result.r3 = service.schedule(null);
        }
    }

    /** rr goes on behind its last pick, whenever the newcomer comes. */
    @JCStressTest
    @Outcome(id = "1, 2, 3", expect = ACCEPTABLE, desc = "The change came before, between or after the picks.")
    @State
    public static class PickAndAdd {
        private final RoundScheduler service = new RoundScheduler(new PlainRound(THREE, null), new Idle());

        public PickAndAdd() {
            service.schedule(null);
        }

        @Actor
        public void worker(final III_Result result) {
            result.r1 = service.schedule(null);
            result.r2 = service.schedule(null);
        }

        @Actor
        public void conductor() {
            service.updateService(NEWCOMER);
        }

        @Arbiter
        public void after(final III_Result result) {
            result.r3 = service.schedule(null);
        }
    }

    /** rr steps back when the destination of its last pick leaves. */
    @JCStressTest
    @Outcome(id = "1, 2", expect = ACCEPTABLE, desc = "Picked, then deleted.")
    @Outcome(id = "2, 0", expect = ACCEPTABLE, desc = "Deleted before the pick.")
    @State
    public static class PickAndDelete {
        private final RoundScheduler service = new RoundScheduler(new PlainRound(THREE, null), new Idle());

        public PickAndDelete() {
            service.schedule(null);
        }

        @Actor
        public void worker(final II_Result result) {
            result.r1 = service.schedule(null);
        }

        @Actor
        public void conductor() {
            service.updateService(WITHOUT_ONE);
        }

        @Arbiter
        public void after(final II_Result result) {
            result.r2 = service.schedule(null);
        }
    }

    /** wrr goes back to the head of the list on every change. */
    @JCStressTest
    @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "Picked, then changed.")
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "Changed before the pick.")
    @State
    public static class WeightedPickAndChange {
        private final RoundScheduler service = new RoundScheduler(new WeightedRound(THREE, null), new Idle());

        public WeightedPickAndChange() {
            service.schedule(null);
        }

        @Actor
        public void worker(final II_Result result) {
            result.r1 = service.schedule(null);
        }

        @Actor
        public void conductor() {
            service.updateService(THREE);
        }

        @Arbiter
        public void after(final II_Result result) {
            result.r2 = service.schedule(null);
        }
    }

    /** The conductor stopped after publishing: two workers settle the new round for it, and pick. */
    @JCStressTest
    @Outcome(id = {"1, 2, 3", "2, 1, 3"}, expect = ACCEPTABLE, desc = "Settled once.")
    @State
    public static class SettleAndSettle {
        private final RoundScheduler service = new RoundScheduler(new PlainRound(THREE, null), new Idle());

        public SettleAndSettle() {
            service.schedule(null);
            service.publish(service.prepare(NEWCOMER));
        }

        @Actor
        public void one(final III_Result result) {
            result.r1 = service.schedule(null);
        }

        @Actor
        public void other(final III_Result result) {
            result.r2 = service.schedule(null);
        }

        @Arbiter
        public void after(final III_Result result) {
            result.r3 = service.schedule(null);
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
