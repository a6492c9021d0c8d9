/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.testkit;

import director.schedulers.DestinationLoad;
import director.schedulers.Destinations;
import director.schedulers.Flow;
import director.schedulers.Scheduler;
import director.schedulers.ServiceContext;
import director.schedulers.ServiceScheduler;
import java.util.function.ToIntFunction;

/** A scheduler that does what a test says: answer anything, or fail in any of its callbacks. */
public final class ScriptedScheduler implements Scheduler {
    private final String name;
    private ToIntFunction<Flow> choice = flow -> ServiceScheduler.NO_DESTINATION;
    private Runnable onInit = ScriptedScheduler::nothing;
    private Runnable onUpdate = ScriptedScheduler::nothing;
    private Runnable onDone = ScriptedScheduler::nothing;
    private Runnable onLoadChanged = ScriptedScheduler::nothing;
    private Destinations destinations = Destinations.none();

    /** A scheduler that never finds a real server. */
    public ScriptedScheduler(final String name) {
        this.name = name;
    }

    /** What it chooses from now on. */
    public void chooses(final ToIntFunction<Flow> made) {
        choice = made;
    }

    /** From now on it throws this instead of choosing. */
    public void throwsInsteadOfChoosing(final Error thrown) {
        choice = flow -> {
            throw thrown;
        };
    }

    /** What happens when a service begins. */
    public void onInit(final Runnable action) {
        onInit = action;
    }

    /** What happens when a service changes. */
    public void onUpdate(final Runnable action) {
        onUpdate = action;
    }

    /** What happens when a service ends. */
    public void onDone(final Runnable action) {
        onDone = action;
    }

    /** What happens when the load of a real server changes. */
    public void onLoadChanged(final Runnable action) {
        onLoadChanged = action;
    }

    /** What it was told last. */
    public Destinations destinations() {
        return destinations;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public ServiceScheduler initService(
        final ServiceContext service, final Destinations first, final DestinationLoad load) {
        onInit.run();
        destinations = first;
        return new ServiceScheduler() {
            @Override
            public int schedule(final Flow flow) {
                return choice.applyAsInt(flow);
            }

            @Override
            public void updateService(final Destinations changed) {
                onUpdate.run();
                destinations = changed;
            }

            @Override
            public void loadChanged(final int number) {
                onLoadChanged.run();
            }

            @Override
            public void doneService() {
                onDone.run();
            }
        };
    }

    private static void nothing() {
        // What a test did not script.
    }
}
