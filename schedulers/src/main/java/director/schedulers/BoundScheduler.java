/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.schedulers;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The scheduler of one virtual service, made by {@link SchedulerRegistry#bind}. It holds a reference on the scheduler
 * and stands between it and the threads that call it, so that a scheduler that throws harms nothing but its service.
 */
public final class BoundScheduler implements ServiceScheduler {
    /** What {@link #schedule} answers when the scheduler threw: the packet is dropped, for a reason of its own. */
    public static final int FAULT = -2;

    private final String name;
    private final int flags;
    private final String description;
    private final ServiceScheduler scheduler;
    private final Runnable release;
    private final AtomicLong faults = new AtomicLong();
    private volatile @Nullable Throwable lastFault;
    private volatile int wrongAnswer = NO_DESTINATION;
    private boolean isReported;
    private boolean done;

    private BoundScheduler(
        final String name, final ServiceContext service, final ServiceScheduler scheduler, final Runnable release) {
        this.name = name;
        this.flags = service.flags();
        this.description = describe(name, service);
        this.scheduler = scheduler;
        this.release = release;
    }

    static BoundScheduler init(
        final String name, final Scheduler scheduler, final ServiceContext service, final Destinations destinations,
        final DestinationLoad load, final Runnable release) {
        final String description = describe(name, service);
        final @Nullable ServiceScheduler state;
        try {
            state = scheduler.initService(service, destinations, load);
        } catch (final Throwable e) {
            throw new SchedulerException(description + ": init service failed: " + e, e);
        }
        if (state == null) {
            throw new SchedulerException(description + ": init service answered null");
        }
        return new BoundScheduler(name, service, state, release);
    }

    /**
     * Whether this is what {@link SchedulerRegistry#bind} would make.
     *
     * @param wanted      the name of a scheduler.
     * @param wantedFlags its flags.
     * @return true if both are those of this one.
     */
    public boolean isOf(final String wanted, final int wantedFlags) {
        return name.equals(wanted) && flags == wantedFlags;
    }

    /**
     * Chooses a real server. Called from every worker's thread.
     *
     * @return the number of a destination, {@link #NO_DESTINATION} or {@link #FAULT}; or anything else, which the
     *     caller tells of by {@link #answeredWrongly}.
     */
    @Override
    public int schedule(final Flow flow) {
        try {
            return scheduler.schedule(flow);
        } catch (final Throwable e) {
            failed(e);
            return FAULT;
        }
    }

    /**
     * Counts a fault: what {@link #schedule} answered is no number of a destination of the service. From every worker's
     * thread; allocates nothing.
     *
     * @param number the answer.
     */
    public void answeredWrongly(final int number) {
        if (number != FAULT) {
            wrongAnswer = number;
            faults.incrementAndGet();
        }
    }

    /** {@inheritDoc} If the scheduler throws, that counts as a fault. */
    @Override
    public void loadChanged(final int number) {
        try {
            scheduler.loadChanged(number);
        } catch (final Throwable e) {
            failed(e);
        }
    }

    /**
     * {@inheritDoc}
     *
     * @throws SchedulerException if the scheduler threw. What it chose from before stays in force, and the caller
     *                            refuses the change.
     */
    @Override
    public void updateService(final Destinations destinations) {
        try {
            scheduler.updateService(destinations);
        } catch (final Throwable e) {
            throw new SchedulerException(description + ": update service failed: " + e, e);
        }
    }

    /**
     * {@inheritDoc}
     *
     * @return the second step; if that throws all the same, it counts as a fault.
     * @throws SchedulerException if the scheduler threw. Nothing has changed, and the caller refuses the change.
     */
    @Override
    public Optional<Runnable> prepareUpdate(final Destinations destinations) {
        try {
            return scheduler.prepareUpdate(destinations).map(step -> () -> complete(step));
        } catch (final Throwable e) {
            throw new SchedulerException(description + ": update service failed: " + e, e);
        }
    }

    /** {@inheritDoc} If the scheduler throws, that counts as a fault. */
    @Override
    public void housekeeping(final long nowNs) {
        try {
            scheduler.housekeeping(nowNs);
        } catch (final Throwable e) {
            failed(e);
        }
    }

    /** {@inheritDoc} A scheduler that throws instead of answering says no. */
    @Override
    public boolean onlyComparesWeights() {
        try {
            return scheduler.onlyComparesWeights();
        } catch (final Throwable e) {
            failed(e);
            return false;
        }
    }

    /**
     * Calls done service and gives the reference back, once; every later call does nothing.
     *
     * @throws SchedulerException if the scheduler threw. The reference is given back all the same.
     */
    @Override
    public void doneService() {
        if (done) {
            return;
        }
        done = true;
        try {
            scheduler.doneService();
        } catch (final Throwable e) {
            throw new SchedulerException(description + ": done service failed: " + e, e);
        } finally {
            release.run();
        }
    }

    /**
     * What went wrong on the packet path, for a log, once: whoever asks again gets no answer, whatever goes on to fail.
     * From the conductor's thread.
     *
     * @return names the scheduler, its service and what it did; empty if there are no {@link #faults}, or they were
     *     reported.
     */
    public Optional<SchedulerException> unreportedFault() {
        if (isReported || faults.get() == 0) {
            return Optional.empty();
        }
        isReported = true;
        final Throwable thrown = lastFault;
        return Optional.of(thrown == null
            ? new SchedulerException(description + ": schedule answered " + wrongAnswer
                + ", which is no destination of the service")
            : new SchedulerException(description + ": a callback failed", thrown));
    }

    /**
     * Counts what the scheduler threw where nobody is left to refuse something to. From any thread.
     *
     * @param thrown what it threw.
     */
    public void failed(final Throwable thrown) {
        // Written first: who finds the count finds what was counted.
        lastFault = thrown;
        faults.incrementAndGet();
    }

    /**
     * How often the scheduler failed where nobody could be refused anything: it threw from a callback other than init,
     * update and done service, or {@link #answeredWrongly answered wrongly}. From any thread.
     *
     * @return 0 or more.
     */
    public long faults() {
        return faults.get();
    }

    /**
     * What one of those {@link #faults} was, the last one. From any thread.
     *
     * @return empty if it never did.
     */
    public Optional<Throwable> lastFault() {
        return Optional.ofNullable(lastFault);
    }

    private void complete(final Runnable step) {
        try {
            step.run();
        } catch (final Throwable e) {
            failed(e);
        }
    }

    private static String describe(final String name, final ServiceContext service) {
        return "scheduler " + name + " of service " + service.name();
    }
}
