/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.dataplane.conductor;

import director.dataplane.service.ServiceKey;
import director.schedulers.BoundScheduler;
import director.schedulers.Destinations;
import director.schedulers.SchedulerException;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The lists of real servers that a batch of changes has for schedulers, one for each service whatever the number of
 * changes, in two steps: making takes the time and can fail, carrying out is a few stores. From the conductor's thread.
 */
final class SchedulerUpdates {
    private static final System.Logger LOGGER = System.getLogger(SchedulerUpdates.class.getName());

    private final ServiceDraft draft;
    private final List<Runnable> prepared = new ArrayList<>();
    /** Of schedulers that cannot prepare: they are told first, while it can still be called off. */
    private final List<Sudden> sudden = new ArrayList<>();
    private int told;

    /**
     * Prepares what can be prepared. If a scheduler refuses, nothing has changed, and the draft is at the change that
     * it refused.
     */
    SchedulerUpdates(final ServiceDraft draft, final Map<ServiceKey, VirtualService> before) {
        this.draft = draft;
        draft.touched().forEach((key, at) -> {
            if (draft.isListChanged(key)) {
                draft.at(at);
                prepare(draft.service(key), before.get(key), at);
            }
        });
    }

    /** Tells the schedulers that workers use. If one refuses, those that were told get back what they had. */
    void carryOut() {
        boolean done = false;
        try {
            for (final Sudden each : sudden) {
                draft.at(each.at);
                each.scheduler.updateService(each.after);
                told++;
            }
            done = true;
        } finally {
            if (!done) {
                sudden.subList(0, told).forEach(SchedulerUpdates::takeBack);
            }
        }
        prepared.forEach(Runnable::run);
    }

    /** Whether workers can have seen something of it. */
    boolean isSeen() {
        return told > 0;
    }

    private void prepare(final VirtualService service, final @Nullable VirtualService before, final int at) {
        final BoundScheduler scheduler = service.scheduler();
        final Destinations after = service.tell(draft.nowNs());
        if (draft.isBound(scheduler)) {
            // No worker knows it yet.
            scheduler.updateService(after);
        } else {
            scheduler.prepareUpdate(after).ifPresentOrElse(prepared::add,
                () -> sudden.add(new Sudden(
                    scheduler, before == null ? Destinations.none() : before.told(), after, at)));
        }
    }

    private static void takeBack(final Sudden told) {
        try {
            told.scheduler.updateService(told.before);
        } catch (final SchedulerException e) {
            LOGGER.log(Level.ERROR, "a scheduler keeps what a refused change told it: " + e.getMessage(), e);
        }
    }

    private record Sudden(BoundScheduler scheduler, Destinations before, Destinations after, int at) {
    }
}
