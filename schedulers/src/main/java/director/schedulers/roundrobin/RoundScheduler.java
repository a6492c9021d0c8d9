/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.schedulers.roundrobin;

import director.schedulers.DestinationLoad;
import director.schedulers.Destinations;
import director.schedulers.Flow;
import director.schedulers.ServiceScheduler;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Optional;

/** The state of one virtual service under rr or wrr: the {@link Round} in force. */
final class RoundScheduler implements ServiceScheduler {
    private static final VarHandle CURRENT;

    static {
        try {
            CURRENT = MethodHandles.lookup().findVarHandle(RoundScheduler.class, "current", Round.class);
        } catch (final ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final DestinationLoad load;
    private Round current;

    RoundScheduler(final Round first, final DestinationLoad load) {
        this.load = load;
        current = first;
        VarHandle.releaseFence();
    }

    @Override
    public int schedule(final Flow flow) {
        int number = round().pick(load);
        while (number == Round.SUPERSEDED) {
            number = round().pick(load);
        }
        return number;
    }

    @Override
    public void updateService(final Destinations destinations) {
        enforce(prepare(destinations));
    }

    @Override
    public Optional<Runnable> prepareUpdate(final Destinations destinations) {
        final Round successor = prepare(destinations);
        return Optional.of(() -> enforce(successor));
    }

    private void enforce(final Round successor) {
        publish(successor);
        // Settling here keeps the chain of unsettled rounds at one, and lets go of the predecessor.
        successor.settle();
    }

    @Override
    public boolean onlyComparesWeights() {
        return true;
    }

    /** First step of an update: everything that takes time. */
    Round prepare(final Destinations destinations) {
        return round().successor(destinations);
    }

    /** Second step of an update: the one store that makes it happen. */
    void publish(final Round successor) {
        CURRENT.setRelease(this, successor);
    }

    /** The round in force. */
    Round round() {
        return (Round) CURRENT.getAcquire(this);
    }
}
