/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.schedulers.hash;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import director.schedulers.DestinationLoad;
import director.schedulers.Destinations;
import director.schedulers.Flow;
import director.schedulers.Scheduler;
import director.schedulers.ServiceContext;
import director.schedulers.ServiceScheduler;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * The table in force is all that dh, sh, mh and conhash share: a worker may find the old or the new one, whole, and not
 * the old one after the new.
 */
final class HashStress {
    private static final Destinations BEFORE = Destinations.of(new int[] {0}, new int[] {1});
    private static final Destinations AFTER = Destinations.of(new int[] {1}, new int[] {1});
    private static final int SMALLEST_TABLE = 8;

    private HashStress() {
    }

    private static ServiceScheduler service(final Scheduler scheduler) {
        return scheduler.initService(
            new ServiceContext("stress", 0, (setting, unless) -> SMALLEST_TABLE), BEFORE, new Idle());
    }

    /** A worker picks twice while the list changes. */
    @JCStressTest
    @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "Picked, then changed.")
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "Changed between the picks.")
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "Changed, then picked.")
    @State
    public static class DestinationHash {
        private final ServiceScheduler service = service(new DestinationHashScheduler());
        private final Flow packet = new Packet();

        @Actor
        public void worker(final II_Result result) {
            result.r1 = service.schedule(packet);
            result.r2 = service.schedule(packet);
        }

        @Actor
        public void conductor() {
            service.updateService(AFTER);
        }
    }

    /** A worker picks twice while the list changes. */
    @JCStressTest
    @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "Picked, then changed.")
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "Changed between the picks.")
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "Changed, then picked.")
    @State
    public static class SourceHash {
        private final ServiceScheduler service = service(new SourceHashScheduler());
        private final Flow packet = new Packet();

        @Actor
        public void worker(final II_Result result) {
            result.r1 = service.schedule(packet);
            result.r2 = service.schedule(packet);
        }

        @Actor
        public void conductor() {
            service.updateService(AFTER);
        }
    }

    /** A worker picks twice while the list changes. */
    @JCStressTest
    @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "Picked, then changed.")
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "Changed between the picks.")
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "Changed, then picked.")
    @State
    public static class Maglev {
        private final ServiceScheduler service = service(new MaglevScheduler());
        private final Flow packet = new Packet();

        @Actor
        public void worker(final II_Result result) {
            result.r1 = service.schedule(packet);
            result.r2 = service.schedule(packet);
        }

        @Actor
        public void conductor() {
            service.updateService(AFTER);
        }
    }

    /** A worker picks twice while the list changes. */
    @JCStressTest
    @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "Picked, then changed.")
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "Changed between the picks.")
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "Changed, then picked.")
    @State
    public static class Ring {
        private final ServiceScheduler service = service(new ConsistentHashScheduler());
        private final Flow packet = new Packet();

        @Actor
        public void worker(final II_Result result) {
            result.r1 = service.schedule(packet);
            result.r2 = service.schedule(packet);
        }

        @Actor
        public void conductor() {
            service.updateService(AFTER);
        }
    }

    private static final class Packet implements Flow {
        @Override
        public boolean isIpv6() {
            return false;
        }

        @Override
        public long sourceHigh() {
            return 0;
        }

        @Override
        public long sourceLow() {
            return 0x0A00_0007L;
        }

        @Override
        public int sourcePort() {
            return 4_000;
        }

        @Override
        public long destinationHigh() {
            return 0;
        }

        @Override
        public long destinationLow() {
            return 0x0A00_0064L;
        }

        @Override
        public int destinationPort() {
            return 80;
        }

        @Override
        public int protocol() {
            return 6;
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
