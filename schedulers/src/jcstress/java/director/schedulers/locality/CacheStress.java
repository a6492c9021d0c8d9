/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.schedulers.locality;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import director.schedulers.Endpoint;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * What two workers and the conductor may make of the cache. Whatever is not listed is forbidden: an address entered
 * twice, or one that is lost when a neighbour in its bucket is removed.
 */
final class CacheStress {
    private static final long IDLE_NS = 1_000_000_000L;

    private CacheStress() {
    }

    /** A cache whose stock is small, so that making one is quick. */
    private static AddressCache<Integer> cache() {
        return new AddressCache<>(4);
    }

    private static int find(final AddressCache<Integer> cache, final long address) {
        final Node<Integer> node = cache.find(0, address, 0);
        return node == null ? 0 : node.value();
    }

    /** Two workers enter the same address: it is there once, with the value of one of them. */
    @JCStressTest
    @Outcome(id = {"1, 1", "2, 1"}, expect = ACCEPTABLE, desc = "Entered once.")
    @State
    public static class EnterSame {
        private final AddressCache<Integer> cache = cache();

        @Actor
        public void one() {
            cache.enter(0, 7, 1, 0);
        }

        @Actor
        public void other() {
            cache.enter(0, 7, 2, 0);
        }

        @Arbiter
        public void after(final II_Result result) {
            result.r1 = find(cache, 7);
            result.r2 = cache.size();
        }
    }

    /** A worker enters an address while the conductor removes an idle one of the same bucket. */
    @JCStressTest
    @Outcome(id = "2, 0, 1", expect = ACCEPTABLE, desc = "The new one is there, the idle one is not.")
    @State
    public static class EnterAndExpire {
        private final AddressCache<Integer> cache = cache();

        public EnterAndExpire() {
            cache.enter(0, 7, 1, 0);
        }

        @Actor
        public void worker() {
            // The words of an address are combined for the bucket: this is the bucket of 7.
            cache.enter(7, 0, 2, 2 * IDLE_NS);
        }

        @Actor
        public void conductor() {
            cache.expire(2 * IDLE_NS, IDLE_NS);
        }

        @Arbiter
        public void after(final III_Result result) {
            final Node<Integer> entered = cache.find(7, 0, 0);
            result.r1 = entered == null ? 0 : entered.value();
            result.r2 = find(cache, 7);
            result.r3 = cache.size();
        }
    }

    /** A worker finds the last of a chain while the conductor removes the first. */
    @JCStressTest
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "It is there all the time.")
    @State
    public static class FindAndExpire {
        private final AddressCache<Integer> cache = cache();

        public FindAndExpire() {
            cache.enter(0, 7, 1, 2 * IDLE_NS);
            cache.enter(7, 0, 2, 0);
        }

        @Actor
        public void worker(final I_Result result) {
            result.r1 = find(cache, 7);
        }

        @Actor
        public void conductor() {
            cache.expire(2 * IDLE_NS, IDLE_NS);
        }
    }

    /** Two workers add to the set of one address, one lets somebody go: nobody who was added is lost. */
    @JCStressTest
    @Outcome(id = {"3, 1", "2, 1"}, expect = ACCEPTABLE, desc = "All, or all but who was to go.")
    @State
    public static class AddAndTrim {
        private static final Member FIRST = member(0);
        private static final Member SECOND = member(1);
        private static final Member THIRD = member(2);
        private final Stock<MemberSet> cells = new Stock<>(8, MemberSet::new);
        private final Node<MemberSet> node = new Node<>();

        public AddAndTrim() {
            node.value(new MemberSet().fill(SECOND, new MemberSet().fill(FIRST, null, 0), 0));
        }

        @Actor
        public void adding() {
            final MemberSet cell = cells.take();
            MemberSet set = node.value();
            while (!node.replace(set, cell.fill(THIRD, set, 1))) {
                set = node.value();
            }
        }

        @Actor
        public void trimming() {
            final MemberSet set = node.value();
            node.replace(set, set.without(SECOND, cells, 1));
        }

        @Arbiter
        public void after(final II_Result result) {
            final MemberSet set = node.value();
            int counted = 0;
            for (MemberSet cell = set; cell != null; cell = cell.rest) {
                counted++;
            }
            result.r1 = counted == set.size ? counted : -counted;
            result.r2 = set.contains(THIRD) && set.contains(FIRST) ? 1 : 0;
        }
    }

    /** A member of a roster of its own. */
    private static Member member(final int id) {
        return new Member(id, new Endpoint(false, 0, id, 0));
    }
}
